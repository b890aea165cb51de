using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Properties.Rules.PciScript;

namespace Virtspec.Properties.Rules;

/// <summary>MSI-X vectors: every rule once kept and once broken.</summary>
public sealed class PciVectorTests
{
    private static readonly PciEvent[] Fresh = [.. Msix, .. Negotiated(), Write(PciField.QueueSelect, 0)];
    private static readonly PciEvent[] Mapped = [.. Fresh, Map(1), Shows(1)];
    private static readonly PciEvent[] Started = [.. Fresh, .. Addresses, Write(PciField.QueueEnable, 1), Write(Running)];
    private static readonly PciEvent Alive = Show(Ready);

    internal static readonly RuleCases Cases = new()
    {
        //= pci.msix.device.4
        { PciRules.MapsAnyVector, "refused", On(Mapped), On([.. Fresh, Map(1), Shows(NoVector), Alive]) },
        { PciRules.MapsAnyVector, "for configuration changes", On([.. Fresh, MapConfig(3), ShowsConfig(3)]), On([.. Fresh, MapConfig(3), ShowsConfig(NoVector), Alive]) },
        { PciRules.MapsAnyVector, "another one", On([.. Mapped, Map(2), Shows(2)]), On([.. Mapped, Map(2), Shows(NoVector), Alive]) },
        //= pci.msix.device.5
        { PciRules.Unmaps, "still mapped", On([.. Mapped, Map(NoVector), Shows(NoVector), Alive]), On([.. Mapped, Map(NoVector), Shows(1)]) },
        //= pci.msix.device.6
        { PciRules.MappedVectorShown, "another", On(Mapped), On([.. Fresh, Map(1), Shows(2)]) },
        { PciRules.MappedVectorShown, "another later", On([.. Mapped, Shows(1)]), On([.. Mapped, Shows(2)]) },
        { PciRules.MappedVectorShown, "lost", On([.. Mapped, Shows(1)]), On([.. Mapped, Shows(NoVector), Alive]) },
        { PciRules.MappedVectorShown, "found", On([.. Mapped, Map(NoVector), Shows(NoVector), Shows(NoVector), Alive]), On([.. Mapped, Map(NoVector), Shows(NoVector), Shows(1)]) },
        //= pci.msix.device.7
        { PciRules.UnmappedOnReset, "a virtqueue", On([.. Mapped, .. Reset, Write(PciField.QueueSelect, 0), Shows(NoVector), Show(PciField.DeviceStatus, 0)]), On([.. Mapped, .. Reset, Write(PciField.QueueSelect, 0), Shows(1)]) },
        { PciRules.UnmappedOnReset, "configuration changes", On([.. Fresh, ShowsConfig(NoVector), Alive]), On([.. Fresh, ShowsConfig(0)]) },
        //= pci.msix.device.8
        { PciRules.MappingRarelyFails, "refused", On([.. Mapped, MapConfig(1), ShowsConfig(1)]), On([.. Mapped, MapConfig(1), ShowsConfig(NoVector), Alive]) },
        //= pci.msix.device.9
        { PciRules.MappingFailureShown, "the one before", On([.. Mapped, MapConfig(1), ShowsConfig(NoVector), Alive]), On([.. Mapped, Map(2), Shows(1)]), PciRules.MappingRarelyFails },
        { PciRules.MappingFailureShown, "beyond the table", On([.. Fresh, Map(4), Shows(NoVector), Alive]), On([.. Fresh, Map(4), Shows(4)]), PciRules.VectorInsideTable },

        //= pci.msix.driver.1
        { PciRules.TakesAnyTableSize, "given up", On(Started), On([.. Fresh, new(PciEventKind.InterruptsGivenUp)]) },
        //= pci.msix.driver.4
        { PciRules.VectorInsideTable, "beyond", On([.. Fresh, Map(3)]), On([.. Fresh, Map(4)]) },
        //= pci.msix.driver.5
        { PciRules.MappingVerified, "not by DRIVER_OK", On([.. Mapped, Write(Running)]), On([.. Fresh, Map(1), Write(Running)]) },
        { PciRules.MappingVerified, "not at all", On([.. Fresh, MapConfig(1), ShowsConfig(1), Settled]), On([.. Fresh, MapConfig(1), Settled]) },

        //= pci.call.device.1
        { PciRules.NoCallWithoutVector, "an interrupt", On([.. Started, Settled]), On([.. Started, new(PciEventKind.Called)]) },
        { PciRules.NoCallWithoutVector, "after unmapping", On([.. Mapped, new(PciEventKind.Called), .. Started[Fresh.Length..], Map(NoVector), Shows(NoVector), Alive, Settled]), On([.. Mapped, Map(NoVector), new(PciEventKind.Called), Shows(NoVector), Alive, new(PciEventKind.Called)]) },
        //= pci.config-change.device.1
        { PciRules.NoConfigCallWithoutVector, "an interrupt", On([.. Started, Settled]), On([.. Started, new(PciEventKind.ConfigCalled)]) },
    };

    [Fact]
    public void A_vector_of_all_ones_from_a_function_that_is_gone_is_no_refusal()
    {
        var log = new RuleLog();
        Run(Function, [.. Fresh, Map(1), Shows(NoVector), MapConfig(1), ShowsConfig(NoVector), Show(PciField.DeviceStatus, 0xff), Settled], log);
        Run(Function, [.. Mapped, Shows(NoVector), Show(PciField.DeviceStatus, 0xff), Alive], log);
        Run(Function, [.. Mapped, Shows(NoVector), new(PciEventKind.Called)], log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void What_is_written_while_a_reset_goes_on_is_lost_or_not()
    {
        var log = new RuleLog();
        Run(Function, [.. Mapped, Write(PciField.DeviceStatus, 0), Write(PciField.QueueSelect, 0), Map(2), Show(PciField.DeviceStatus, 0), Write(PciField.QueueSelect, 0), Shows(NoVector), Show(PciField.DeviceStatus, 0)], log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_driver_may_give_up_when_a_vector_was_refused()
    {
        var log = new RuleLog();
        Run(Function, [.. Fresh, Map(4), Shows(NoVector), new(PciEventKind.InterruptsGivenUp)], log);
        Run(Function, [.. Mapped, MapConfig(1), ShowsConfig(NoVector), Alive, new(PciEventKind.InterruptsGivenUp)], log);
        Assert.DoesNotContain(log.Breaches, breach => breach.Rule == PciRules.TakesAnyTableSize);
    }

    [Fact]
    public void A_refused_vector_of_a_virtqueue_that_there_is_not_is_no_failure()
    {
        var log = new RuleLog();
        Run(Function, [.. Fresh, Show(PciField.NumQueues, 1), Write(PciField.QueueSelect, 1), Map(1), Shows(NoVector), Alive], log);
        Assert.Empty(log.Breaches);
    }

    private static PciEvent Map(ushort vector) => Write(PciField.QueueMsixVector, vector);

    private static PciEvent Shows(ushort vector) => Show(PciField.QueueMsixVector, vector);

    private static PciEvent MapConfig(ushort vector) => Write(PciField.ConfigMsixVector, vector);

    private static PciEvent ShowsConfig(ushort vector) => Show(PciField.ConfigMsixVector, vector);
}
