using Virtspec.Model.SplitRing;

namespace Virtspec.Oracle.Ring;

/// <summary>
/// Watches memory in and around the buffers of a ring: what the device must not write, what it must have written, and what the
/// request and its answer say.
/// </summary>
internal sealed class BufferWatch(Judge judge, IMemoryView memory, ShadowMemory shadow, SplitLayout layout)
{
    /// <summary>How far round a buffer a stray write counts as running past its end.</summary>
    private const ulong Margin = 64;

    /// <summary>So many bytes in a row as the driver left them cannot be what the device happened to write.</summary>
    private const int ProofOfNotWritten = 5;

    /// <summary>As above, for bytes at the very end.</summary>
    private const int ShortProof = 4;

    private readonly Dictionary<ushort, Chain> _exposed = [];
    private readonly HashSet<ushort> _descriptors = [];
    private readonly List<Chain> _recent = [];

    // Made once and used for every buffer.
    private readonly List<SplitEvent> _events = [];
    private byte[] _now = new byte[4096];
    private byte[] _before = new byte[4096];

    /// <summary>Whether an entry of the descriptor table belongs to a buffer the device may be using.</summary>
    internal bool IsExposed(ushort descriptor) => _descriptors.Contains(descriptor);

    /// <summary>A buffer became available.</summary>
    internal void Exposed(Chain chain)
    {
        _exposed[chain.Head] = chain;
        for (var i = 0; i < chain.Descriptors.Count; i++)
            _descriptors.Add(chain.Descriptors[i]);
        judge.Submitted(layout.Queue, chain, Gather(shadow, ref _before, chain, writable: false));
    }

    /// <summary>A buffer came back with <paramref name="length"/> bytes said to be written.</summary>
    /// <returns>What is seen of it; good until the next call.</returns>
    internal List<SplitEvent> Used(Chain chain, ulong length, bool enabled)
    {
        _exposed.Remove(chain.Head);
        _recent.Add(chain);
        _events.Clear();
        CompareReadable(chain);
        for (var i = 0; i < chain.Descriptors.Count; i++)
        {
            _descriptors.Remove(chain.Descriptors[i]);
            _events.Add(Compare(MemoryArea.DescriptorTable, chain.Head, layout.Descriptor(chain.Descriptors[i]), SplitLayout.DescriptorSize, layout.DescriptorTable));
        }

        if (chain.IndirectTable != 0)
            _events.Add(Compare(MemoryArea.IndirectTable, chain.Head, chain.IndirectTable, chain.IndirectBytes));
        var answer = Gather(memory, ref _now, chain, writable: true);
        if (Written(chain, answer[..(int)Math.Min(length, chain.WritableBytes)]) is { } written)
            _events.Add(written);
        Accept(chain);
        var served = judge.Completed(layout.Queue, chain, length, answer, enabled);
        if (served is { } ok && Served(chain, ok) is { } e)
            _events.Add(e);
        return _events;
    }

    private void CompareReadable(Chain chain)
    {
        for (var i = 0; i < chain.Segments.Count; i++)
        {
            var segment = chain.Segments[i];
            if (!segment.Writable)
                _events.Add(Compare(MemoryArea.DeviceReadable, chain.Head, segment.Address, segment.Length));
        }
    }

    private void Accept(Chain chain)
    {
        for (var i = 0; i < chain.Segments.Count; i++)
        {
            var segment = chain.Segments[i];
            if (segment.Writable)
                shadow.Accept(segment.Address, segment.Length);
        }
    }

    /// <summary>Says whether a request was served well, and whether it was described as every driver does it.</summary>
    /// <returns>Null where a failure tells nothing of the arrangement: requests in plain arrangement fail as well.</returns>
    internal SplitEvent? Served(Chain chain, bool ok)
    {
        var plain = judge.IsPlain(chain);
        var plainest = plain && chain.Arrangement == Arrangement.Direct;
        judge.PlainRequestFailed |= plainest && !ok;
        return ok || plainest || !judge.PlainRequestFailed
            ? new SplitEvent(SplitEventKind.Served, Id: plain ? 1u : 0, Flag: ok, Chain: chain)
            : null;
    }

