using System.Globalization;

namespace Virtspec.Cli.Explore;

/// <summary>What the user asked of an exploration; null and empty for what was not said.</summary>
internal sealed record ExploreOptions
{
    /// <summary>Names and globs of scenarios.</summary>
    internal IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>Assembly with scenarios of the user's.</summary>
    internal string? From { get; init; }

    internal IReadOnlyList<string> Memory { get; init; } = [];

    internal string? Strategy { get; init; }

    internal long? Bound { get; init; }

    internal long? MaxExecutions { get; init; }

    internal TimeSpan? MaxTime { get; init; }

    internal long? MaxSteps { get; init; }

    internal long? Jobs { get; init; }

    /// <summary>Which of how many machines, as i/n.</summary>
    internal string? Shard { get; init; }

    internal string? Resume { get; init; }

    internal ulong? Seed { get; init; }

    /// <summary>Parameters, as name=value.</summary>
    internal IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Whether a search goes on after its first finding.</summary>
    internal bool All { get; init; }

    internal bool List { get; init; }

    internal IReadOnlyList<string> Reports { get; init; } = [];

    internal string? Out { get; init; }

    internal bool Shrink { get; init; } = true;

    internal long? Width { get; init; }

    internal bool Ascii { get; init; }

    /// <summary>The arguments that ask for the same again, each after a space.</summary>
    /// <param name="seed">The seed used; null when nothing was drawn.</param>
    internal string Arguments(ulong? seed) => string.Concat(
        string.Concat(Scenarios.Select(name => " " + Shell.Quote(name))),
        Option("--from", From),
        Option("--memory", Memory.Count > 0 ? string.Join(',', Memory) : null),
        Option("--strategy", Strategy),
        Option("--bound", Bound),
        string.Concat(Set.Select(set => Option("--set", set))),
        Option("--max-executions", MaxExecutions),
        Option("--max-time", MaxTime is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s") : null),
        Option("--max-steps", MaxSteps),
        Option("--shard", Shard),
        Option("--resume", Resume),
        Option("--seed", seed),
        All ? " --until all" : string.Empty,
        Option("--out", Out));

    private static string Option<T>(string name, T? value) => value is null ? string.Empty : $" {name} {Shell.Quote($"{value}")}";
}
