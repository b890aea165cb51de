using System.Globalization;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search.Sampling;

namespace Virtspec.Cli.Explore;

/// <summary>What was covered, and what that means, in plain words.</summary>
internal static class CoverageText
{
    private const string NoPass = "no pass: see what was found";

    /// <summary>How a search ended, and its counts.</summary>
    internal static string Counts(SearchReport search, bool signalled)
    {
        if (search.WrongUnder is { } model)
            return $"not begun: it goes wrong under {ModelNames.Of(model)}; --memory {ModelChoice.Every} searches the others too";
        if (search.Result is not { } result)
            return signalled ? "not begun: stopped by a signal" : "not begun: time was up";
        var tally = result.Counts;
        var counts = new List<string> { $"{Covered(search, result, signalled)}" };
        if (tally.Truncated > 0)
            counts.Add($"{Count(tally.Truncated, "execution")} cut off at the step limit of {Number(result.Options.StepLimit)}");
        counts.Add($"redundant {Redundant(result)} per complete");
        counts.Add($"depth {Number(tally.Depth)}");
        counts.Add(Time(result.Elapsed));
        return string.Join("; ", counts);
    }

    /// <summary>What a pass means where searches ended like this one; the same text for the same meaning.</summary>
    internal static string Meaning(SearchReport search)
    {
        if (search.Result is not { } result)
            return search.WrongUnder is null ? "nothing was looked at" : NoPass;
        return Pass(search, result) + (Part(result) is { } shard ? $" This is {shard}: what the others say counts too." : string.Empty);
    }

    internal static string Time(TimeSpan time) =>
        time < TimeSpan.FromSeconds(1) ? $"{time.TotalMilliseconds:0} ms" : time < TimeSpan.FromMinutes(2) ? $"{time.TotalSeconds:0.0} s" : $"{(int)time.TotalMinutes} min {time.Seconds} s";

    internal static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Count(long count, string what) => $"{Number(count)} {what}{(count == 1 ? string.Empty : "s")}";

    /// <summary>Executions given up as covered by others, for each one that counts.</summary>
    internal static string Redundant(ExplorationResult result) => result.Counts.Complete == 0
        ? "-"
        : ((double)result.Counts.Redundant / result.Counts.Complete).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Covered(SearchReport search, ExplorationResult result, bool signalled)
    {
        var done = Count(result.Executions, "execution");
        var states = result.Counts.States > 0 ? $" and {Count(result.Counts.States, "state")}" : string.Empty;
        var model = ModelNames.Of(result.Options.Memory);
        var where = Part(result) is { } part ? $"{part} of the schedules under {model}" : $"every schedule under {model}";
        return result.Coverage switch
        {
            Coverage.Sampled => $"sampled{Stopped(result, signalled, brief: true)}: {done}{Classes(search, result)}",
            Coverage.Stopped => $"stopped{Stopped(result, signalled, brief: false)}: {done}{states}",
            _ when result.Options.Chosen == Strategy.Bounded => $"bounded: {done} with at most {Count(result.Options.Bound, "deviation")}",
            Coverage.Bounded => $"cut off: {done}{states}",
            _ when result.Options.Chosen == Strategy.Brute => $"exhausted: {done}, one for {where}",
            _ => $"exhausted: {done}{states} stand for {where}",
        };
    }

    private static string Pass(SearchReport search, ExplorationResult result)
    {
        if (search.Findings.Count > 0)
            return NoPass;
        if (result.Counts.Truncated > 0)
            return "inconclusive: nobody knows what comes after the step limit; --max-steps moves it";
        return result.Coverage switch
        {
            Coverage.Exhausted => "pass: no schedule goes wrong, with these parameters and this memory model. Larger parameters may bring other schedules.",
            Coverage.Bounded => "pass, as far as it goes: what takes more deviations was not looked at.",
            Coverage.Sampled => "pass, as far as it goes: none of those drawn goes wrong, and nobody knows of the others.",
            _ => "inconclusive: the rest was not looked at",
        };
    }

    /// <summary>What ended a search before its time.</summary>
    private static string Stopped(ExplorationResult result, bool signalled, bool brief)
    {
        var options = result.Options;
        if (!result.Passed && !options.All)
            return brief ? " up to the first finding" : " at the first finding";
        if (signalled)
            return brief ? " until a signal" : " by a signal";
        if (options.MaxExecutions != long.MaxValue && result.Counts.Executions >= options.MaxExecutions)
            return brief ? string.Empty : $" at the limit of {Count(options.MaxExecutions, "execution")}";
        return options.MaxTime != Timeout.InfiniteTimeSpan && result.Elapsed >= options.MaxTime ? (brief ? " until time was up" : ", time was up") : string.Empty;
    }

    private static string Classes(SearchReport search, ExplorationResult result)
    {
        if (result.Classes is not { } classes || result.Executions == 0)
            return string.Empty;
        if (classes.Seen >= DistinctCounter.UsualMost)
            return $", more than {Number(classes.Seen)} different";
        // A file keeps how many there were, not which.
        var since = search.Resumed ? " since it was resumed" : string.Empty;
        return $", {Number(classes.Seen)} different{since}, an estimated {Number(classes.Estimate)} in all";
    }

    private static string? Part(ExplorationResult result) =>
        result.Options.Shard.Count > 1 ? $"shard {result.Options.Shard.Index + 1}/{result.Options.Shard.Count}" : null;
}
