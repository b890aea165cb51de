using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Pci;
using Virtspec.Model.Rules;

namespace Virtspec.Properties.Rules;

/// <summary>Sequences of accesses to a PCI function, in few words.</summary>
internal static class PciScript
{
    internal const DeviceStatus Noticed = DeviceStatus.Acknowledge | DeviceStatus.Driver;
    internal const DeviceStatus Ready = Noticed | DeviceStatus.FeaturesOk;
    internal const DeviceStatus Running = Ready | DeviceStatus.DriverOk;
    internal const ushort NoVector = PciVector.None;

    internal static readonly PciCapability Common = new(PciCapabilityType.Common, 0x40, 16, 4, 0, 0x1000);
    internal static readonly PciCapability Notify = new(PciCapabilityType.Notify, 0x50, 20, 4, 0x3000, 0x1000, Multiplier: 4);
    internal static readonly PciCapability Isr = new(PciCapabilityType.Isr, 0x64, 16, 4, 0x1001, 1);
    internal static readonly PciCapability DeviceConfig = new(PciCapabilityType.DeviceConfig, 0x74, 16, 4, 0x2000, 0x1000);
    internal static readonly PciCapability ConfigAccess = new(PciCapabilityType.ConfigAccess, 0x84, 20);
    internal static readonly PciCapability Region = new(PciCapabilityType.SharedMemory, 0x98, 24, 2, 0x8000, 0x8000, 1);
    internal static readonly PciCapability Vendor = new(PciCapabilityType.VendorData, 0xb0, 12, Vendor: 0x1234);
    internal static readonly PciFunction Function = Has(Common, Notify, Isr, DeviceConfig, ConfigAccess, Region, Vendor);

    internal static readonly PciEvent Settled = new(PciEventKind.Settled);
    internal static readonly PciEvent[] Reset = [Write(PciField.DeviceStatus, 0), Show(PciField.DeviceStatus, 0)];
    internal static readonly PciEvent[] Addresses =
        [.. Address(PciField.QueueDesc, 0x1000), .. Address(PciField.QueueDriver, 0x2000), .. Address(PciField.QueueDevice, 0x3000)];
    internal static readonly PciEvent[] Enabled = [Write(PciField.QueueSelect, 0), .. Addresses, Write(PciField.QueueEnable, 1)];
    internal static readonly PciEvent[] Msix = [new(PciEventKind.MsixFound, Value: 3), new(PciEventKind.MsixEnabled, Value: 1)];

    internal static PciFunction Has(params PciCapability[] capabilities) => new([.. capabilities], [0, 0, 0x10000, 0, 0x4000, 0]);

    /// <summary>The same function with one capability more, or another one of its type.</summary>
    internal static PciFunction With(this PciFunction function, PciCapability capability, bool instead = true) => function with
    {
        Capabilities = [.. function.Capabilities.Where(other => !instead || other.Type != capability.Type), capability],
    };

    internal static PciFunction Without(this PciFunction function, PciCapabilityType type) =>
        function with { Capabilities = [.. function.Capabilities.Where(capability => capability.Type != type)] };

    internal static PciEvent Write(PciField field, ulong value) => new(PciEventKind.Written, (int)field, PciRegister.Width(field), value);

    internal static PciEvent Write(DeviceStatus status) => Write(PciField.DeviceStatus, (ulong)status);

    internal static PciEvent Show(PciField field, ulong value) => new(PciEventKind.Shown, (int)field, PciRegister.Width(field), value);

    internal static PciEvent Show(DeviceStatus status) => Show(PciField.DeviceStatus, (ulong)status);

    internal static PciEvent[] Address(PciField field, ulong address) =>
        [new(PciEventKind.Written, (int)field, 4, (uint)address), new(PciEventKind.Written, (int)field + 4, 4, address >> 32)];

    /// <summary>From a reset to FEATURES_OK.</summary>
    internal static PciEvent[] Negotiated(params int[] features)
    {
        var bits = features.Aggregate(Feature.Bit(Feature.Version1), (all, feature) => all | Feature.Bit(feature));
        return
        [
            .. Reset, Write(Noticed), Write(PciField.DriverFeatureSelect, 1), Write(PciField.DriverFeature, bits >> 32),
            Write(Ready), Show(Ready),
        ];
    }

    internal static Action<RuleLog> On(params PciEvent[] events) => On(Function, events);

    internal static Action<RuleLog> On(PciFunction function, params PciEvent[] events) => log => Run(function, events, log);

    internal static PciState Run(PciFunction function, PciEvent[] events, RuleLog log)
    {
        var state = new PciState();
        foreach (var e in events)
            state = PciMachine.Step(state, e, function, log);
        return state;
    }
}
