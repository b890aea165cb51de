using Virtspec.Model.SplitRing;

namespace Virtspec.Reference.SplitRing;

/// <summary>A chain the device took, checked and ready to use. One object serves one chain after the other.</summary>
public sealed class DescriptorChain
{
    private Segment[] _segments = new Segment[16];

    /// <summary>Index of the first descriptor.</summary>
    public ushort Head { get; internal set; }

    /// <summary>All pieces; every one lies in memory of the port.</summary>
    public ReadOnlySpan<Segment> Segments => _segments.AsSpan(0, Count);

    /// <summary>How many pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them, all at the front, are device-readable.</summary>
    public int ReadableCount { get; private set; }

    /// <summary>Bytes of the device-readable pieces.</summary>
    public ulong ReadableBytes { get; private set; }

    /// <summary>Bytes of the device-writable pieces.</summary>
    public ulong WritableBytes { get; private set; }

    /// <summary>The device-readable or the device-writable piece that holds a byte, and where in it.</summary>
    /// <param name="writable">Which side to look at.</param>
    /// <param name="offset">Byte offset over all pieces of that side; below their sum.</param>
    /// <param name="into">The byte, counted from the start of the piece.</param>
    internal Segment At(bool writable, ulong offset, out uint into)
    {
        for (var i = writable ? ReadableCount : 0; i < Count; i++)
        {
            if (offset < _segments[i].Length)
            {
                into = (uint)offset;
                return _segments[i];
            }

            offset -= _segments[i].Length;
        }

        throw new ArgumentOutOfRangeException(nameof(offset), offset, "beyond the chain");
    }

    internal void Begin(ushort head)
    {
        (Head, Count, ReadableCount, ReadableBytes, WritableBytes) = (head, 0, 0, 0, 0);
    }

    /// <summary>Takes a further piece.</summary>
    /// <exception cref="RingFaultException">A device-readable piece after a device-writable one, or more than 2^32 bytes in all.</exception>
    internal void Append(in Segment segment)
    {
        if (!segment.Writable && ReadableCount < Count)
            throw new RingFaultException($"head {Head}: a device-readable descriptor after a device-writable one");
        if (Count == _segments.Length)
            Array.Resize(ref _segments, Count * 2);
        _segments[Count++] = segment;
        if (segment.Writable)
        {
            WritableBytes += segment.Length;
        }
        else
        {
            ReadableCount++;
            ReadableBytes += segment.Length;
        }

        if (ReadableBytes + WritableBytes > 1UL << 32)
            throw new RingFaultException($"head {Head}: the chain is longer than 2^32 bytes");
    }
}
