using Virtspec.Exploration;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>A ring over more than one run of it, and with other ways to drive it than one driver that sleeps.</summary>
internal static class LifecycleScenarios
{
    /// <summary>The reference as it is.</summary>
    internal static IReadOnlyList<Scenario> Correct { get; } = [RestartScenario.Correct, TakeoverScenario.Correct, ResetScenario.Correct, ThreadsScenario.Correct, PollingScenario.Correct];

    /// <summary>The mistakes, each a scenario.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. RestartScenario.Mistakes, .. TakeoverScenario.Mistakes, .. ResetScenario.Mistakes, .. ThreadsScenario.Mistakes, .. PollingScenario.Mistakes,
    ];
}
