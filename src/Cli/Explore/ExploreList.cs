using Virtspec.Exploration;

namespace Virtspec.Cli.Explore;

/// <summary>What there is to choose from: a line each, for people and for grep.</summary>
internal static class ExploreList
{
    private const int NameWidth = 42;

    internal static void Write(TextWriter output, IReadOnlyList<Scenario> scenarios)
    {
        foreach (var scenario in scenarios)
            Line(output, "scenario", scenario.Name, scenario.Summary);
        // By what can be set: a scenario and its mistakes have the same parameters.
        foreach (var group in scenarios.Where(scenario => scenario.Parameters.Count > 0).GroupBy(scenario => string.Join('\n', scenario.Parameters)))
        {
            output.WriteLine();
            output.WriteLine($"parameters of {string.Join(", ", group.Select(scenario => scenario.Name))}:");
            foreach (var parameter in group.First().Parameters)
                Line(output, "  --set", $"{parameter.Name}={parameter.Value}", $"from {parameter.Least} to {parameter.Most}: {parameter.Meaning}");
        }

        output.WriteLine();
        foreach (var (name, _, meaning) in ModelNames.All)
            Line(output, "memory", name, meaning);
        output.WriteLine();
        foreach (var (name, _, meaning) in StrategyNames.All)
            Line(output, "strategy", name, meaning);
    }

    private static void Line(TextWriter output, string kind, string name, string text) =>
        output.WriteLine($"{$"{kind} {name}".PadRight(NameWidth)} {text}");
}
