using System.Buffers.Binary;
using Virtspec.Exploration.Execution;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// Memory as if each store arrived when it is made, whatever the memory model: what an agent did is judged by what it did, not by when others come to
/// see it. Nobody can see a store before it is made, so what others do about it is in order too.
/// </summary>
internal sealed class IssuedMemory : IMemoryView
{
    private byte[] _bytes = [];
    private byte[] _initial = [];
    private ulong _base;

    /// <summary>As the stage was set, which is the same each time.</summary>
    /// <param name="world">Where.</param>
    /// <param name="address">An address of the ring.</param>
    internal void Begin(World world, ulong address)
    {
        (_base, var length) = world.Memory.SpaceOf(address);
        if (_bytes.Length != length)
        {
            _initial = [.. Enumerable.Range(0, length).Select(offset => world.Memory.ByteAt(_base + (ulong)offset))];
            _bytes = new byte[length];
        }

        _initial.CopyTo(_bytes, 0);
    }

    internal void Store(ulong address, int size, ulong value)
    {
        var offset = (long)(address - _base);
        if (offset < 0 || offset > _bytes.Length - size)
            return;
        for (var i = 0; i < size; i++)
            _bytes[offset + i] = (byte)(value >> (8 * i));
    }

    internal ulong Read(ulong address, int size)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        value.Clear();
        return TryRead(address, value[..size]) ? BinaryPrimitives.ReadUInt64LittleEndian(value) : 0;
    }

    public bool TryRead(ulong address, Span<byte> destination)
    {
        var first = address - _base;
        if (address < _base || first > (ulong)_bytes.Length || (ulong)destination.Length > (ulong)_bytes.Length - first)
            return false;
        _bytes.AsSpan((int)first, destination.Length).CopyTo(destination);
        return true;
    }
}
