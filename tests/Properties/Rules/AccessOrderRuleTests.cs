using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using static Virtspec.Model.SplitRing.FenceOrders;

namespace Virtspec.Properties.Rules;

/// <summary>The order of accesses to a split virtqueue: every rule of <see cref="AccessOrder"/> once kept and once broken, on both sides.</summary>
internal static class AccessOrderRuleTests
{
    internal static readonly RuleCases Cases = new()
    {
        //= inv.split.take-order
        { SplitRules.EntryAfterIdx, "no fence", Device(Look(1), Fence(LoadLoad), Take(0)), Device(Look(1), Take(0)) },
        { SplitRules.EntryAfterIdx, "a fence that orders stores alone", Device(Look(1), Fence(LoadLoad), Take(0)), Device(Look(1), Fence(StoreStore), Take(0)) },
        { SplitRules.EntryAfterIdx, "a fence before the look", Device(Fence(LoadLoad), Look(1), Fence(LoadLoad), Take(0)), Device(Fence(LoadLoad), Look(1), Take(0)) },
        { SplitRules.EntryAfterIdx, "a second look", Device(Look(1), Fence(LoadLoad), Take(0), Look(2), Fence(LoadLoad), Take(1)), Device(Look(1), Fence(LoadLoad), Take(0), Look(2), Take(1)) },
        //= inv.split.stale-entry
        { SplitRules.NoStaleEntry, "at the index", Device(Look(1), Fence(LoadLoad), Take(0)), Device(Look(1), Fence(LoadLoad), Take(1)) },
        { SplitRules.NoStaleEntry, "over the end of the index", Device(Look(1), Fence(LoadLoad), Take(65535)), Device(Look(65535), Fence(LoadLoad), Take(0)) },
        { SplitRules.NoStaleEntry, "without a look", Device(Look(1), Fence(LoadLoad), Take(0)), Device(Take(0)) },
        //= inv.split.complete-order
        { SplitRules.ElementBeforeIdx, "no fence", Device(Write, Fence(StoreStore), Move), Device(Write, Move) },
        { SplitRules.ElementBeforeIdx, "a fence that orders loads alone", Device(Write, Fence(LoadLoad), Fence(StoreStore), Move), Device(Write, Fence(LoadLoad), Move) },
        //= inv.split.call-order
        { SplitRules.UsedIdxBeforeAdvice, "no fence", Device(Move, Fence(StoreLoad), Ask), Device(Move, Ask) },
        { SplitRules.UsedIdxBeforeAdvice, "a fence that orders stores alone", Device(Move, Fence(StoreStore | StoreLoad), Ask), Device(Move, Fence(StoreStore), Ask) },
        //= inv.split.look-again-avail
        { SplitRules.DeviceLooksAgain, "no look", Device(Want, Fence(StoreLoad), Look(0), Sleep), Device(Want, Fence(StoreLoad), Sleep) },
        { SplitRules.DeviceLooksAgain, "a look before the fence", Device(Want, Fence(StoreLoad), Look(0), Sleep), Device(Want, Look(0), Fence(StoreLoad), Sleep) },
        { SplitRules.DeviceLooksAgain, "a look that found something", Device(Want, Fence(StoreLoad), Look(0), Sleep), Device(Want, Fence(StoreLoad), Look(1), Sleep) },
        { SplitRules.DeviceLooksAgain, "asked once more", Device(Want, LetOff, Sleep, Want, Fence(StoreLoad), Look(0), Sleep), Device(Want, Fence(StoreLoad), Look(0), Want, Sleep) },
        //= inv.split.reclaim-order.driver
        { SplitRules.ElementAfterIdx, "no fence", Driver(Look(1), Fence(LoadLoad), Take(0)), Driver(Look(1), Take(0)) },
        //= inv.split.stale-element.driver
        { SplitRules.NoStaleElement, "at the index", Driver(Look(1), Fence(LoadLoad), Take(0)), Driver(Look(1), Fence(LoadLoad), Take(1)) },
        //= inv.split.look-again-used.driver
        { SplitRules.DriverLooksAgain, "no look", Driver(Want, Fence(StoreLoad), Look(0), Sleep), Driver(Want, Fence(StoreLoad), Sleep) },
        { SplitRules.DriverLooksAgain, "asked for nothing", Driver(Want, Fence(StoreLoad), Look(0), Sleep), Driver(SleepUnasked) },
        //= split.update-idx.driver.1
        { SplitRules.EntryBeforeIdx, "no fence", Driver(Write, Fence(StoreStore), Move), Driver(Write, Move) },
        { SplitRules.EntryBeforeIdx, "an entry after the fence", Driver(Write, Fence(StoreStore), Move), Driver(Write, Fence(StoreStore), Write, Move) },
        //= split.notify.driver.1
        { SplitRules.IdxBeforeAdvice, "no fence", Driver(Move, Fence(StoreLoad), Ask), Driver(Move, Ask) },
        { SplitRules.IdxBeforeAdvice, "a fence before the index", Driver(Fence(StoreLoad), Move, Fence(StoreLoad), Ask), Driver(Fence(StoreLoad), Move, Ask) },
    };

    private static Action<RuleLog> Driver(params RingAccess[] accesses) => By(AccessRules.Driver, accesses);

    private static Action<RuleLog> Device(params RingAccess[] accesses) => By(AccessRules.Device, accesses);

    private static Action<RuleLog> By(AccessRules rules, RingAccess[] accesses) => log =>
    {
        var state = default(AccessOrderState);
        foreach (var access in accesses)
            state = AccessOrder.Step(state, access, rules, log);
    };

    private static RingAccess Look(ushort idx) => new(RingAccessKind.IdxRead, idx);

    private static RingAccess Take(ushort position) => new(RingAccessKind.EntryRead, position);

    private static RingAccess Fence(FenceOrders orders) => new(RingAccessKind.Fenced, (ushort)orders);

    private static RingAccess Write => new(RingAccessKind.EntryWritten);

    private static RingAccess Move => new(RingAccessKind.IdxWritten);

    private static RingAccess Ask => new(RingAccessKind.AdviceRead);

    private static RingAccess Want => new(RingAccessKind.Asked);

    private static RingAccess LetOff => new(RingAccessKind.LetOff);

    private static RingAccess Sleep => new(RingAccessKind.Slept);

    private static RingAccess SleepUnasked => new(RingAccessKind.SleptUnasked);
}
