using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Xunit;
using static Virtspec.Properties.Rules.SplitScript;

namespace Virtspec.Properties.Rules;

/// <summary>What is seen of the device on a split virtqueue: every rule once kept and once broken.</summary>
public sealed class SplitDeviceRuleTests
{
    private const Arrangement Table = Arrangement.Indirect;
    private const Arrangement Mixed = Arrangement.Indirect | Arrangement.IndirectAfterDirect;
    private const Arrangement Flagged = Arrangement.Indirect | Arrangement.IndirectWriteFlag;

    internal static readonly RuleCases Cases = new()
    {
        //= inv.split.used-idx
        { SplitRules.UsedIdxForward, "too far", Ring([.. Submit(0), Used(1)]), Ring([.. Submit(0), Used(2)]) },
        { SplitRules.UsedIdxForward, "backward", Ring([.. Submit(0, 1), Used(1), Used(2)]), Ring([.. Submit(0, 1), Used(1), Used(0)]) },
        { SplitRules.UsedIdxForward, "over the end of the index", Ring(Plain, [Run(), Avail(1), Expose(0), Expose(1), Used(1)], 65535), Ring(Plain, [Run(), Avail(1), Expose(0), Expose(1), Used(2)], 65535) },
        //= inv.split.used-id
        { SplitRules.UsedIdKnown, "a head not outstanding", Ring([.. Submit(0), .. Use(0)]), Ring([.. Submit(0), .. Use(1)]) },
        { SplitRules.UsedIdKnown, "beyond the table", Ring([.. Submit(0), .. Use(0)]), Ring([.. Submit(0), Used(1), Element(0, 65536)]) },
        //= inv.split.used-once
        { SplitRules.UsedOnce, "twice in a row", Ring([.. Submit(0, 1), .. Use(0, 1)]), Ring([.. Submit(0, 1), .. Use(0, 0)]) },
        //= inv.split.used-len
        { SplitRules.UsedLengthFits, "one byte more", Ring([.. Submit(0), Used(1), Element(0, 0, Writable)]), Ring([.. Submit(0), Used(1), Element(0, 0, Writable + 1)]) },
        //= inv.split.used-stable
        { SplitRules.UsedElementStable, "another head", Ring([.. Submit(0, 1), .. Use(0), Again(0, 0)]), Ring([.. Submit(0, 1), .. Use(0), Again(0, 1)]) },
        //= split.used.device.1
        { SplitRules.LengthBeforeIdx, "another length", Ring([.. Submit(0), .. Use(0), Again(0, 0)]), Ring([.. Submit(0), .. Use(0), Again(0, 0, 1)]) },
        //= split.avail-notification.device.1
        { SplitRules.UsedFlagsDefined, "an unknown flag", Ring(UsedFlags(1)), Ring(UsedFlags(2)) },
        //= split.avail-notification.device.3
        { SplitRules.UsedFlagsZeroWithEventIdx, "a flag", EventRing(UsedFlags(0)), EventRing(UsedFlags(1)) },
        //= split.used-notification.device.2
        { SplitRules.NoCallWhenFlagged, "a call", Ring([Flags(1), .. Submit(0), .. Use(0), Settle()]), Ring([Flags(1), .. Submit(0), .. Use(0), Call(), Settle()]) },
        { SplitRules.NoCallWhenFlagged, "a call, by what was read", Ring([.. Submit(0), .. Use(0), CallOn(1, 1, false)]), Ring([.. Submit(0), .. Use(0), CallOn(1, 1, true)]) },
        //= split.used-notification.device.3
        { SplitRules.CallWhenNotFlagged, "no call", Ring([.. Submit(0), .. Use(0), Call(), Settle()]), Ring([.. Submit(0), .. Use(0), Settle()]) },
        { SplitRules.CallWhenNotFlagged, "no call, by what was read", Ring([Flags(1), .. Submit(0), .. Use(0), CallOn(0, 1, true)]), Ring([Flags(1), .. Submit(0), .. Use(0), CallOn(0, 1, false)]) },
        { SplitRules.CallWhenNotFlagged, "no call once there is a way to", Ring([Given(false), .. Submit(0), .. Use(0), Settle(), Given(true), .. At(1), .. UseAt(1, 0), Call(), Settle()]), Ring([Given(false), .. Submit(0), .. Use(0), Settle(), Given(true), .. At(1), .. UseAt(1, 0), Settle()]) },
        { SplitRules.CallWhenNotFlagged, "none for a buffer from when there was no way", Ring([Given(false), .. Submit(0), .. Use(0), Given(true), Settle(), .. At(1), .. UseAt(1, 0), Call(), Settle()]), Ring([Given(false), .. Submit(0), .. Use(0), Given(true), Settle(), .. At(1), .. UseAt(1, 0), Settle()]) },
        //= split.used-notification.device.1
        { SplitRules.UsedEventIgnored, "no call", Ring([Event(3), .. Submit(0), .. Use(0), Call(), Settle()]), Ring([.. Submit(0), .. Use(0), Call(), Settle(), Event(3), .. At(1), .. UseAt(1, 0), Settle()]), SplitRules.CallWhenNotFlagged },
        //= split.used-notification.device.4
        { SplitRules.AvailFlagIgnoredWithEventIdx, "no call", EventRing([Flags(1), .. Submit(0), .. Use(0), Call(), Settle()]), EventRing([.. Submit(0), .. Use(0), Call(), Settle(), Flags(1), Event(1), .. At(1), .. UseAt(1, 0), Settle()]), SplitRules.AvailFlagsZeroWithEventIdx, SplitRules.CallAtUsedEvent },
        //= split.used-notification.device.5
        { SplitRules.CallAtUsedEvent, "no call", EventRing([Event(1), .. Submit(0, 1), .. Use(0, 1), Call(), Settle()]), EventRing([Event(1), .. Submit(0, 1), .. Use(0, 1), Settle()]) },
        { SplitRules.CallAtUsedEvent, "no call, by what was read", EventRing([.. Submit(0, 1), .. Use(0, 1), CallOn(1, 1, true)]), EventRing([.. Submit(0, 1), .. Use(0, 1), CallOn(1, 1, false)]) },
        //= split.used-notification.device.6
        { SplitRules.NoCallOtherwise, "a call", EventRing([Event(2), .. Submit(0, 1), .. Use(0, 1), Settle()]), EventRing([Event(2), .. Submit(0, 1), .. Use(0, 1), Call(), Settle()]) },
        { SplitRules.NoCallOtherwise, "a call, by what was read", EventRing([.. Submit(0, 1), .. Use(0, 1), CallOn(0, 1, false)]), EventRing([.. Submit(0, 1), .. Use(0, 1), CallOn(0, 1, true)]) },
        //= inv.split.completes
        { SplitRules.BuffersComplete, "kicked", Ring([.. Kick(0), .. Use(0)]), Ring([.. Kick(0), Settle()]) },
        { SplitRules.BuffersComplete, "no kick wanted", Ring([.. Submit(0), Decided(1, 1, false), .. Use(0), Call(), Settle()]), Ring([.. Submit(0), Decided(1, 1, false), Settle()]) },
        //= split.avail-notification.device.5
        { SplitRules.SpuriousKickHandled, "silence after it", Ring([Kicked(news: false), .. Kick(0), .. Use(0)]), Ring([Kicked(news: false), .. Kick(0), Settle()]), SplitRules.BuffersComplete },
        //= split.framing.device.1
        { SplitRules.AnyArrangement, "a direct chain cut otherwise", Ring(Serve(ok: true, plain: false)), Ring(Serve(true, plain: true), Serve(ok: false, plain: false)) },
        //= split.indirect.device.2
        { SplitRules.IndirectAfterDirect, "refused", Ring(Serve(true, true), Serve(true, true, Mixed)), Ring(Serve(true, true), Serve(false, true, Mixed)) },
        { SplitRules.IndirectAfterDirect, "never served", Ring(Serve(true, true), Serve(true, true, Mixed)), Ring(Serve(true, true), Avail(1), Expose(0, Mixed), Kicked(), Settle()), SplitRules.BuffersComplete },
        //= split.indirect.device.1
        { SplitRules.IndirectWriteFlagIgnored, "refused", Ring(Serve(true, true), Serve(true, true, Flagged)), Ring(Serve(true, true), Serve(true, true, Table), Serve(false, true, Flagged)) },
        //= inv.queue.stop-drains
        { SplitRules.StopDrains, "a buffer taken and not used", Ring([.. Submit(0, 1), .. Use(0), Stop(1)]), Ring([.. Submit(0, 1), .. Use(0), Stop(2)]) },
        //= inv.queue.base.driver
        { SplitRules.StartsAtBase, "a buffer left out", Ring([.. Submit(0, 1), .. Use(0), Stop(1), Based(1)]), Ring([.. Submit(0, 1), .. Use(0), Stop(1), Based(2)]) },
        { SplitRules.StartsAtBase, "at the beginning", Ring(Based(0)), Ring(Based(1)) },
        //= inv.queue.resume
        { SplitRules.ResumeGoesOn, "nothing at the base", Resumed(5, [.. At(5), .. UseAt(5, 0)]), Resumed(5, [.. At(5), Kicked(), Settle()]), SplitRules.BuffersComplete },
        //= core.reserved-features.device.5
        { CoreRules.UsesInOrder, "the second first", Ring(WithOrder, [Run(), .. Submit(0, 1), .. Use(0, 1)]), Ring(WithOrder, [Run(), .. Submit(0, 1), .. Use(1, 0)]) },
        //= vhost-user.vring.2
        { VhostUserRules.BaseIsNextAvail, "beyond avail idx", Ring([.. Submit(0), .. Use(0), Stop(1)]), Ring([.. Submit(0), .. Use(0), Stop(9)]), SplitRules.StopDrains },
        //= vhost-user.vring.1
        { VhostUserRules.RingStartsStopped, "used before the start", Ring(Plain, [.. Submit(0), Settle()]), Ring(Plain, [.. Submit(0), .. Use(0)]) },
    };

