using System.Runtime.CompilerServices;
using Virtspec.Model.SplitRing;

namespace Virtspec.Bench;

/// <summary>
/// The baseline: one round trip's loads, stores and fences in the order of the ring halves, written out by hand on pointers. It checks
/// nothing that came from the other side and keeps no account of descriptors beyond the head.
/// </summary>
internal sealed unsafe class BareRing(byte* memory, ushort size, bool eventIdx, int avail, int used)
{
    private ushort _availIdx;
    private ushort _nextAvail;
    private ushort _usedIdx;
    private ushort _lastUsed;
    private ushort _head;

    internal bool Round(ulong address, uint length)
    {
        // The driver: descriptor, available ring, idx, and whether to kick.
        var head = _head;
        _head = (ushort)((_head + 1) & (size - 1));
        Volatile.Write(ref *(ulong*)(memory + (16 * head)), address);
        Volatile.Write(ref *(ulong*)(memory + (16 * head) + 8), length | (2UL << 32));
        Volatile.Write(ref *(ushort*)(memory + avail + 4 + (2 * (_availIdx & (size - 1)))), head);
        Volatile.WriteBarrier();
        var published = _availIdx++;
        Volatile.Write(ref *(ushort*)(memory + avail + 2), _availIdx);
        Interlocked.MemoryBarrier();
        var kick = Wanted(memory + used + 4 + (8 * size), memory + used, published, _availIdx);

        // The device: idx, available ring, descriptor; used ring, idx, and whether to call.
        if (Volatile.Read(ref *(ushort*)(memory + avail + 2)) == _nextAvail)
            return false;
        Volatile.ReadBarrier();
        var taken = Volatile.Read(ref *(ushort*)(memory + avail + 4 + (2 * (_nextAvail++ & (size - 1)))));
        var buffer = Volatile.Read(ref *(ulong*)(memory + (16 * taken)));
        var rest = Volatile.Read(ref *(ulong*)(memory + (16 * taken) + 8));
        Volatile.Write(ref *(ulong*)(memory + used + 4 + (8 * (_usedIdx & (size - 1)))), taken | (rest << 32));
        Volatile.WriteBarrier();
        var signalled = _usedIdx++;
        Volatile.Write(ref *(ushort*)(memory + used + 2), _usedIdx);
        Interlocked.MemoryBarrier();
        var call = Wanted(memory + avail + 4 + (2 * size), memory + avail, signalled, _usedIdx);

        // The driver again: idx and used ring.
        if (Volatile.Read(ref *(ushort*)(memory + used + 2)) == _lastUsed)
            return false;
        Volatile.ReadBarrier();
        var element = Volatile.Read(ref *(ulong*)(memory + used + 4 + (8 * (_lastUsed++ & (size - 1)))));
        return (ushort)element == head && buffer == address && !(kick & call);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Wanted(byte* other, byte* flags, ushort before, ushort after) => eventIdx
        ? SplitLayout.Passes(Volatile.Read(ref *(ushort*)other), before, after)
        : (Volatile.Read(ref *(ushort*)flags) & 1) == 0;
}
