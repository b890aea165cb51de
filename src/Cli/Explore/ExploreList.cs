using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Cli.Explore;

/// <summary>What there is to choose from: a line each, for people and for grep.</summary>
internal static class ExploreList
{
    internal static void Write(TextWriter output, IReadOnlyList<Scenario> scenarios)
    {
        var width = "scenario ".Length + scenarios.Max(scenario => scenario.Name.Length);
        foreach (var scenario in scenarios)
            Line("scenario", scenario.Name, scenario.Summary);
        // By what can be set: a scenario and its mistakes have the same parameters.
        foreach (var group in scenarios.Where(scenario => scenario.Parameters.Count > 0).GroupBy(scenario => string.Join('\n', scenario.Parameters)))
        {
            output.WriteLine();
            output.WriteLine($"parameters of {Names([.. group.Select(scenario => scenario.Name)])}:");
            foreach (var parameter in group.First().Parameters)
                Line("  --set", $"{parameter.Name}={parameter.Value}", $"from {parameter.Least} to {parameter.Most}: {parameter.Meaning}");
        }

        output.WriteLine();
        foreach (var (name, _, meaning) in ModelNames.All)
            Line("memory", name, meaning);
        output.WriteLine();
        foreach (var (name, _, meaning) in StrategyNames.All)
            Line("strategy", name, meaning);

        void Line(string kind, string name, string text) => output.WriteLine($"{$"{kind} {name}".PadRight(width)}  {text}");
    }

    /// <summary>Names that begin with the first one are many, and need no list.</summary>
    private static string Names(string[] names)
    {
        var kin = names.Count(name => name.StartsWith(names[0] + "-", StringComparison.Ordinal));
        string[] others = [.. names.Skip(1).Where(name => !name.StartsWith(names[0] + "-", StringComparison.Ordinal))];
        return string.Join(", ", [names[0] + (kin > 0 ? $" and {names[0]}-*" : string.Empty), .. others]);
    }
}
