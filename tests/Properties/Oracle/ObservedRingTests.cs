using FsCheck.Xunit;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Oracle;
using Xunit;

namespace Virtspec.Properties.Oracle;

/// <summary>Reference driver and reference device under the judge: neither is ever blamed, and most rules are seen to hold.</summary>
[Properties(Replay = "20260112,20260113", StartSize = 20, EndSize = 200, MaxTest = 200)]
public sealed class ObservedRingTests
{
    /// <summary>What a right device under a right driver must be seen to keep, or the property would prove nothing.</summary>
    private static readonly Rule[] Premises =
    [
        SplitRules.AnyArrangement, SplitRules.ReadableUntouched, SplitRules.DescriptorTableUntouched, SplitRules.IndirectTableUntouched,
        SplitRules.DriverAreaUntouched, SplitRules.NothingBeyondBuffer, SplitRules.UnrelatedUntouched, SplitRules.LengthWritten,
        SplitRules.IndirectAfterDirect, SplitRules.IndirectWriteFlagIgnored, SplitRules.UsedElementStable, SplitRules.LengthBeforeIdx,
        SplitRules.UsedIdKnown, SplitRules.UsedOnce, SplitRules.UsedIdxForward, SplitRules.UsedLengthFits, SplitRules.BuffersComplete,
        SplitRules.CallWhenNotFlagged, SplitRules.NoCallWhenFlagged, SplitRules.UsedEventIgnored, SplitRules.CallAtUsedEvent,
        SplitRules.NoCallOtherwise, SplitRules.KickWhenNotFlagged, SplitRules.NoKickWhenFlagged, SplitRules.KickAtAvailEvent,
        SplitRules.NoKickOtherwise, SplitRules.SpuriousKickHandled, SplitRules.StopDrains, SplitRules.ResumeGoesOn,
        SplitRules.UsedFlagsDefined, SplitRules.UsedFlagsZeroWithEventIdx, SplitRules.WritableAfterReadable, SplitRules.ChainWithinQueueSize,
        SplitRules.IndirectNegotiated, SplitRules.QueueNotOverfull, CoreRules.ExposedEntriesUnchanged, CoreRules.NoKickBeforeDriverOk,
        BlkRules.ReadsWhatWasWritten, BlkRules.StatusFits, BlkRules.ZeroesReadBack, BlkRules.IdentityStable, BlkRules.UnknownTypeUnsupported,
        BlkRules.ZoneRequestUnsupported, BlkRules.UnknownFlagUnsupported, BlkRules.DiscardWithoutUnmap, BlkRules.RequestWithinCapacity,
        VhostUserRules.BaseIsNextAvail,
    ];

    [Property]
    public void The_reference_halves_are_never_blamed(int seed, byte start, bool eventIdx, bool indirect, byte[] operations)
    {
        using var ring = Run(seed, (ushort)(65500 + start), eventIdx, indirect, operations);
        Assert.Empty(ring.Rig.Broken);
    }

    [Fact]
    public void Every_premise_arises_and_holds()
    {
        var passed = new HashSet<string>();
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var operations = Enumerable.Range(0, 300).Select(_ => (byte)random.Next(256)).ToArray();
            using var ring = Run(seed, (ushort)(seed % 3 == 0 ? 0 : 65500), seed % 8 < 4, seed % 5 > 0, operations);
            Assert.Empty(ring.Rig.Broken);
            passed.UnionWith(ring.Rig.Results(Verdict.Passed));
        }

        Assert.Empty(Premises.Select(rule => rule.Id).Except(passed));
    }

    private static ObservedRing Run(int seed, ushort start, bool eventIdx, bool indirect, byte[] operations)
    {
        var ring = new ObservedRing(seed, start, (eventIdx ? Feature.Bit(Feature.EventIdx) : 0) | (indirect ? 0 : Feature.Bit(Feature.IndirectDesc)));
        foreach (var operation in operations)
            ring.Do(operation);
        ring.Settle();
        return ring;
    }
}
