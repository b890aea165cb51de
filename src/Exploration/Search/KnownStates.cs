using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// States met, by fingerprint, and for each the processes that were asleep whenever it was met. Shared by all workers of a search.
/// </summary>
internal sealed class KnownStates
{
    private const int Parts = 64;

    private readonly Dictionary<Fingerprint, ulong>[] _parts = [.. Enumerable.Range(0, Parts).Select(_ => new Dictionary<Fingerprint, ulong>())];

    /// <summary>How many there are.</summary>
    internal long Count => _parts.Sum(part => (long)part.Count);

    /// <summary>Meets a state.</summary>
    /// <param name="state">Which.</param>
    /// <param name="asleep">Processes that need not be tried from it this time; left with those that never had to be.</param>
    /// <param name="owed">Processes that have to be tried: all when it is new, those that were asleep till now and are not any more when it is not.</param>
    /// <returns>Whether it is new.</returns>
    internal bool Meet(in Fingerprint state, ref ulong asleep, out ulong owed)
    {
        var part = _parts[(int)(state.High % Parts)];
        lock (part)
        {
            ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(part, state, out var exists);
            owed = exists ? known & ~asleep : ~asleep;
            known = asleep = exists ? known & asleep : asleep;
            return !exists;
        }
    }
}
