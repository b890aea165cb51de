using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Properties.Rules.PciScript;

namespace Virtspec.Properties.Rules;

/// <summary>Identity and capabilities of a PCI function, and how a driver reads them: every rule once kept and once broken.</summary>
public sealed class PciStructureTests
{
    private static readonly PciIdentity Blk = new(0x1af4, 0x1042, 1, 0x1100);
    private static readonly PciIdentity OldBlk = new(0x1af4, 0x1001, 0, 2, Transitional: true);
    private static readonly PciFunction WithData = Function with { OffersNotificationData = true };
    private static readonly PciCapability Reserved = new((PciCapabilityType)7, 0xc0, 16, 4, 0x3800, 0x100);
    private static readonly PciCapability NoBar = new(PciCapabilityType.DeviceConfig, 0xc0, 16, 6, 0, 0x100);

    internal static readonly RuleCases Cases = new()
    {
        //= pci.discovery.device.1
        { PciRules.VendorId, "another vendor", Is(Blk), Is(Blk with { Vendor = 0x8086 }) },
        //= pci.discovery.device.2
        { PciRules.DeviceIdOfType, "no virtio device", Is(Blk), Is(Blk with { Device = 0x1040 }) },
        { PciRules.DeviceIdOfType, "no transitional device", Is(OldBlk), Is(OldBlk with { Device = 0x1006 }) },
        { PciRules.DeviceIdOfType, "another type", Is(Blk with { VirtioType = 2 }), Is(Blk with { VirtioType = 3 }) },
        { PciRules.DeviceIdOfType, "another transitional type", Is(OldBlk with { VirtioType = 2 }), Is(OldBlk with { VirtioType = 1 }) },
        //= pci.discovery.device.4
        { PciRules.ModernDeviceId, "the transitional id", Is(Blk), Is(Blk with { Device = 0x1001 }) },
        //= pci.discovery.device.5
        { PciRules.ModernRevision, "revision 0", Is(Blk), Is(Blk with { Revision = 0 }) },
        //= pci.discovery.device.6
        { PciRules.ModernSubsystem, "the virtio device id", Is(Blk), Is(Blk with { SubsystemDevice = 2 }) },
        //= pci.discovery.driver.1
        { PciRules.MatchesModernId, "left alone", Probed(Blk, true), Probed(Blk, false) },
        //= pci.discovery.driver.2
        { PciRules.MatchesTransitionalId, "left alone", Probed(OldBlk, true), Probed(OldBlk, false) },
        //= pci.discovery.driver.3
        { PciRules.MatchesAnyRevision, "a later one", Probed(Blk with { Revision = 2 }, true), Probed(Blk with { Revision = 2 }, false) },
        { PciRules.MatchesAnyRevision, "a later transitional one", Probed(OldBlk with { Revision = 1 }, true), Probed(OldBlk with { Revision = 1 }, false) },

        //= pci.capabilities.device.1
        { PciRules.CapabilityLengthWhole, "without the multiplier", Is(Function), Is(Function.With(Notify with { Size = 16 })) },
        { PciRules.CapabilityLengthWhole, "without the high halves", Is(Function), Is(Function.With(Region with { Size = 16 })) },
        //= pci.common.device.1
        { PciRules.CommonAligned, "at 2", Is(Function), Is(Function.With(Common with { Offset = 2 })) },
        //= pci.common.device.2
        { PciRules.CommonPresent, "absent", Is(Function), Is(Function.Without(PciCapabilityType.Common)) },
        { PciRules.CommonPresent, "behind a reserved BAR", Is(Function.With(Common with { Bar = 6 }, instead: false)), Is(Function.With(Common with { Bar = 6 })) },
        //= pci.notify-capability.device.1
        { PciRules.NotifyPresent, "absent", Is(Function), Is(Function.Without(PciCapabilityType.Notify)) },
        //= pci.notify-capability.device.2
        { PciRules.NotifyAlignedToWord, "odd", Is(Function.With(Notify with { Offset = 2 })), Is(Function.With(Notify with { Offset = 1 })) },
        //= pci.notify-capability.device.3
        { PciRules.MultiplierForWords, "6", Is(Function.With(Notify with { Multiplier = 2 })), Is(Function.With(Notify with { Multiplier = 6 })) },
        { PciRules.MultiplierForWords, "0 is one", Is(Function.With(Notify with { Multiplier = 0 })), Is(Function.With(Notify with { Multiplier = 3 })) },
        //= pci.notify-capability.device.4a
        { PciRules.NotifyHoldsWord, "a byte", Is(Function.With(Notify with { Length = 2 })), Is(Function.With(Notify with { Length = 1 })) },
        //= pci.notify-capability.device.5
        { PciRules.NotifyHoldsWordOfEach, "a byte short", On(Function.With(Notify with { Length = 14 }), Offset(3)), On(Function.With(Notify with { Length = 13 }), Offset(3)) },
        //= pci.notify-capability.device.6
        { PciRules.MultiplierForDoubleWords, "2", Is(WithData), Is(WithData.With(Notify with { Multiplier = 2 })) },
        //= pci.notify-capability.device.7
        { PciRules.NotifyAlignedToDoubleWord, "at 2", Is(WithData), Is(WithData.With(Notify with { Offset = 2 })) },
        //= pci.notify-capability.device.8a
        { PciRules.NotifyHoldsDoubleWord, "2 bytes", Is(WithData.With(Notify with { Length = 4 })), Is(WithData.With(Notify with { Length = 2 })) },
        //= pci.notify-capability.device.9
        { PciRules.NotifyHoldsDoubleWordOfEach, "2 bytes short", On(WithData.With(Notify with { Length = 16 }), Offset(3)), On(WithData.With(Notify with { Length = 14 }), Offset(3)) },
        //= pci.isr.device.1
        { PciRules.IsrPresent, "absent", Is(Function), Is(Function.Without(PciCapabilityType.Isr)) },
        //= pci.device-config.device.1
        { PciRules.DeviceConfigAligned, "at 2", Is(Function), Is(Function.With(DeviceConfig with { Offset = 2 })) },
        //= pci.shared-memory.device.1
        { PciRules.SharedMemoryInsideBar, "a byte beyond", Is(Function), Is(Function.With(Region with { Offset = 0x8001 })) },
        { PciRules.SharedMemoryInsideBar, "longer than anything", Is(Function), Is(Function.With(Region with { Length = ulong.MaxValue })) },
        //= pci.shared-memory.device.2
        { PciRules.SharedMemoryIdUnique, "twice", Is(Function.With(Region with { Id = 2 }, instead: false)), Is(Function.With(Region, instead: false)) },
        //= pci.vendor-data.device.1
        { PciRules.VendorDataForeign, "virtio's own", Is(Function), Is(Function.With(Vendor with { Vendor = 0x1af4 })) },
        //= pci.vendor-data.device.2
        { PciRules.VendorDataPadded, "10 bytes", Is(Function), Is(Function.With(Vendor with { Size = 10 })) },
        //= pci.config-access.device.1
        { PciRules.ConfigAccessPresent, "absent", Is(Function), Is(Function.Without(PciCapabilityType.ConfigAccess)) },

        //= pci.capabilities.driver.1
        { PciRules.IgnoresReservedType, "used", Uses(Function.With(Reserved), 0), Uses(Function.With(Reserved), 7) },
        { PciRules.IgnoresReservedType, "given up for it", Concludes(Function.With(Reserved), true), Concludes(Function.With(Reserved), false) },
        //= pci.capabilities.driver.3
        { PciRules.AcceptsLongCapability, "given up for it", Concludes(Function.With(Common with { Size = 24 }), true), Concludes(Function.With(Common with { Size = 24 }), false) },
        //= pci.capabilities.driver.4
        { PciRules.IgnoresReservedBar, "used", Uses(Function.With(NoBar, instead: false), 0), Uses(Function.With(NoBar, instead: false), 7) },
        { PciRules.IgnoresReservedBar, "given up for it", Concludes(Function.With(NoBar, instead: false), true), Concludes(Function.With(NoBar, instead: false), false) },
        //= pci.capabilities.driver.6a
        { PciRules.HandlesLargeLength, "given up for it", Concludes(Function.With(Isr with { Length = 1 << 20 }), true), Concludes(Function.With(Isr with { Length = 1 << 20 }), false) },

        //= pci.msix.device.1
        { PciRules.SeveralVectors, "one", On(Msix), On(new PciEvent(PciEventKind.MsixFound)) },
    };

