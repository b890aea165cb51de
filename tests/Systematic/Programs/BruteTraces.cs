namespace Virtspec.Systematic.Programs;

/// <summary>
/// How many runs of a program there are that differ in more than the order of steps that commute: Mazurkiewicz traces, counted by their Foata normal
/// form (Cartier and Foata 1969).
/// </summary>
internal static class BruteTraces
{
    /// <summary>The number of traces, or -1 if there are more beginnings of them than <paramref name="most"/>.</summary>
    internal static long Count(Program program, Consistency consistency, int most)
    {
        var beginnings = new HashSet<string>();
        var complete = new HashSet<string>();
        var done = Visit(new BruteBuffered(program, consistency), []);
        return done ? complete.Count : -1;

        bool Visit(BruteBuffered situation, List<Event> run)
        {
            // Two beginnings of the same form lead to the same situation, so what follows one of them follows the other.
            var form = Form(run);
            if (!beginnings.Add(form))
                return true;
            if (beginnings.Count > most)
                return false;
            var last = true;
            foreach (var (step, after) in situation.Steps())
            {
                last = false;
                var (level, ordinal) = (0, 0);
                foreach (var earlier in run)
                {
                    if (earlier.Step.Depends(step))
                        level = Math.Max(level, earlier.Level + 1);
                    ordinal += earlier.Step.Thread == step.Thread && earlier.Step.Arrival == 0 ? 1 : 0;
                }

                run.Add(new Event(step, level, ordinal));
                var finished = Visit(after, run);
                run.RemoveAt(run.Count - 1);
                if (!finished)
                    return false;
            }

            if (last)
                complete.Add(form);
            return true;
        }
    }

    private static string Form(List<Event> run) => string.Join(' ', run
        .Select(e => (e.Level, Name: $"{e.Step.Thread}.{(e.Step.Arrival > 0 ? $"a{e.Step.Arrival}" : $"{e.Ordinal}.{e.Step.Way}")}"))
        .OrderBy(e => e.Level).ThenBy(e => e.Name, StringComparer.Ordinal)
        .Select(e => $"{e.Level}:{e.Name}"));

    private sealed record Event(BruteStep Step, int Level, int Ordinal);
}
