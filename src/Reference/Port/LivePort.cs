using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Virtspec.Port;

namespace Virtspec.Reference.Port;

/// <summary>The doorbells of a live port. Signals are system calls, so a virtual call in front of them costs nothing.</summary>
internal abstract class Doorbells
{
    /// <summary>Rings <paramref name="doorbell"/>; never blocks.</summary>
    internal abstract void Signal(Doorbell doorbell);

    /// <summary>Blocks the thread until the doorbell was rung, the limit passed or the port was shut down.</summary>
    /// <returns>Whether it was rung.</returns>
    internal abstract bool Wait(Doorbell doorbell);

    /// <summary>For code that polls: signals vanish, waits give up at once.</summary>
    internal static Doorbells None { get; } = new NoDoorbells();

    private sealed class NoDoorbells : Doorbells
    {
        internal override void Signal(Doorbell doorbell)
        {
        }

        internal override bool Wait(Doorbell doorbell) => false;
    }
}

/// <summary>
/// The port over memory that is really shared. Every access completes before it returns, so code awaiting it runs straight through
/// and allocates nothing.
/// </summary>
internal readonly struct LivePort : IPort
{
    // One reference: ring code keeps its port in a readonly field, so every access works on a copy of it.
    private readonly LiveMemory _memory;

    /// <summary>A port on a map.</summary>
    /// <param name="memory">The map.</param>
    /// <param name="doorbells">The doorbells.</param>
    /// <param name="near">An address in the region to look into first; any value is allowed.</param>
    internal LivePort(GuestMemory memory, Doorbells doorbells, ulong near = 0) => _memory = new LiveMemory(memory, doorbells, near);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Access Read(ulong address, AccessSize size)
    {
        var pointer = _memory.At(address, (ulong)size);
        return new Access(size switch
        {
            AccessSize.One => Volatile.Read(ref *pointer),
            AccessSize.Two => Little(Volatile.Read(ref *(ushort*)pointer)),
            AccessSize.Four => Little(Volatile.Read(ref *(uint*)pointer)),
            _ => Little(Volatile.Read(ref *(ulong*)pointer)),
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Access Write(ulong address, ulong value, AccessSize size)
    {
        var pointer = _memory.At(address, (ulong)size);
        switch (size)
        {
            case AccessSize.One:
                Volatile.Write(ref *pointer, (byte)value);
                break;
            case AccessSize.Two:
                Volatile.Write(ref *(ushort*)pointer, Little((ushort)value));
                break;
            case AccessSize.Four:
                Volatile.Write(ref *(uint*)pointer, Little((uint)value));
                break;
            default:
                Volatile.Write(ref *(ulong*)pointer, Little(value));
                break;
        }

        return default;
    }

    public unsafe Access ReadBytes(ulong address, Memory<byte> destination)
    {
        if (_memory.TryAt(address, (ulong)destination.Length, out var pointer))
            new ReadOnlySpan<byte>(pointer, destination.Length).CopyTo(destination.Span);
        else
            _memory.Map.CopyOut(address, destination.Span);
        return default;
    }

    public unsafe Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        if (_memory.TryAt(address, (ulong)source.Length, out var pointer))
            source.Span.CopyTo(new Span<byte>(pointer, source.Length));
        else
            _memory.Map.CopyIn(address, source.Span);
        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Access Fence(FenceKind kind)
    {
        switch (kind)
        {
            case FenceKind.Read or FenceKind.Acquire:
                Volatile.ReadBarrier();
                break;
            case FenceKind.Write or FenceKind.Release:
                Volatile.WriteBarrier();
                break;
            default:
                Interlocked.MemoryBarrier();
                break;
        }

        return default;
    }

    public Access Signal(Doorbell doorbell)
    {
        _memory.Doorbells.Signal(doorbell);
        return default;
    }

    public Access Wait(Doorbell doorbell) => new(_memory.Doorbells.Wait(doorbell) ? 1UL : 0UL);

    public bool Covers(ulong address, ulong length) => _memory.Covers(address, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort Little(ushort value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Little(uint value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Little(ulong value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
}

/// <summary>What a live port works on.</summary>
internal sealed unsafe class LiveMemory
{
    // The region that holds the ring: nearly every access falls into it.
    private readonly byte* _near;
    private readonly ulong _nearStart;
    private readonly ulong _nearSize;

    internal LiveMemory(GuestMemory map, Doorbells doorbells, ulong near)
    {
        Map = map;
        Doorbells = doorbells;
        foreach (var region in map.Regions)
        {
            if (near - region.GuestAddress >= region.Size)
                continue;
            _near = (byte*)region.Pointer;
            _nearStart = region.GuestAddress;
            _nearSize = region.Size;
        }
    }

    internal GuestMemory Map { get; }

    internal Doorbells Doorbells { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* At(ulong address, ulong length)
    {
        var offset = address - _nearStart;
        return offset < _nearSize && length <= _nearSize - offset ? _near + offset : Far(address, length);
    }

    /// <summary>The pointer to a range that one region holds whole, or to one of no length.</summary>
    internal bool TryAt(ulong address, ulong length, out byte* pointer)
    {
        var offset = address - _nearStart;
        if (offset < _nearSize && length <= _nearSize - offset)
        {
            pointer = _near + offset;
            return true;
        }

        return Map.TryTranslate(address, length, out pointer) || length == 0;
    }

    internal bool Covers(ulong address, ulong length)
    {
        var offset = address - _nearStart;
        return (offset < _nearSize && length <= _nearSize - offset) || Map.Covers(address, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* Far(ulong address, ulong length)
    {
        // A zero-length copy touches nothing, wherever it points.
        return length == 0 ? null : Map.Translate(address, length);
    }
}
