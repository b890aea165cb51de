using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;

namespace Virtspec.Systematic.Sampling;

// The exploration of the ring at the root of this project has types of the same names.
using Scenario = Virtspec.Exploration.Scenario;

/// <summary>A scenario with a mistake, and the strongest memory model under which it shows.</summary>
public sealed record PlantedBug(string Name, MemoryModel Model)
{
    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("lost-kick", MemoryModel.Sequential),
        new("split-ring-no-recheck-device", MemoryModel.Sequential),
        new("split-ring-no-recheck-driver", MemoryModel.Sequential),
        new("split-ring-no-kick-fence", MemoryModel.TotalStoreOrder),
        new("split-ring-no-enable-calls-fence", MemoryModel.TotalStoreOrder),
        new("split-ring-no-call-fence", MemoryModel.TotalStoreOrder),
        new("split-ring-no-enable-kicks-fence", MemoryModel.TotalStoreOrder),
        new("split-ring-no-publish-fence", MemoryModel.PartialStoreOrder),
        new("split-ring-no-complete-fence", MemoryModel.PartialStoreOrder),
        new("split-ring-no-take-fence", MemoryModel.ReleaseAcquire),
        new("split-ring-no-reclaim-fence", MemoryModel.ReleaseAcquire),
    ];

    internal Scenario Scenario => ScenarioCatalogue.Find(Name)!;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} under {Model}";
}
