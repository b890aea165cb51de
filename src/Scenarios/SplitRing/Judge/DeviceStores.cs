using Virtspec.Exploration.Execution;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>Where the device stores: into buffers that it was given, into its own area, or where it must not.</summary>
/// <param name="layout">The virtqueue.</param>
internal sealed class DeviceStores(SplitLayout layout)
{
    /// <summary>Bytes stored into device-writable parts of buffers in flight.</summary>
    private readonly HashSet<ulong> _written = [];

    internal void Begin() => _written.Clear();

    /// <summary>A buffer is given to the device: what lies in it from before is not the device's.</summary>
    internal void Given(Chain chain)
    {
        if (_written.Count > 0)
            Forget(chain);
    }

    /// <summary>A store outside the device area.</summary>
    /// <returns>What to say of it; null for a store into a buffer's device-writable part.</returns>
    internal SplitEvent? Stored(ulong address, int size, SplitState state)
    {
        for (var at = address; at < address + (ulong)size; at++)
        {
            if (Into(at, state, writable: true) is not null)
                _written.Add(at);
            else
                return Touched(at, state);
        }

        return null;
    }

    /// <summary>Whether the first <paramref name="length"/> bytes of a buffer's device-writable part were stored, of one that came back.</summary>
    internal SplitEvent Written(Chain chain, uint length)
    {
        var position = 0UL;
        for (var index = 0; index < chain.Segments.Count; index++)
        {
            var segment = chain.Segments[index];
            for (var i = 0UL; segment.Writable && i < segment.Length && position < length; i++, position++)
            {
                if (!_written.Contains(segment.Address + i))
                    return new SplitEvent(SplitEventKind.Written, chain.Head, Length: position);
            }
        }

        return new SplitEvent(SplitEventKind.Written, chain.Head, Flag: true);
    }

    internal void AddTo(ref Fingerprint fingerprint)
    {
        // In no order: sets that are the same may list what they hold differently.
        var (sum, product) = (0UL, 1UL);
        foreach (var address in _written)
            (sum, product) = (sum + address, product * ((2 * address) + 1));
        fingerprint.Add(sum);
        fingerprint.Add(product);
    }

    private void Forget(Chain chain) =>
        _written.RemoveWhere(address => chain.Segments.Any(segment => segment.Writable && Covers(segment.Address, segment.Length, address)));

    private SplitEvent Touched(ulong address, SplitState state)
    {
        if (Covers(layout.DescriptorTable, layout.DescriptorTableBytes, address))
            return Touched(MemoryArea.DescriptorTable, 0, address - layout.DescriptorTable);
        if (Covers(layout.Avail, layout.AvailBytes, address))
            return Touched(MemoryArea.DriverArea, 0, address - layout.Avail);
        if (state.Outstanding.Values.FirstOrDefault(chain => Covers(chain.IndirectTable, chain.IndirectBytes, address)) is { } indirect)
            return Touched(MemoryArea.IndirectTable, indirect.Head, address - indirect.IndirectTable);
        return Into(address, state, writable: false) is { } readable
            ? Touched(MemoryArea.DeviceReadable, readable.Head, address - readable.Start)
            : Touched(MemoryArea.Unrelated, 0, address - World.AddressOf(0));
    }

    private static SplitEvent Touched(MemoryArea area, ushort head, ulong offset) => new(SplitEventKind.Touched, head, (uint)offset, (ulong)area);

    private static (ushort Head, ulong Start)? Into(ulong address, SplitState state, bool writable)
    {
        // Neither collection is asked for an enumerator that it would have to allocate: this is done at each store.
        foreach (var (_, chain) in state.Outstanding)
        {
            for (var i = 0; i < chain.Segments.Count; i++)
            {
                var segment = chain.Segments[i];
                if (segment.Writable == writable && Covers(segment.Address, segment.Length, address))
                    return (chain.Head, segment.Address);
            }
        }

        return null;
    }

    private static bool Covers(ulong start, ulong length, ulong address) => address >= start && address - start < length;
}
