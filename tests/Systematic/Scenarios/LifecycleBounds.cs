using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Systematic.Scenarios;

/// <summary>Bounds of a ring that is stopped, taken over and reset, of several threads and of polling. Those of every build take a few seconds each at most.</summary>
internal static class LifecycleBounds
{
    internal static IReadOnlyList<Bound> EveryBuild { get; } =
    [
        new("split-ring-restart", "", MemoryModel.ReleaseAcquire),
        new("split-ring-restart", "event-index=0 size=1 start=65535", MemoryModel.ReleaseAcquire),
        new("split-ring-restart", "buffers=2 start=65535", MemoryModel.PartialStoreOrder),
        new("split-ring-restart", "buffers=2 size=1", MemoryModel.PartialStoreOrder),
        new("split-ring-restart", "buffers=2 event-index=0 size=4", MemoryModel.Sequential),
        new("split-ring-takeover", "life=18", MemoryModel.ReleaseAcquire),
        new("split-ring-takeover", "life=40 start=65535 size=1", MemoryModel.PartialStoreOrder),
        new("split-ring-takeover", "life=40 event-index=0", MemoryModel.PartialStoreOrder),
        new("split-ring-takeover", "buffers=2", MemoryModel.Sequential),
        new("split-ring-reset", "again=0", MemoryModel.ReleaseAcquire),
        new("split-ring-reset", "again=0 event-index=0 start=65535 size=1", MemoryModel.ReleaseAcquire),
        new("split-ring-reset", "again=0 buffers=2 size=4", MemoryModel.PartialStoreOrder),
        new("split-ring-reset", "start=65535 size=1", MemoryModel.PartialStoreOrder),
        new("split-ring-reset", "event-index=0", MemoryModel.PartialStoreOrder),
        new("split-ring-threads", "buffers=1", MemoryModel.ReleaseAcquire),
        new("split-ring-threads", "start=65535", MemoryModel.PartialStoreOrder),
        new("split-ring-threads", "size=1 event-index=0", MemoryModel.PartialStoreOrder),
        new("split-ring-polling", "", MemoryModel.ReleaseAcquire),
        new("split-ring-polling", "event-index=0 start=65535", MemoryModel.ReleaseAcquire),
        new("split-ring-polling", "driver-polls=1", MemoryModel.ReleaseAcquire),
        new("split-ring-polling", "driver-polls=0 event-index=0 size=1", MemoryModel.PartialStoreOrder),
        new("split-ring-polling", "device-polls=4 buffers=3 size=4 start=65534", MemoryModel.PartialStoreOrder),
    ];

    /// <summary>Two buffers over a restart or of two threads have some million states under release and acquire.</summary>
    internal static IReadOnlyList<Bound> Nightly { get; } =
    [
        new("split-ring-restart", "buffers=2", MemoryModel.ReleaseAcquire),
        new("split-ring-takeover", "life=40", MemoryModel.ReleaseAcquire),
        new("split-ring-takeover", "buffers=2 size=1 life=40", MemoryModel.PartialStoreOrder),
        new("split-ring-reset", "", MemoryModel.ReleaseAcquire),
        new("split-ring-reset", "event-index=0", MemoryModel.ReleaseAcquire),
        new("split-ring-threads", "", MemoryModel.ReleaseAcquire),
        new("split-ring-threads", "buffers=3 size=4", MemoryModel.Sequential),
        new("split-ring-polling", "buffers=3 size=4 start=65534", MemoryModel.ReleaseAcquire),
    ];
}
