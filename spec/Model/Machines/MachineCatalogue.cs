namespace Virtspec.Model.Machines;

/// <summary>Every machine of the model that can be enumerated.</summary>
internal static class MachineCatalogue
{
    /// <summary>All machines, by name.</summary>
    internal static IReadOnlyList<IMachine> All { get; } =
    [
        new ConfigGenerationMachine(),
        new DeviceStatusMachine(),
        new MmioQueueMachine(),
        new PackedRingMachine(),
        new PciQueueMachine(),
        new QueueResetMachine(),
        new SplitRingMachine(eventIdx: false),
        new SplitRingMachine(eventIdx: true),
        new VhostUserRingMachine(),
    ];
}
