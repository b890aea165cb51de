using Virtspec.Model.SplitRing;

namespace Virtspec.Oracle.Ring;

/// <summary>
/// What shared memory holds by the driver's doing: a copy that the driver's writes go into. Where memory differs from it, the device
/// wrote; the observer says whether it was allowed to.
/// </summary>
internal sealed class ShadowMemory : IMemoryView
{
    private const int ChunkSize = 64 * 1024;

    private readonly IMemoryView _memory;
    private readonly (ulong Address, byte[] Bytes)[] _ranges;
    private readonly byte[] _chunk = new byte[ChunkSize];
    private readonly List<(ulong Address, ulong Length, Func<ulong, bool> MayWrite)> _rings = [];

    /// <summary>Copies memory as it is now.</summary>
    /// <param name="memory">Shared memory.</param>
    /// <param name="ranges">Its ranges; none overlaps another.</param>
    internal ShadowMemory(IMemoryView memory, IEnumerable<(ulong Address, int Length)> ranges)
    {
        _memory = memory;
        _ranges = [.. ranges.Select(range => (range.Address, new byte[range.Length]))];
        foreach (var (address, bytes) in _ranges)
            memory.TryRead(address, bytes);
    }

    /// <summary>A ring lies here: its used part is the device's at all times, and what else it may write changes with the buffers.</summary>
    /// <param name="used">Address of the used ring.</param>
    /// <param name="length">Its length.</param>
    /// <param name="mayWrite">Whether the device may be writing to an address at this moment.</param>
    internal void HasRing(ulong used, ulong length, Func<ulong, bool> mayWrite) => _rings.Add((used, length, mayWrite));

    /// <summary>There are no rings any more, and memory is taken as it is.</summary>
    internal void Forget()
    {
        _rings.Clear();
        foreach (var (address, bytes) in _ranges)
            _memory.TryRead(address, bytes);
    }

    /// <summary>The driver wrote.</summary>
    internal void Wrote(ulong address, ReadOnlySpan<byte> bytes)
    {
        if (TryLocate(address, bytes.Length, out var held))
            bytes.CopyTo(held);
    }

    /// <summary>Reads what the driver put there, whatever the device has made of it since; outside the ranges, what is there now.</summary>
    public bool TryRead(ulong address, Span<byte> destination)
    {
        if (!TryLocate(address, destination.Length, out var held))
            return _memory.TryRead(address, destination);
        held.CopyTo(destination);
        return true;
    }

    /// <summary>Takes memory as it is: the device was allowed to write here.</summary>
    internal void Accept(ulong address, ulong length)
    {
        if (length <= int.MaxValue && TryLocate(address, (int)length, out var held))
            _memory.TryRead(address, held);
    }

    /// <summary>Offset of the first byte of the range that differs from the shadow; -1 when none does or the range is not shadowed.</summary>
    internal int FirstDifference(ulong address, int length)
    {
        for (var done = 0; done < length;)
        {
            var part = _chunk.AsSpan(0, Math.Min(ChunkSize, length - done));
            if (!TryLocate(address + (ulong)done, part.Length, out var held) || !_memory.TryRead(address + (ulong)done, part))
                return -1;
            var same = part.CommonPrefixLength(held);
            if (same < part.Length)
                return done + same;
            done += part.Length;
        }

        return -1;
    }

    /// <summary>
    /// Addresses of bytes that differ although nobody was to write them, each reported once and then taken as it is. Where the device may be writing
    /// at this moment they stay as they are in the shadow: what the driver put there is still needed when the buffer comes back.
    /// </summary>
    /// <param name="limit">How many to report at most; the rest is taken silently.</param>
    internal List<ulong> TakeDifferences(int limit)
    {
        foreach (var (used, length, _) in _rings)
            Accept(used, length);
        var found = new List<ulong>();
        foreach (var (address, bytes) in _ranges)
        {
            for (var at = 0; at < bytes.Length; at += ChunkSize)
            {
                var part = _chunk.AsSpan(0, Math.Min(ChunkSize, bytes.Length - at));
                var held = bytes.AsSpan(at, part.Length);
                if (_memory.TryRead(address + (ulong)at, part) && !part.SequenceEqual(held))
                    TakeDifferences(address + (ulong)at, part, held, found, limit);
            }
        }

        return found;
    }

    private void TakeDifferences(ulong address, ReadOnlySpan<byte> now, Span<byte> held, List<ulong> found, int limit)
    {
        for (var i = 0; i < now.Length; i++)
        {
            if (now[i] == held[i] || MayBeWritten(address + (ulong)i))
                continue;
            held[i] = now[i];
            if (found.Count < limit)
                found.Add(address + (ulong)i);
        }
    }

    private bool MayBeWritten(ulong address)
    {
        foreach (var (used, length, mayWrite) in _rings)
        {
            if (address - used < length || mayWrite(address))
                return true;
        }

        return false;
    }

    private bool TryLocate(ulong address, int length, out Span<byte> held)
    {
        foreach (var (start, bytes) in _ranges)
        {
            var offset = address - start;
            if (offset < (ulong)bytes.Length && (ulong)length <= (ulong)bytes.Length - offset)
            {
                held = bytes.AsSpan((int)offset, length);
                return true;
            }
        }

        held = default;
        return false;
    }
}
