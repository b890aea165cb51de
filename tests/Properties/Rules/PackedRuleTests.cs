using Virtspec.Model.PackedRing;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.PackedRing.PackedFlags;
using static Virtspec.Properties.Rules.PackedScript;

namespace Virtspec.Properties.Rules;

/// <summary>A packed virtqueue: every rule once kept and once broken.</summary>
public sealed class PackedRuleTests
{
    internal static readonly RuleCases Cases = new()
    {
        //= packed.memory.driver.1
        { PackedRules.PartsAligned, "the ring", Ring(), Ring(Layout with { Ring = 0x1008 }, Plain) },
        { PackedRules.PartsAligned, "the driver area", Ring(), Ring(Layout with { DriverArea = 0x2002 }, Plain) },
        { PackedRules.PartsAligned, "the device area", Ring(), Ring(Layout with { DeviceArea = 0x2006 }, Plain) },
        //= packed.memory.device.1
        { PackedRules.BeginsInRingOrder, "the second first", Ring([.. Singles(2), Begin(0), Begin(1)]), Ring([.. Singles(2), Begin(1)]) },
        //= packed.memory.device.2
        { PackedRules.UsesAsCompleted, "the second first", Ring([.. Singles(2), Complete(1), Complete(0), Use(1), Use(0)]), Ring([.. Singles(2), Complete(1), Complete(0), Use(0)]) },
        //= packed.desc.device.1a
        { PackedRules.ReadableUntouched, "a byte", Ring(Readable(changed: false)), Ring(Readable(changed: true)) },
        //= packed.desc.device.2
        { PackedRules.UsesOnlyAvailable, "none available", Ring([.. Singles(1), Use(0)]), Ring(Use(0)) },
        { PackedRules.UsesOnlyAvailable, "another available", Ring([.. Singles(1), Use(0)]), Ring([.. Singles(1), Use(1)]) },
        { PackedRules.UsesOnlyAvailable, "used twice", Ring([.. Singles(2), Use(1), Use(0)]), Ring([.. Singles(2), Use(1), Use(1)]) },
        { PackedRules.UsesOnlyAvailable, "flags of the other round", Ring([Flags(0), Use(0)]), Ring([Flags(0, wrap: false), Use(0)]) },
        { PackedRules.UsesOnlyAvailable, "flags of a used descriptor", Ring([Flags(0), Use(0)]), Ring([Flags(0, others: Used), Use(0)]) },
        //= packed.desc.device.3
        { PackedRules.UsedUnchanged, "another length", Ring([.. Singles(1), Use(0, 5), Again(0, 0, 5)]), Ring([.. Singles(1), Use(0, 5), Again(0, 0, 6)]) },
        { PackedRules.UsedUnchanged, "another id", Ring([.. Singles(2), Use(1), Use(0), Again(1, 0)]), Ring([.. Singles(2), Use(1), Use(0), Again(1, 1)]) },
        //= packed.desc.driver.1
        { PackedRules.WritesOnlyItsOwn, "in a full ring", Ring([.. Singles(4), Use(0), Flags(0, 0, wrap: false)]), Ring([.. Singles(4), Flags(0, 4, wrap: false)]) },
        { PackedRules.WritesOnlyItsOwn, "the body", Ring([.. Singles(4), Use(2), Body(0), Fence(), Flags(0, 2, wrap: false)]), Ring([.. Singles(4), Body(0)]) },
        //= packed.desc.driver.2
        { PackedRules.AvailableUnchanged, "the flags", Ring(Singles(2)), Ring([.. Singles(2), Flags(1, 1, Write)]) },
        { PackedRules.AvailableUnchanged, "the body", Ring(Singles(2)), Ring([.. Singles(2), Body(0)]) },
        { PackedRules.AvailableUnchanged, "the second of a list", Ring(List(0, 0, None, Write)), Ring([.. List(0, 0, None, Write), Body(1)]) },
        { PackedRules.AvailableUnchanged, "in the second round", Ring([.. Singles(4), Use(0), Flags(0, wrap: false)]), Ring([.. Singles(4), Use(0), Flags(0, wrap: false), Flags(3, 3)]) },
        //= packed.desc.driver.3
        { PackedRules.KickNamesNext, "the last one", Ring(WithData, [.. Singles(2), Kick(2, true)]), Ring(WithData, [.. Singles(2), Kick(1, true)]) },
        { PackedRules.KickNamesNext, "the other round", Ring(WithData, [.. Singles(4), Kick(0, false)]), Ring(WithData, [.. Singles(4), Kick(0, true)]) },
        //= packed.scatter-gather.driver.1
        { PackedRules.ListWithinLimit, "one more", Ring(Layout with { Limit = 2 }, Plain, List(0, 0, None, None)), Ring(Layout with { Limit = 2 }, Plain, List(0, 0, None, None, None)) },
        //= packed.scatter-gather.driver.2
        { PackedRules.ListWithinQueueSize, "a loop round the ring", Ring(List(0, 0, None, None, None, None)), Ring([Flags(1, others: Next), Flags(2, others: Next), Flags(3, others: Next), Fence(), Flags(0, others: Next)]) },
        //= packed.scatter-gather.driver.3
        { PackedRules.WritableAfterReadable, "in the ring", Ring(List(0, 0, None, Write)), Ring(List(0, 0, Write, None)) },
        { PackedRules.WritableAfterReadable, "in a table", Ring(WithIndirect, Table(None, None, Write)), Ring(WithIndirect, Table(None, Write, None)) },
        { PackedRules.WritableAfterReadable, "a table that is not itself writable", Ring(WithIndirect, Table(Write, None, Write)), Ring(WithIndirect, Table(Write, None, Write, None)) },
        //= packed.scatter-gather.driver.5
        { PackedRules.SpaceForWhole, "one short", Ring([.. Singles(2), .. List(2, 2, None, None)]), Ring([.. Singles(3), Flags(0, 3, wrap: false), Fence(), Flags(3, 3, Next)]), PackedRules.WritesOnlyItsOwn },
        { PackedRules.SpaceForWhole, "after a buffer came back", Ring([.. Singles(3), Use(1), Flags(0, 1, wrap: false), Fence(), Flags(3, 1, Next)]), Ring([.. Singles(3), Use(1), Flags(0, 1, Next, wrap: false), Flags(1, 1, wrap: false), Fence(), Flags(3, 1, Next)]), PackedRules.WritesOnlyItsOwn },
        //= packed.scatter-gather.driver.6
        { PackedRules.FirstIsLast, "first", Ring(List(0, 0, None, Write)), Ring(Flags(0, others: Next), Flags(1, others: Write)) },
        { PackedRules.FirstIsLast, "before the last", Ring(List(0, 0, None, None, Write)), Ring(Flags(1, others: Next), Fence(), Flags(0, others: Next), Flags(2)) },
        { PackedRules.FirstIsLast, "the rest with flags of the other round", Ring(List(0, 0, None, Write)), Ring(Flags(1, others: Write, wrap: false), Fence(), Flags(0, others: Next)) },
        //= packed.scatter-gather.device.1
        { PackedRules.ElementsInOrder, "the last first", Ring([.. List(0, 0, None, None, None), Element(0, 0), Element(0, 1), Element(0, 2)]), Ring([.. List(0, 0, None, None, None), Element(0, 2), Element(0, 1)]) },
        //= packed.indirect.driver.1
        { PackedRules.IndirectNegotiated, "set all the same", Ring(Singles(1)), Ring(Table(None, None)) },
        { PackedRules.IndirectNegotiated, "set in a list", Ring(List(0, 0, None, None)), Ring(List(0, 0, None, Indirect)) },
        //= packed.indirect.driver.2
        { PackedRules.TableFlags, "NEXT", Ring(WithIndirect, Table(None, None, Write)), Ring(WithIndirect, Table(None, Next, Write)) },
        { PackedRules.TableFlags, "AVAIL", Ring(WithIndirect, Table(None, None)), Ring(WithIndirect, Table(None, None, Avail)) },
        { PackedRules.TableFlags, "a table in a table", Ring(WithIndirect, Table(None, None)), Ring(WithIndirect, Table(None, Indirect)) },
        //= packed.indirect.driver.3
        { PackedRules.TableWithinLimit, "one more", Ring(Layout with { Limit = 2 }, WithIndirect, Table(None, None, None)), Ring(Layout with { Limit = 2 }, WithIndirect, Table(None, None, None, None)) },
        //= packed.indirect.driver.4
        { PackedRules.IndirectUnchained, "the first", Ring(WithIndirect, Table(None, None)), Ring(WithIndirect, List(0, 0, Indirect, None)) },
        { PackedRules.IndirectUnchained, "the last", Ring(WithIndirect, Table(None, None)), Ring(WithIndirect, List(0, 0, None, Indirect)) },
        //= packed.update-flags.driver.1
        { PackedRules.BarrierBeforeFlags, "of one descriptor", Ring(Body(0), Fence(), Flags(0)), Ring(Body(0), Flags(0)) },
        { PackedRules.BarrierBeforeFlags, "of a list", Ring(List(0, 0, None, Write)), Ring(Flags(1, others: Write), Flags(0, others: Next)) },
        //= packed.notify.driver.1
        { PackedRules.BarrierBeforeSuppression, "none", Ring([.. Singles(1), Fence(), See()]), Ring([.. Singles(1), See()]) },
        { PackedRules.BarrierBeforeSuppression, "before the flags only", Ring(Body(0), Fence(), Flags(0), Fence(), See()), Ring(Body(0), Fence(), Flags(0), See()) },
        //= inv.packed.kick.driver
        { PackedRules.KickWhenAsked, "enabled", Ring([.. Singles(1), Fence(), See(), Decide(true)]), Ring([.. Singles(1), Fence(), See(), Decide(false)]) },
        { PackedRules.KickWhenAsked, "for one descriptor", Ring(WithEvent, [.. Singles(2), Fence(), See(At(1)), Decide(true)]), Ring(WithEvent, [.. Singles(2), Fence(), See(At(1)), Decide(false)]) },
        { PackedRules.KickWhenAsked, "round the end of the ring", Ring(WithEvent, [.. Wrapped, See(At(0, false)), Decide(true)]), Ring(WithEvent, [.. Wrapped, See(At(0, false)), Decide(false)]) },
        //= inv.packed.call
        { PackedRules.CallWhenAsked, "enabled", Ring([.. Singles(1), Use(0), Call(), Settle()]), Ring([.. Singles(1), Use(0), Settle()]) },
        { PackedRules.CallWhenAsked, "again", Ring([.. Singles(1), Use(0), Call(), Settle(), Flags(1), Use(0), Call(), Settle()]), Ring([.. Singles(1), Use(0), Call(), Settle(), Flags(1), Use(0), Settle()]) },
        { PackedRules.CallWhenAsked, "after one that raced", Ring([.. Raced, Settle(), Flags(1), Use(0), Call(), Settle()]), Ring([.. Raced, Settle(), Flags(1), Use(0), Settle()]) },
        { PackedRules.CallWhenAsked, "for one descriptor", Ring(WithEvent, [Wish(At(1)), .. Singles(2), Use(1), Use(0), Call(), Settle()]), Ring(WithEvent, [Wish(At(1)), .. Singles(2), Use(1), Use(0), Settle()]) },
        { PackedRules.CallWhenAsked, "for one that a list jumped over", Ring(WithEvent, [Wish(At(1)), .. List(0, 0, None, None, None), Use(0), Call(), Settle()]), Ring(WithEvent, [Wish(At(1)), .. List(0, 0, None, None, None), Use(0), Settle()]) },
    };

