using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Search;

/// <summary>Scenarios and searches that several tests of the search begin with.</summary>
internal static class SmallSearches
{
    internal static Scenario LostKick(int buffers, bool recheck = true) =>
        ScenarioCatalogue.Find("lost-kick")!.With("buffers", buffers).With("recheck", recheck ? 1 : 0);

    internal static Scenario SplitRing(int buffers) => ScenarioCatalogue.Find("split-ring")!.With("buffers", buffers);

    /// <summary>Two rounds of writing and reading by each of three agents, and a choice.</summary>
    internal static Scenario Crossing { get; } = new("crossing", "agents that write and read each other's variables", [], (stage, _) =>
    {
        var variables = stage.Memory("variables", 24);
        var seen = new ulong[3];
        for (var agent = 0UL; agent < 3; agent++)
        {
            var number = agent;
            stage.Agent($"agent {number}", async port =>
            {
                await port.Write(variables + (8 * number), 1 + await port.Choose(2, "value"), Port.AccessSize.Eight);
                seen[number] = await port.Read(variables + (8 * ((number + 1) % 3)), Port.AccessSize.Eight);
            });
        }

        stage.AtEnd(end => end.Outcome(string.Join(' ', seen)));
    });

    internal static Scenario Agent(Func<AgentPort, ValueTask> body) => new("one agent", "for one test", [], (stage, _) => stage.Agent("agent", body));

    internal static ExplorationOptions Options(Strategy strategy, MemoryModel memory, int jobs = 1) =>
        new() { Strategy = strategy, Memory = memory, Jobs = jobs, CollectOutcomes = true, All = true };

    internal static ExplorationResult Run(Scenario scenario, ExplorationOptions options) => Run(scenario, options, null);

    internal static ExplorationResult Run(Scenario scenario, ExplorationOptions options, Checkpoint? checkpoint) =>
        Explorer.Run(scenario, options, checkpoint, null, TestContext.Current.CancellationToken);

    /// <summary>What went wrong, whatever schedule showed it and however often.</summary>
    internal static IEnumerable<string> Kinds(this ExplorationResult result) =>
        result.Found.Select(finding => $"{finding.Failure.Kind} {finding.Failure.Property}").Order(StringComparer.Ordinal);
}
