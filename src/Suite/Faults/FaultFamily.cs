namespace Virtspec.Suite.Faults;

/// <summary>Faults that have something in common.</summary>
/// <param name="Title">What it is, as a heading.</param>
/// <param name="Faults">The faults.</param>
internal sealed record FaultFamily(string Title, IReadOnlyList<Fault> Faults)
{
    /// <summary>Every family, in the order of the table.</summary>
    internal static IReadOnlyList<FaultFamily> All { get; } =
    [
        new("Used ring: ids, lengths, counts, order", UsedRingFaults.All),
        new("Memory that was not given", MemoryFaults.All),
        new("Calls", CallFaults.All),
        new("Kicks", KickFaults.All),
        new("Indirect descriptors and framing", ChainFaults.All),
        new("Indices that wrap", IndexFaults.All),
        new("Start, stop, reset", LifecycleFaults.All),
        new("Features and status", FeatureFaults.All),
        new("Configuration space", ConfigFaults.All),
        new("Requests and their status", RequestFaults.All),
        new("The disk", DiskFaults.All),
        new("Messages", MessageFaults.All),
        new("Crashes, endless loops, leaks", CrashFaults.All),
    ];
}
