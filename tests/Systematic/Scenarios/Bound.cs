using System.Globalization;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;

namespace Virtspec.Systematic.Scenarios;

/// <summary>How far a scenario is searched to the end.</summary>
/// <param name="Name">The scenario.</param>
/// <param name="Settings">Parameters that are not as they come: <c>buffers=1 size=4</c>.</param>
/// <param name="Weakest">The weakest memory model; those stronger are searched too.</param>
public sealed record Bound(string Name, string Settings, MemoryModel Weakest)
{
    /// <summary>In every build.</summary>
    internal static IReadOnlyList<Bound> EveryBuild { get; } =
    [
        new("split-ring", "", MemoryModel.ReleaseAcquire),
        new("split-ring", "event-index=0", MemoryModel.PartialStoreOrder),
        new("split-ring", "event-index=0 buffers=1", MemoryModel.ReleaseAcquire),
        new("split-ring", "size=8 start=65535", MemoryModel.PartialStoreOrder),
        new("split-ring", "size=1", MemoryModel.PartialStoreOrder),
        new("split-ring", "size=3 buffers=3 start=65534", MemoryModel.Sequential),
        new("split-ring-busy", "", MemoryModel.ReleaseAcquire),
        new("split-ring-busy", "event-index=0 device-batches=0", MemoryModel.PartialStoreOrder),
        new("split-ring-busy", "event-index=0 stray=2", MemoryModel.TotalStoreOrder),
        new("split-ring-busy", "buffers=3 start=65535", MemoryModel.Sequential),
        new("split-ring-chain", "", MemoryModel.PartialStoreOrder),
        new("split-ring-chain", "arrangement=3 indirect=2", MemoryModel.TotalStoreOrder),
        new("split-ring-chain", "arrangement=5 device-batches=1 in-order=1", MemoryModel.PartialStoreOrder),
        new("split-ring-chain", "arrangement=4 requests=1", MemoryModel.ReleaseAcquire),
        new("split-ring-chain", "arrangement=2 requests=1 indirect=1 event-index=0", MemoryModel.ReleaseAcquire),
        new("split-ring-chain", "arrangement=3 requests=1 indirect=2 unknown=1", MemoryModel.ReleaseAcquire),
        new("split-ring-hostile", "", MemoryModel.ReleaseAcquire),
        new("split-ring-listing", "corrected=1", MemoryModel.PartialStoreOrder),
        new("split-ring-listing", "corrected=1 event-index=0 buffers=1", MemoryModel.ReleaseAcquire),
        new("device-life", "", MemoryModel.ReleaseAcquire),
        new("device-life", "rounds=2 late=0", MemoryModel.ReleaseAcquire),
        new("device-configuration", "", MemoryModel.ReleaseAcquire),
        new("device-configuration", "reads=2 changes=3", MemoryModel.ReleaseAcquire),
        new("lost-kick", "recheck=1", MemoryModel.ReleaseAcquire),
        new("fabric-ring", "", MemoryModel.Sequential),
        new("fabric-ring", "event-index=0 size=1 start=65535", MemoryModel.Sequential),
        new("fabric-ring", "strict=0", MemoryModel.Sequential),
        new("epf", "", MemoryModel.Sequential),
        .. LifecycleBounds.EveryBuild,
    ];

    /// <summary>What takes minutes: for a night, by hand or on a machine with time.</summary>
    internal static IReadOnlyList<Bound> Nightly { get; } =
    [
        new("device-life", "rounds=2", MemoryModel.ReleaseAcquire),
        new("device-life", "late=3", MemoryModel.ReleaseAcquire),
        new("split-ring", "event-index=0", MemoryModel.ReleaseAcquire),
        new("split-ring", "buffers=3", MemoryModel.PartialStoreOrder),
        new("split-ring", "buffers=3 size=4 start=65534", MemoryModel.PartialStoreOrder),
        new("split-ring", "buffers=3 event-index=0", MemoryModel.Sequential),
        new("split-ring", "buffers=4 size=4", MemoryModel.Sequential),
        new("split-ring-busy", "event-index=0", MemoryModel.ReleaseAcquire),
        new("split-ring-busy", "buffers=3 batch=3 size=4 stray=2", MemoryModel.PartialStoreOrder),
        new("split-ring-chain", "", MemoryModel.ReleaseAcquire),
        new("split-ring-chain", "requests=3 arrangement=4", MemoryModel.PartialStoreOrder),
        .. LifecycleBounds.Nightly,
    ];

    /// <summary>The scenario as it is searched.</summary>
    internal Scenario Scenario => Settings
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(setting => setting.Split('='))
        .Aggregate(ScenarioCatalogue.Find(Name)!, (scenario, pair) => scenario.With(pair[0], int.Parse(pair[1], CultureInfo.InvariantCulture)));

    internal IEnumerable<MemoryModel> Models => Enum.GetValues<MemoryModel>().Where(model => model <= Weakest);

    public override string ToString() => $"{Name} {Settings}";
}