    [Fact]
    public void Giving_up_is_blamed_on_nothing_when_several_things_are_unusual_or_something_is_wrong()
    {
        var log = new RuleLog();
        Concludes(Function, false)(log);
        Concludes(Function.With(Reserved).With(Common with { Size = 24 }), false)(log);
        Concludes(Function.With(Reserved).Without(PciCapabilityType.Isr), false)(log);
        Assert.True(log.IsEmpty);
    }

    [Fact]
    public void A_driver_is_not_asked_to_match_what_is_not_its_own()
    {
        var log = new RuleLog();
        PciIdentityRules.Probed(Blk with { Vendor = 0x8086 }, 2, matched: false, log);
        PciIdentityRules.Probed(Blk, 1, matched: false, log);
        PciIdentityRules.Probed(OldBlk, 1, matched: false, log);
        Assert.True(log.IsEmpty);
    }

    private static Action<RuleLog> Is(PciIdentity identity) => log => PciIdentityRules.Judge(identity, log);

    private static Action<RuleLog> Is(PciFunction function) => log => PciCapabilityRules.Judge(function, log);

    private static Action<RuleLog> Probed(PciIdentity identity, bool matched) => log => PciIdentityRules.Probed(identity, 2, matched, log);

    private static Action<RuleLog> Uses(PciFunction function, int index) => log => PciDetection.StructureUsed(function, index, log);

    private static Action<RuleLog> Concludes(PciFunction function, bool wentOn) => log => PciDetection.Concluded(function, wentOn, log);

    private static PciEvent[] Offset(ushort offset) => [Write(PciField.QueueSelect, 0), Show(PciField.QueueNotifyOff, offset)];
}
