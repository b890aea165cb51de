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

    /// <summary>As the stage was set, which is the same each time.</summary>
    internal void Begin(World world)
    {
        if (_bytes.Length != world.Memory.Length)
        {
            _initial = [.. Enumerable.Range(0, world.Memory.Length).Select(offset => (byte)world.Memory.Peek(offset, 1))];
            _bytes = new byte[_initial.Length];
        }

        _initial.CopyTo(_bytes, 0);
    }

    internal void Store(int offset, int size, ulong value)
    {
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
        var first = address - World.AddressOf(0);
        if (address < World.AddressOf(0) || first > (ulong)_bytes.Length || (ulong)destination.Length > (ulong)_bytes.Length - first)
            return false;
        _bytes.AsSpan((int)first, destination.Length).CopyTo(destination);
        return true;
    }
}