    [Fact]
    public void Calls_are_not_judged_when_the_driver_changed_its_wish_with_buffers_in_flight()
    {
        var log = new RuleLog();
        Ring([.. Submit(0), Flags(1), .. Use(0), Settle()])(log);
        Ring([.. Submit(0), Flags(1), .. Use(0), Call(), Settle()])(log);
        EventRing([.. Submit(0), Event(3), .. Use(0), Call(), Settle()])(log);
        Assert.Empty(log.Breaches);
        Assert.Equal(0, log.HeldCount(SplitRules.CallWhenNotFlagged) + log.HeldCount(SplitRules.NoCallWhenFlagged) + log.HeldCount(SplitRules.NoCallOtherwise));
    }

    [Fact]
    public void The_flag_is_not_blamed_for_a_call_that_is_missing_whatever_it_says()
    {
        var log = new RuleLog();
        EventRing([Flags(1), .. Submit(0), .. Use(0), Settle()])(log);
        Assert.DoesNotContain(log.Breaches, breach => breach.Rule == SplitRules.AvailFlagIgnoredWithEventIdx);
    }

    [Fact]
    public void A_stopped_ring_owes_no_call()
    {
        var log = new RuleLog();
        Ring([.. Submit(0), .. Use(0), Stop(1), Settle()])(log);
        Assert.Empty(log.Breaches);
        // What is used after the stop is one breach, not two.
        Ring([.. Submit(0), Stop(0), .. Use(0), Settle()])(log);
        Assert.Equal([VhostUserRules.RingStartsStopped], log.Breaches.Select(breach => breach.Rule));
    }

