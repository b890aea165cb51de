using Virtspec.Exploration.Execution;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>A state of the model as part of a state of the search.</summary>
internal static class SplitStateFingerprint
{
    internal static void AddTo(this SplitState state, ref Fingerprint fingerprint)
    {
        fingerprint.Add(state.Base | ((ulong)state.UsedStart << 16) | ((ulong)state.AvailIdx << 32) | ((ulong)state.UsedIdx << 48));
        fingerprint.Add(state.JudgedUsed | ((ulong)state.AvailFlags << 16) | ((ulong)state.UsedEvent << 32) | ((ulong)(ushort)state.Calls << 48));
        fingerprint.Add((ulong)state.Marks | ((ulong)state.Outstanding.Count << 32) | ((ulong)state.Fresh.Count << 48));
        foreach (var element in state.Fresh)
            fingerprint.Add(element.Position | ((ulong)element.Id << 16) | ((ulong)element.Length << 32));
        foreach (var head in state.Order)
            fingerprint.Add(head);
        // In the order of their heads, which is not the order in which they were made available.
        for (ushort head = 0; head < state.Layout.Size; head++)
        {
            if (state.Outstanding.TryGetValue(head, out var chain))
                Add(ref fingerprint, chain);
        }
    }

    private static void Add(ref Fingerprint fingerprint, Chain chain)
    {
        fingerprint.Add(chain.Head | ((ulong)chain.Arrangement << 16) | ((ulong)chain.Segments.Count << 32) | ((ulong)chain.Descriptors.Count << 48));
        foreach (var descriptor in chain.Descriptors)
            fingerprint.Add(descriptor);
        foreach (var segment in chain.Segments)
        {
            fingerprint.Add(segment.Address);
            fingerprint.Add(segment.Length | (segment.Writable ? 1UL << 32 : 0));
        }

        fingerprint.Add(chain.IndirectTable);
        fingerprint.Add(chain.IndirectBytes);
    }
}