    /// <summary>Every byte of shared memory that changed although nobody was to change it.</summary>
    /// <param name="moved">Whether buffers were used since the last time: only then is silence worth counting.</param>
    internal List<SplitEvent> Differences(bool moved)
    {
        var events = new List<SplitEvent>();
        var seen = new HashSet<MemoryArea>();
        foreach (var address in shadow.TakeDifferences(limit: 1 << 16))
        {
            var (area, head, offset) = Classify(address);
            if (seen.Add(area))
                events.Add(new SplitEvent(SplitEventKind.Touched, Index: head, Id: (uint)offset, Length: (ulong)area));
        }

        _recent.Clear();
        if (!moved)
            return events;
        foreach (var area in (MemoryArea[])[MemoryArea.DriverArea, MemoryArea.Beyond, MemoryArea.Unrelated])
        {
            if (!seen.Contains(area))
                events.Add(new SplitEvent(SplitEventKind.Untouched, Length: (ulong)area));
        }

        return events;
    }

    /// <summary>Whether an address is in a device-writable part of a buffer that the device may be using.</summary>
    internal bool MayBeWritten(ulong address) =>
        _exposed.Values.Any(chain => chain.Segments.Any(segment => segment.Writable && address - segment.Address < segment.Length));

    private (MemoryArea Area, ushort Head, ulong Offset) Classify(ulong address)
    {
        if (address - layout.DescriptorTable < layout.DescriptorTableBytes)
            return (MemoryArea.DescriptorTable, 0, address - layout.DescriptorTable);
        if (address - layout.Avail < layout.AvailBytes)
            return (MemoryArea.DriverArea, 0, address - layout.Avail);
        // The newest first: where older buffers lay, others may lie by now.
        foreach (var chain in _exposed.Values.Concat(Enumerable.Reverse(_recent)))
        {
            foreach (var segment in chain.Segments)
            {
                if (!segment.Writable && address - segment.Address < segment.Length)
                    return (MemoryArea.DeviceReadable, chain.Head, address - segment.Address);
                if (segment.Writable && address - (segment.Address - Margin) < segment.Length + (2 * Margin))
                    return (MemoryArea.Beyond, chain.Head, address - (segment.Address - Margin));
            }
        }

        return (MemoryArea.Unrelated, 0, address);
    }

    private SplitEvent Compare(MemoryArea area, ushort head, ulong address, ulong length, ulong origin = ulong.MaxValue)
    {
        var differs = shadow.FirstDifference(address, (int)length);
        if (differs < 0)
            return new SplitEvent(SplitEventKind.Untouched, Length: (ulong)area, Flag: true);
        shadow.Accept(address, length);
        var offset = origin == ulong.MaxValue ? (ulong)differs : address - origin + (ulong)differs;
        return new SplitEvent(SplitEventKind.Touched, Index: head, Id: (uint)offset, Length: (ulong)area);
    }

    /// <summary>
    /// Looks for bytes among those said to be written that still are what the driver put there. A run of them proves it, and for an answer too short
    /// for a run, that all of it is old. A short piece of a longer answer proves nothing either way.
    /// </summary>
    private SplitEvent? Written(Chain chain, ReadOnlySpan<byte> now)
    {
        if (now.IsEmpty || (now.Length < ShortProof && (ulong)now.Length < chain.WritableBytes))
            return null;
        var before = Gather(shadow, ref _before, chain, writable: true, (ulong)now.Length);
        var needed = Math.Min(ProofOfNotWritten, now.Length);
        var run = 0;
        for (var i = 0; i < now.Length; i++)
        {
            run = now[i] == before[i] ? run + 1 : 0;
            if (run >= needed || (run >= ShortProof && i == now.Length - 1))
                return new SplitEvent(SplitEventKind.Written, Index: chain.Head, Length: (ulong)(i + 1 - run));
        }

        return new SplitEvent(SplitEventKind.Written, Index: chain.Head, Flag: true);
    }

    /// <summary>The bytes of a buffer one after the other, in an array that is made larger where it has to be.</summary>
    private static ReadOnlySpan<byte> Gather(IMemoryView source, ref byte[] room, Chain chain, bool writable, ulong limit = ulong.MaxValue)
    {
        var total = (int)Math.Min(limit, writable ? chain.WritableBytes : chain.ReadableBytes);
        if (room.Length < total)
            room = new byte[Math.Max(total, 2 * room.Length)];
        var bytes = room.AsSpan(0, total);
        var at = 0;
        for (var i = 0; i < chain.Segments.Count && at < total; i++)
        {
            var segment = chain.Segments[i];
            if (segment.Writable != writable)
                continue;
            var part = bytes.Slice(at, (int)Math.Min(segment.Length, (ulong)(total - at)));
            // What cannot be read reads as nothing, and not as what lay here before.
            if (!source.TryRead(segment.Address, part))
                part.Clear();
            at += part.Length;
        }

        return bytes;
    }
}
