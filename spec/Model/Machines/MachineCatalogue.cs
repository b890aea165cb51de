namespace Virtspec.Model.Machines;

/// <summary>Every machine of the model that can be enumerated.</summary>
internal static class MachineCatalogue
{
    /// <summary>All machines, by name.</summary>
    internal static IReadOnlyList<IMachine> All { get; } =
    [
        new DeviceStatusMachine(),
        new SplitRingMachine(2, eventIdx: false),
        new SplitRingMachine(1, eventIdx: true),
        new VhostUserRingMachine(),
    ];
}