    /// <summary>What neither side may be blamed for.</summary>
    private static readonly Dictionary<string, Action<RuleLog>> Silent = new()
    {
        ["rounds and rounds of the ring"] = Ring([.. Enumerable.Range(0, 19).SelectMany(i => new[] { Flags((ushort)(i % Size), 0, Write, wrap: i / Size % 2 == 0), Fence(), See(), Decide(true), Use(0), Call(), Settle() })]),
        ["a queue size that is no power of two"] = Ring(Layout with { Size = 3 }, Plain, [.. Enumerable.Range(0, 10).SelectMany(i => new[] { Flags((ushort)(i % 3), 0, wrap: i / 3 % 2 == 0), Use(0) })]),
        ["a list over the end of the ring"] = Ring([.. Singles(3), Use(0), Use(1), Use(2), Flags(0, 5, Write, wrap: false), Fence(), Flags(3, 5, Next), Use(5), Flags(1, 5, wrap: false)]),
        ["buffers that come back in any order"] = Ring([.. Singles(4), Use(3), Use(1), Flags(0, 3, wrap: false), Flags(1, 1, wrap: false), Use(0), Use(2), Use(1), Use(3)]),
        ["a batch used in order"] = Ring(WithOrder, [.. Singles(4), Complete(0), Complete(1), Use(2), Flags(0, 0, wrap: false), Flags(1, 1, wrap: false), Flags(2, 2, wrap: false), Use(3), Use(2)]),
        ["a device that tells of no completion"] = Ring([.. Singles(2), Begin(0), Begin(1), Use(1), Use(0)]),
        ["a list used as a whole after some of it"] = Ring([.. List(0, 0, None, None, None), Element(0, 0), Element(0, 2), Use(0)]),
        ["a used descriptor written over by the driver"] = Ring([.. Singles(4), Use(0), Use(1), Use(2), Use(3), Flags(0, 7, wrap: false), Again(0, 7)]),
        ["a used descriptor written over by the next round"] = Ring([.. Singles(1), Use(0), .. List(1, 0, None, None, None), Use(0), Body(0), Again(0, 0, 9)]),
        ["no kick for a device that asks for none"] = Ring([.. Singles(1), Fence(), See(Never), Decide(false)]),
        ["a kick for a device that asks for none"] = Ring([.. Singles(1), Fence(), See(Never), Decide(true)]),
        ["a kick with nothing new"] = Ring(WithData, [.. Singles(1), Fence(), See(), Decide(true), Kick(1, true), Decide(false), Kick(1, true)]),
        ["no kick for another descriptor"] = Ring(WithEvent, [.. Singles(2), Fence(), See(At(2)), Decide(false), Flags(2, 2), Fence(), See(At(1)), Decide(false)]),
        ["no kick for a descriptor of the other round"] = Ring(WithEvent, [.. Singles(2), Fence(), See(At(1, false)), Decide(false)]),
        ["a wish that means nothing without the feature"] = Ring([.. Singles(2), Fence(), See(At(1)), Decide(false)]),
        ["a reserved wish"] = Ring(WithEvent, [.. Singles(2), Fence(), See(new(SuppressionFlags.Reserved)), Decide(false)]),
        ["a wish beyond the ring"] = Ring(WithEvent, [.. Singles(2), Fence(), See(At(8)), Decide(false)]),
        ["no call where none is asked for"] = Ring([Wish(Never), .. Singles(1), Use(0), Settle()]),
        ["no call twice for one use"] = Ring([.. Singles(1), Use(0), Call(), Settle(), Settle()]),
        ["no call when the driver changed its wish with buffers in flight"] = Ring([.. Raced, Settle()]),
        ["no call when the driver changed its wish after the use"] = Ring([Wish(Never), .. Singles(1), Use(0), Wish(default), Settle()]),
        ["data of a kick where none was negotiated"] = Ring([.. Singles(2), Kick(0, false)]),
        ["any number of descriptors where the device states no limit"] = Ring(WithIndirect, Table(None, [.. Enumerable.Repeat(Write, 100)])),
    };

