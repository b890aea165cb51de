using System.Numerics;

namespace Virtspec.Exploration.States;

/// <summary>
/// Chooses processes that the others cannot disturb whatever they do, so that it is enough to follow their actions (Godefroid,
/// Partial-Order Methods for the Verification of Concurrent Systems, 1996). From each process that can go on, the set is closed under
/// "what a member does next conflicts with what another process may ever do"; of the closed sets the smallest is taken.
/// </summary>
internal sealed class PersistentSets<TMachine, TState>(TMachine machine)
    where TMachine : struct, IMachine<TState>
    where TState : unmanaged
{
    private readonly Footprint[] _next = new Footprint[machine.Processes];
    private readonly Footprint[] _future = new Footprint[machine.Processes];
    private readonly ulong[] _pulls = new ulong[machine.Processes];
    private readonly ulong _observed = machine.Observed;

    /// <summary>The processes to follow: all that are enabled, or some of them.</summary>
    /// <param name="state">The state.</param>
    /// <param name="enabled">Processes that can take a step in it.</param>
    internal ulong Choose(in TState state, ulong enabled)
    {
        if (BitOperations.PopCount(enabled) <= 1)
            return enabled;
        Relate(state);
        var best = enabled;
        for (var seeds = enabled; seeds != 0; seeds &= seeds - 1)
        {
            var candidate = Close(seeds & (0 - seeds)) & enabled;
            if (BitOperations.PopCount(candidate) < BitOperations.PopCount(best) && Invisible(candidate))
                best = candidate;
        }

        return best;
    }

    /// <summary>For each process, those whose future conflicts with what it does next.</summary>
    private void Relate(in TState state)
    {
        for (var process = 0; process < _next.Length; process++)
        {
            _next[process] = machine.Next(state, process);
            _future[process] = machine.Future(state, process);
        }

        for (var process = 0; process < _next.Length; process++)
        {
            var pulls = 0UL;
            for (var other = 0; other < _next.Length; other++)
                pulls |= _next[process].Conflicts(_future[other]) ? 1UL << other : 0;
            _pulls[process] = pulls;
        }
    }

    private ulong Close(ulong set)
    {
        for (var todo = set; todo != 0;)
        {
            var pulled = _pulls[BitOperations.TrailingZeroCount(todo)] & ~set;
            set |= pulled;
            todo = (todo & (todo - 1)) | pulled;
        }

        return set;
    }

    /// <summary>A visible step must not overtake the others: an invariant may look at what lies between.</summary>
    private bool Invisible(ulong processes)
    {
        for (; processes != 0; processes &= processes - 1)
        {
            if ((_next[BitOperations.TrailingZeroCount(processes)].Writes & _observed) != 0)
                return false;
        }

        return true;
    }
}
