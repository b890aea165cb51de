using System.Buffers.Binary;
using Virtspec.Model.SplitRing;
using Virtspec.Oracle.Ring;
using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Peer;

/// <summary>
/// The memory shared with the peer: two regions with a hole between them, filled with a pattern, handed out piece by piece with a
/// margin round each. A shadow knows what every byte has to be.
/// </summary>
internal sealed class Arena : IMemoryView, IDisposable
{
    private const ulong RegionSize = 2 << 20;
    private const ulong FirstGuestAddress = 0x10_0000;

    /// <summary>Further than any address above, and not a multiple of the first: mixing regions up shows.</summary>
    private const ulong SecondGuestAddress = 0x1_4000_0000;

    /// <summary>Rings are named by front-end addresses, which are these much above guest addresses: mixing them up shows too.</summary>
    private const ulong UserOffset = 0x7f00_0000_0000;

    /// <summary>Untouched bytes round every piece.</summary>
    private const ulong Margin = 128;

    /// <summary>The high bit of every byte.</summary>
    private const ulong Odd = 0x8080_8080_8080_8080;

    private readonly SharedMemory[] _files;
    private readonly ulong[] _next;
    private (ulong, ulong) _held;
    private ulong _fill;
    private int _turn;

    internal Arena(ulong seed)
    {
        _fill = seed;
        _files = [SharedMemory.Create(RegionSize), SharedMemory.Create(RegionSize)];
        ulong[] starts = [FirstGuestAddress, SecondGuestAddress];
        Memory = new GuestMemory(_files.Zip(starts, (file, start) => file.ToGuestRegion(start, start + UserOffset)));
        Regions = [.. _files.Zip(starts, (file, start) => new FrontEndRegion(start, RegionSize, start + UserOffset, 0, file.Descriptor))];
        foreach (var start in starts)
            Fill(Memory.Span(start, (int)RegionSize));
        _next = [.. starts];
        Hold();
        Shadow = new ShadowMemory(this, starts.Select(start => (start, (int)RegionSize)));
    }

    internal GuestMemory Memory { get; }

    internal IReadOnlyList<FrontEndRegion> Regions { get; }

    internal ShadowMemory Shadow { get; }

    /// <summary>Frees everything: what is handed out from now on may lie where something lay before.</summary>
    internal void Clear()
    {
        (_next[0], _next[1]) = (FirstGuestAddress, SecondGuestAddress);
        Hold();
        Shadow.Forget();
    }

    /// <summary>What is handed out by now stays so.</summary>
    internal void Hold() => _held = (_next[0], _next[1]);

    /// <summary>Frees what was handed out since <see cref="Hold"/>.</summary>
    internal void Release() => (_next[0], _next[1]) = _held;

    /// <summary>Hands out a piece of memory, from the regions in turn.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">A power of two; 1 is moved off alignment on purpose.</param>
    /// <exception cref="InvalidOperationException">The arena is full: the case asks for too much at once.</exception>
    internal ulong Take(ulong length, ulong alignment)
    {
        for (var tries = 0; tries < 2; tries++)
        {
            ref var next = ref _next[_turn++ % 2];
            var address = (next + Margin + alignment - 1) & ~(alignment - 1);
            if (alignment == 1)
                address |= 1;
            var end = Memory.Regions[(_turn - 1) % 2].GuestAddress + RegionSize;
            if (address + length + Margin > end)
                continue;
            next = address + length;
            return address;
        }

        throw new InvalidOperationException($"the arena has no room for {length} more bytes");
    }

    /// <summary>The address that messages name a ring part by.</summary>
    internal static ulong ToUser(ulong guestAddress) => guestAddress + UserOffset;

    /// <summary>
    /// Writes bytes that no device happens to write: high bit set, so that no status is among them, and different each time.
    /// </summary>
    internal void Fill(Span<byte> bytes)
    {
        var random = new Chooser(_fill++);
        while (bytes.Length >= 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, random.NextU64() | Odd);
            bytes = bytes[8..];
        }

        var rest = random.NextU64() | Odd;
        for (var i = 0; i < bytes.Length; i++, rest >>= 8)
            bytes[i] = (byte)rest;
    }

    public bool TryRead(ulong address, Span<byte> destination)
    {
        unsafe
        {
            if (!Memory.TryTranslate(address, (ulong)destination.Length, out var pointer))
                return false;
            new ReadOnlySpan<byte>(pointer, destination.Length).CopyTo(destination);
            return true;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