    [Fact]
    public void A_request_that_failed_in_plain_arrangement_too_blames_no_arrangement()
    {
        var log = new RuleLog();
        Ring(Serve(false, true), Serve(false, false), Serve(false, true, Mixed), Serve(false, true, Flagged))(log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_request_that_is_never_served_blames_no_arrangement_that_worked_before_or_that_is_not_the_only_one_missing()
    {
        var log = new RuleLog();
        Ring(Serve(true, true), Serve(true, true, Mixed), Avail(1), Expose(0, Mixed), Kicked(), Settle())(log);
        Ring(Serve(true, true), Avail(2), Expose(0, Mixed), Expose(1), Kicked(), Settle())(log);
        Ring(Avail(1), Expose(0, Mixed), Kicked(), Settle())(log);
        Assert.All(log.Breaches, breach => Assert.Equal(SplitRules.BuffersComplete, breach.Rule));
    }

    private static SplitEvent UsedFlags(ushort flags) => new(SplitEventKind.UsedFlags, flags);

    /// <summary>One buffer published at a later position.</summary>
    private static SplitEvent[] At(ushort start) => [Avail((ushort)(start + 1)), Expose(0)];

    private static SplitEvent[] UseAt(ushort start, ushort head) => [Used((ushort)(start + 1)), Element(start, head)];

    private static SplitEvent Based(ushort nextAvail) => new(SplitEventKind.Based, nextAvail);

    private static Action<RuleLog> Resumed(ushort start, SplitEvent[] events) => Ring(Plain, [Run(), .. events], start);
}
