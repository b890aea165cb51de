using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>
/// Joins what an agent does in pieces, by moving a piece over steps of others that commute with it: the run is the same, its order easier to follow.
/// </summary>
internal sealed class SwitchReduction
{
    private readonly List<Footprint> _footprints = [];
    private readonly Replay _replay;

    internal SwitchReduction(World world) =>
        _replay = new Replay(world) { Stepping = (stepped, process) => _footprints.Add(stepped.FootprintOf(process)) };

    /// <summary>Schedules worth trying: each with one piece moved next to another of its agent.</summary>
    internal IEnumerable<Pick[]> Candidates(Pick[] picks)
    {
        _footprints.Clear();
        _replay.Strict(picks);
        for (var start = 1; start < picks.Length; start++)
        {
            if (picks[start].IsDrain || picks[start - 1].Agent == picks[start].Agent)
                continue;
            var before = Array.FindLastIndex(picks, start - 1, pick => !pick.IsDrain && pick.Agent == picks[start].Agent);
            if (before < 0)
                continue;
            var end = EndOfPiece(picks, start);
            if (Commutes(before + 1, start, start, end))
                yield return Swapped(picks, before + 1, start, end);
            var first = StartOfPiece(picks, before);
            if (Commutes(first, before + 1, before + 1, start))
                yield return Swapped(picks, first, before + 1, start);
        }
    }

    private static int EndOfPiece(Pick[] picks, int start)
    {
        var end = start + 1;
        while (end < picks.Length && !picks[end].IsDrain && picks[end].Agent == picks[start].Agent)
            end++;
        return end;
    }

    private static int StartOfPiece(Pick[] picks, int last)
    {
        var start = last;
        while (start > 0 && !picks[start - 1].IsDrain && picks[start - 1].Agent == picks[last].Agent)
            start--;
        return start;
    }

    /// <summary>Whether no step of one piece conflicts with one of the other.</summary>
    private bool Commutes(int start, int end, int otherStart, int otherEnd)
    {
        for (var i = start; i < end; i++)
        {
            for (var j = otherStart; j < otherEnd; j++)
            {
                if (Footprint.Conflict(_footprints[i], _footprints[j]))
                    return false;
            }
        }

        return true;
    }

    /// <summary>The picks with [start, middle) and [middle, end) changed about.</summary>
    private static Pick[] Swapped(Pick[] picks, int start, int middle, int end) =>
        [.. picks[..start], .. picks[middle..end], .. picks[start..middle], .. picks[end..]];
}
