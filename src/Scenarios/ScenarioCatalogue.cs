using Virtspec.Exploration;
using Virtspec.Scenarios.Device;
using Virtspec.Scenarios.Fabric;
using Virtspec.Scenarios.SplitRing;
using Virtspec.Scenarios.SplitRing.Chains;
using Virtspec.Scenarios.SplitRing.Hostile;
using Virtspec.Scenarios.SplitRing.Lifecycle;

namespace Virtspec.Scenarios;

/// <summary>Every scenario that comes with the tool.</summary>
public static class ScenarioCatalogue
{
    /// <summary>The reference as it is: every execution of these is right.</summary>
    internal static IReadOnlyList<Scenario> Correct { get; } =
    [
        SplitRingScenario.Correct, SplitRingScenario.Busy, ChainScenario.Correct, HostileScenario.Correct, .. DeviceScenario.Correct, .. LifecycleScenarios.Correct,
        FabricRingScenario.Correct, EpfScenario.Correct,
    ];

    /// <summary>The bug corpus.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. SplitRingScenario.Mistakes, .. ChainScenario.Mistakes, .. HostileScenario.Mistakes, .. DeviceScenario.Mistakes, .. LifecycleScenarios.Mistakes,
    ];

    /// <summary>All of them, the default first; their names differ.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
        [.. Correct, .. Mistakes.Select(entry => entry.Scenario), SplitRingScenario.Listing, LostKickScenario.Scenario];

    /// <summary>Looks a scenario up.</summary>
    /// <param name="name">Its name, exactly.</param>
    /// <returns>The scenario with its parameters as they come, or null when there is none of that name.</returns>
    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);
}
