using Virtspec.Model.Device;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Device.DeviceEventKind;
using static Virtspec.Model.Device.DeviceStatus;
using static Virtspec.Properties.Rules.DeviceScript;

namespace Virtspec.Properties.Rules;

/// <summary>What a judge of device status gets wrong easily: devices that are gone, answers nobody read, a reset that was none.</summary>
public sealed class DeviceTrapTests
{
    public static TheoryData<ulong> AllOnes => [byte.MaxValue, uint.MaxValue, ulong.MaxValue];

    [Theory]
    [MemberData(nameof(AllOnes))]
    public void All_ones_are_no_status_bits(ulong ones)
    {
        DeviceEvent[][] stories = [[], Begin, [.. Begin, Write(Ready)], Start, [.. Start, Write(Running | Suspend)], Suspended, [.. Suspended, Write(Running)], AfterReset, [.. Begin, Write(Known | Suspend)]];
        foreach (var story in stories)
        {
            var (before, after) = (new RuleLog(), new RuleLog());
            After(before, story);
            var gone = After(after, [.. story, Of(StatusRead, ones), Offer(ulong.MaxValue), Of(ConfigRead), Of(Settled)]);
            Assert.Equal(before.Breaches, after.Breaches);
            Assert.Equal(before.Held, after.Held);
            Assert.True(gone.Has(DeviceMarks.Gone));
        }
    }

    [Theory]
    [MemberData(nameof(AllOnes))]
    public void A_reset_of_a_device_that_is_gone_stays_undecided(ulong ones)
    {
        var log = new RuleLog();
        DeviceEvent[] gone = [.. Start, Write(None), Of(StatusRead, ones), Of(Settled)];
        Assert.True(After(log, gone).Has(DeviceMarks.ResetPending));
        Assert.Equal(0, log.HeldCount(CoreRules.ResetClearsStatus));
        var back = After(log, [.. gone, Read(None)]);
        Assert.False(back.Has(DeviceMarks.ResetPending | DeviceMarks.Gone));
        Assert.Equal(1, log.HeldCount(CoreRules.ResetClearsStatus));
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_device_that_comes_back_is_judged_again()
    {
        var log = new RuleLog();
        After(log, [.. Start, Of(StatusRead, 0xff), Write(None), Of(StatusRead, 0xff), Of(Settled), Read(Running), Of(Settled)]);
        Assert.Equal([CoreRules.ResetClearsStatus], log.Breaches.Select(breach => breach.Rule));
    }

    [Fact]
    public void Answers_that_nobody_read_are_not_judged()
    {
        var log = new RuleLog();
        After(log, [.. Start, Write(None), Of(Settled)]);
        After(log, [.. Suspended, Write(Running), Of(Settled)]);
        Assert.Empty(log.Breaches);
        After(log, [.. Start, Write(Running | Suspend), Of(Settled)]);
        Assert.Equal([CoreRules.SuspensionIsVerified], log.Breaches.Select(breach => breach.Rule));
    }

    [Fact]
    public void A_0_where_nothing_was_set_says_nothing_of_the_device()
    {
        var log = new RuleLog();
        After(log, Write(None), Read(None));
        Assert.True(log.IsEmpty);
    }

    [Fact]
    public void A_0_at_once_is_all_that_a_reset_is_praised_for()
    {
        var log = new RuleLog();
        After(log, [.. Start, Of(BufferExposed), Write(None), Read(None), Of(DeviceActed), Of(Settled)]);
        Assert.Equal(1, log.HeldCount(CoreRules.ResetClearsStatus));
        Assert.Equal(0, log.HeldCount(CoreRules.SilentAfterReset));
        Assert.Equal([CoreRules.SilentAfterReset], log.Breaches.Select(breach => breach.Rule));
    }

    [Fact]
    public void NEEDS_RESET_during_a_reset_only_says_not_yet()
    {
        var log = new RuleLog();
        After(log, [.. Start, Write(None), Read(Running | NeedsReset), Read(NeedsReset), Read(None), Of(Settled)]);
        Assert.Empty(log.Breaches);
        Assert.Equal(1, log.HeldCount(CoreRules.ResetClearsStatus));
    }

    [Fact]
    public void A_device_that_cannot_resume_owes_no_announcement()
    {
        var log = new RuleLog();
        After(log, [.. Suspended, Of(ConfigChanged), Write(Running), Read(Asleep | NeedsReset), Of(Settled)]);
        Assert.Empty(log.Breaches);
    }
}
