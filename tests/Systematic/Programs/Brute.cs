namespace Virtspec.Systematic.Programs;

/// <summary>Every outcome of a program, by trying every step in every situation. Situations met before are cut, and nothing else is.</summary>
internal static class Brute
{
    /// <summary>The outcomes.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="consistency">Under which memory model.</param>
    internal static SortedSet<string> Outcomes(Program program, Consistency consistency) => consistency == Consistency.ReleaseAcquire
        ? Ends(new BruteViews(program), situation => situation.Key, situation => situation.Next(), situation => situation.Outcome)
        : Ends(new BruteBuffered(program, consistency), situation => situation.Key, situation => situation.Next(), situation => situation.Outcome);

    private static SortedSet<string> Ends<T>(T first, Func<T, string> key, Func<T, IEnumerable<T>> next, Func<T, string> outcome)
    {
        var ends = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>();
        Visit(first);
        return ends;

        void Visit(T situation)
        {
            if (!seen.Add(key(situation)))
                return;
            var last = true;
            foreach (var after in next(situation))
            {
                Visit(after);
                last = false;
            }

            if (last)
                ends.Add(outcome(situation));
        }
    }
}