    public static TheoryData<string> SilentNames => [.. Silent.Keys];

    [Theory]
    [MemberData(nameof(SilentNames))]
    public void Nobody_is_blamed_for(string name)
    {
        var log = new RuleLog();
        Silent[name](log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_list_begun_too_early_is_a_list_when_it_is_whole()
    {
        var log = new RuleLog();
        var state = Run(Layout, Plain, [Flags(0, others: Next), Flags(1, others: Next), Flags(2, 9, Write)], log);
        Assert.Equal([PackedRules.FirstIsLast], log.Breaches.Select(breach => breach.Rule));
        Assert.Equal(0, log.HeldCount(PackedRules.FirstIsLast));
        Assert.Equal([new PackedBuffer(9, 3)], state.Outstanding);
        Assert.Equal(new RingPlace(3, Wrap: true), state.NextAvail);
    }

    [Fact]
    public void A_descriptor_written_before_its_time_is_available_when_the_one_before_it_is()
    {
        var log = new RuleLog();
        var state = Run(Layout, Plain, [Flags(1, 1), Fence(), Flags(0), Use(0), Use(1)], log);
        Assert.Empty(log.Breaches);
        Assert.Equal(new RingPlace(2, Wrap: true), state.NextUsed);
    }

    [Fact]
    public void A_list_of_one_has_no_order_to_keep()
    {
        var log = new RuleLog();
        Run(Layout, Plain, [.. Singles(1), Element(0, 0)], log);
        Assert.Equal(0, log.HeldCount(PackedRules.ElementsInOrder));
    }

    [Fact]
    public void A_batch_moves_the_device_over_all_its_descriptors()
    {
        var state = Run(Layout, WithOrder, [Flags(0), .. List(1, 1, None, Write), Flags(3, 2), Use(1)], new RuleLog());
        Assert.Equal([new PackedBuffer(2, 1)], state.Outstanding);
        Assert.Equal(new RingPlace(3, Wrap: true), state.NextUsed);
    }

    /// <summary>The driver asks for calls again while a buffer is in flight.</summary>
    private static PackedEvent[] Raced => [Wish(Never), .. Singles(1), Wish(default), Use(0)];

    /// <summary>Descriptors 3 and 0 made available since the last decision about a kick.</summary>
    private static PackedEvent[] Wrapped =>
        [.. Singles(3), Fence(), See(At(3)), Decide(false), Use(0), Flags(3, 3), Flags(0, 0, wrap: false), Fence()];
}
