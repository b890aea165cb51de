using FsCheck.Xunit;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties.Rings;

/// <summary>Driver half, device half and model under random operations: see <see cref="RingRig"/> for what is checked after each.</summary>
[Properties(Replay = "20260101,20260101", StartSize = 20, EndSize = 500, MaxTest = 300)]
public sealed class RingPropertyTests
{
    /// <summary>Rules whose premise must arise under <see cref="Every_premise_arises_and_holds"/>, or the properties would prove nothing.</summary>
    private static readonly Rule[] Premises =
    [
        SplitRules.PartsAligned, SplitRules.UsedFlagsStartZero, SplitRules.WritableAfterReadable, SplitRules.ChainFinite,
        SplitRules.AvailEntryInTable, SplitRules.ChainWithinQueueSize, SplitRules.IndirectNegotiated, SplitRules.IndirectNotNested,
        SplitRules.IndirectWithoutNext, SplitRules.AvailIdxForward, SplitRules.QueueNotOverfull, SplitRules.AvailFlagsDefined,
        SplitRules.AvailFlagsZeroWithEventIdx, SplitRules.KickWhenNotFlagged, SplitRules.NoKickWhenFlagged, SplitRules.KickAtAvailEvent,
        SplitRules.NoKickOtherwise, SplitRules.UsedIdxForward, SplitRules.UsedIdKnown, SplitRules.UsedOnce, SplitRules.UsedLengthFits,
        SplitRules.UsedElementStable, SplitRules.LengthBeforeIdx, SplitRules.UsedFlagsDefined, SplitRules.UsedFlagsZeroWithEventIdx,
        SplitRules.NoCallWhenFlagged, SplitRules.CallWhenNotFlagged, SplitRules.UsedEventIgnored, SplitRules.CallAtUsedEvent,
        SplitRules.NoCallOtherwise, SplitRules.BuffersComplete, SplitRules.SpuriousKickHandled, SplitRules.StopDrains,
        SplitRules.ResumeGoesOn, SplitRules.DescriptorTableUntouched, SplitRules.DriverAreaUntouched, SplitRules.IndirectTableUntouched,
        CoreRules.ExposedEntriesUnchanged, VhostUserRules.BaseIsNextAvail,
    ];

    [Property]
    public void The_halves_agree_with_each_other_and_break_no_rule(byte size, byte start, bool eventIdx, bool indirect, ushort[] operations) =>
        Run(size % 7, (ushort)(65500 + (start % 72)), eventIdx, indirect, operations);

    [Fact]
    public void Every_premise_arises_and_holds()
    {
        var held = new int[Rule.All.Count];
        for (var seed = 0; seed < 160; seed++)
        {
            var random = new Random(seed);
            var operations = Enumerable.Range(0, 400).Select(_ => (ushort)random.Next(65536)).ToArray();
            var log = Run(seed % 7, (ushort)(seed % 3 == 0 ? 0 : 65400), (seed & 1) != 0, (seed & 2) != 0, operations);
            foreach (var rule in Rule.All)
                held[rule.Index] += log.HeldCount(rule);
        }

        Assert.DoesNotContain(Premises, rule => held[rule.Index] == 0);
    }

    private static RuleLog Run(int sizeLog, ushort start, bool eventIdx, bool indirect, ushort[] operations)
    {
        using var rig = new RingRig(sizeLog, start, eventIdx, indirect);
        foreach (var operation in operations)
            rig.Do(operation);
        rig.Settle(0);
        return rig.Observer.Log;
    }
}
