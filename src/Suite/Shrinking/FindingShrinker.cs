using System.Diagnostics;
using Virtspec.Oracle;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Shrinking;

/// <summary>How much may be spent on making findings smaller.</summary>
/// <param name="Each">Time for one finding.</param>
/// <param name="All">Time for all of them.</param>
/// <param name="Repeat">How often the smallest program is run in the end, for the rate of a racy one; 1 or more.</param>
internal sealed record ShrinkBudget(TimeSpan Each, TimeSpan All, int Repeat)
{
    internal static ShrinkBudget Usual { get; } = new(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(120), Repeat: 3);
}

/// <summary>Makes the findings of a run smaller, one by one.</summary>
internal sealed class FindingShrinker(Reproduction reproduction, ShrinkBudget budget, CancellationToken stop)
{
    /// <summary>A breach that does not show at once may show in one of so many runs.</summary>
    private const int Patient = 5;

    private readonly Stopwatch _spent = new();

    /// <summary>What the first finding of a requirement became: a requirement that fails again later is not shrunk again.</summary>
    private readonly Dictionary<string, Shrunk?> _shrunk = [];

    /// <summary>Told what is being made smaller: the requirement, the steps it has by now, and how many programs were tried.</summary>
    internal Action<string, int, int>? Progress { get; init; }

    /// <summary>The result with its first finding made smaller; as it was where that cannot be.</summary>
    internal RequirementResult Shrink(RequirementResult result)
    {
        if (result.Findings is not [{ Program.Count: > 0 } first, ..])
            return result;
        var id = result.Requirement.Id;
        if (!_shrunk.TryGetValue(id, out var shrunk))
        {
            if (stop.IsCancellationRequested || _spent.Elapsed >= budget.All)
                return result;
            _spent.Start();
            shrunk = _shrunk[id] = Shrink(id, [.. first.Program.Select(StepText.Parse)]);
            _spent.Stop();
        }

        return result with { Findings = [first with { Shrunk = shrunk }, .. result.Findings.Skip(1)] };
    }

    /// <returns>Null when there is no peer to try anything on.</returns>
    private Shrunk? Shrink(string id, IReadOnlyList<Step> program)
    {
        Progress?.Invoke(id, program.Count, 0);
        var began = Stopwatch.GetTimestamp();
        var (needed, shown) = (1, reproduction.Show(program, id));
        if (reproduction.PeerGone)
            return null;
        while (shown is null && needed < Patient && Left(began))
        {
            needed++;
            shown = reproduction.Show(program, id);
        }

        if (shown is not { } first)
            return new Shrunk([.. program.Select(step => step.ToString())], string.Empty, string.Empty, [], needed, 0, needed);
        var start = SmallEnough(first.Program.Count).Select(known => reproduction.Show(known, id)).FirstOrDefault(known => known is not null) ?? first;
        var (smallest, tries) = Smallest(start.Program, id, needed, began, fresh: false);
        var (count, last) = Rate(smallest, id);
        if (count == 0 && smallest.Count < first.Program.Count)
        {
            // They lived on what tries before them had left behind.
            (smallest, var more) = Smallest(first.Program, id, needed, began, fresh: true);
            tries += more;
            (count, last) = Rate(smallest, id);
        }

        var finding = last ?? first.Finding;
        return new Shrunk([.. smallest.Select(step => step.ToString())], finding.Seen, finding.Expected, finding.Steps, tries, count, budget.Repeat);
    }

    /// <summary>What other findings became: one cause often breaks several requirements, and the steps that show one show the next.</summary>
    private IEnumerable<IReadOnlyList<Step>> SmallEnough(int count) =>
        _shrunk.Values.OfType<Shrunk>().Where(other => other.Shown > 0 && other.Program.Count < count).DistinctBy(other => string.Join(';', other.Program))
            .OrderBy(other => other.Program.Count).Select(other => (IReadOnlyList<Step>)[.. other.Program.Select(StepText.Parse)]);

    /// <summary>The fewest steps, each try on a peer that knows of none before it if <paramref name="fresh"/>.</summary>
    private (IReadOnlyList<Step> Program, int Tries) Smallest(IReadOnlyList<Step> program, string id, int needed, long began, bool fresh)
    {
        var tries = 0;
        var shrinker = new Shrinker(Show, () => Left(began));
        return (shrinker.Shrink(program), shrinker.Tries);

        IReadOnlyList<Step>? Show(IReadOnlyList<Step> candidate)
        {
            Progress?.Invoke(id, candidate.Count, ++tries);
            for (var run = 0; run < needed && !stop.IsCancellationRequested; run++)
            {
                if (fresh && !reproduction.Renew())
                    return null;
                if (reproduction.Show(candidate, id) is { } seen)
                    return seen.Program;
            }

            return null;
        }
    }

    private (int Count, Finding? Last) Rate(IReadOnlyList<Step> program, string id)
    {
        reproduction.Renew();
        var count = 0;
        Finding? last = null;
        for (var run = 0; run < budget.Repeat && !stop.IsCancellationRequested; run++)
        {
            if (reproduction.Show(program, id) is not { } shown)
                continue;
            count++;
            last = shown.Finding;
        }

        return (count, last);
    }

    private bool Left(long began) =>
        !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < budget.Each && _spent.Elapsed < budget.All;
}
