using Virtspec.Model.Blk;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Blk.BlkRequestType;
using static Virtspec.Properties.Rules.BlkScript;

namespace Virtspec.Properties.Rules;

/// <summary>What no block device may be blamed for: outcomes without one right value, and what a driver brought about itself.</summary>
public sealed class BlkSilenceTests
{
    private static readonly Dictionary<string, Action<RuleLog>> Cases = new()
    {
        ["either of two writes in flight on one sector"] = Known(Write(0, 1), Submit(0, Out, 0, Bytes(2)), Submit(1, Out, 0, Bytes(3)), Complete(1, Ok), Complete(0, Ok), Read(0, 3)),
        ["a read in flight with a write, done first"] = Known(Write(0, 1), Submit(0, Out, 0, Bytes(2)), Submit(1, In, 0, room: 512), Complete(0, Ok), Complete(1, Ok, Bytes(1)), Read(0, 2)),
        ["a read in flight with zeroes in a second segment"] = Known(Write(3, 1), Submit(0, WriteZeroes, 0, [.. Range(0), .. Range(2, 2)]), Submit(1, In, 3, room: 512), Complete(1, Ok, Bytes(0)), Complete(0, Ok), Read(3, 0)),
        ["discarded sectors"] = Known(Write(0, 1), Ranges(Discard, Ok, Range(0)), Read(0, 9)),
        ["a discard that failed half way"] = Known(Write(0, 1), Ranges(Discard, Error, Range(0), Range(1, 0)), Read(0, 9)),
        ["sectors erased"] = Disk(Offer(Usual | HasSecureErase), Accept(Usual | HasSecureErase), Config(8), Write(0, 1), Ranges(SecureErase, Ok, Range(0)), Read(0, 9)),
        ["zeroes written to order without the feature"] = Disk(Offer(Usual), Accept(HasFlush), Config(8), Write(0, 1), Ranges(WriteZeroes, Ok, Range(0)), Read(0, 0)),
        ["a part of a sector written to order"] = Known(Write(0, 1), Do(Out, Ok, 0, Bytes(2, 100)), Read(0, 2)),
        ["a part of a second sector written to order"] = Known(Write(1, 1), Do(Out, Ok, 0, Bytes(2, 700)), Read(1, 2)),
        ["discarded sectors that read differently each time"] = Known(Write(0, 1), Ranges(Discard, Ok, Range(0)), Read(0, 9), Read(0, 8)),
        ["a read in flight with a discard"] = Known(Write(0, 1), Submit(0, In, 0, room: 512), Submit(1, Discard, payload: Range(0)), Complete(1, Ok), Complete(0, Ok, Bytes(9)), Read(0, 8)),
        ["a write in flight with a discard"] = Known(Write(0, 1), Submit(0, Out, 0, Bytes(2)), Submit(1, Discard, payload: Range(0)), Complete(1, Ok), Complete(0, Ok), Read(0, 8)),
        ["a write in flight with one in flight with a discard"] = Known(
            Submit(0, Out, 0, [.. Bytes(2), .. Bytes(2)]), Submit(1, Discard, payload: Range(0)), Complete(1, Ok), Submit(2, Out, 1, Bytes(3)), Complete(0, Ok), Complete(2, Ok), Read(1, 2), Read(0, 7)),
        ["a read of what nobody knew, in flight with a write"] = Known(Submit(0, In, 0, room: 512), Submit(1, Out, 0, Bytes(2)), Complete(1, Ok), Complete(0, Ok, Bytes(9)), Read(0, 2)),
        ["a read that began before the second of two writes came back, showing the first"] = Known(
            Write(0, 1), Submit(0, In, 0, room: 512), Submit(1, Out, 0, Bytes(2)), Complete(1, Ok), Submit(1, Out, 0, Bytes(3)), Complete(1, Ok), Complete(0, Ok, Bytes(2)), Read(0, 3)),
        ["a read that began before a later one told which of two writes was last"] = Known(
            Submit(2, In, 0, room: 512), Submit(0, Out, 0, Bytes(2)), Submit(1, Out, 0, Bytes(3)), Complete(0, Ok), Complete(1, Ok), Read(0, 3), Complete(2, Ok, Bytes(2))),
        ["a write that failed in flight with another"] = Disk(Offer(Usual | HasReadOnly), Config(8), Submit(0, In, 0, room: 512), Submit(1, Out, 0, Bytes(2)), Complete(1, Error), Complete(0, Ok, Bytes(0))),
        ["what was in flight at a reset"] = Known(Write(0, 1), Submit(0, Out, 0, Bytes(2)), Reset(), Submit(0, In, 0, room: 512), Complete(0, Ok, Bytes(2))),
        ["a flush after a reset, before features were accepted"] = Known(Reset(), Do(Flush, Error)),
        ["the mode of the cache after a reset"] = Disk(Offer(HasFlush | HasConfigWce), Accept(HasFlush | HasConfigWce), (state, _) => BlkConfigRules.Written(state, BlkConfigOffset.Writeback, [0]), Reset(), Accept(HasFlush | HasConfigWce), Config(8, BlkConfigOffset.Writeback, 1)),
        ["no data at all, refused"] = Known(Do(In, Error), Do(Out, Unsupported)),
        ["data in more segments than it takes, refused"] = Limited((state, log) => BlkMachine.Submitted(state, default, new byte[16], 513, log, new BlkShape(3, 512)), Complete(0, Error, Bytes(0))),
        ["more segments than it takes, refused"] = Limited(Ranges(WriteZeroes, Error, Range(0), Range(1), Range(2))),
        ["a segment of more sectors than it takes, refused"] = Limited(Ranges(WriteZeroes, Error, Range(0, 5)), Ranges(Discard, Error, Range(0, 5))),
        ["more segments than it takes, zeroed"] = Limited(Write(2, 1), Ranges(WriteZeroes, Ok, Range(0), Range(1), Range(2)), Read(2, 0)),
        ["a discard on a disk that is read only"] = Disk(Offer(Usual | HasReadOnly), Accept(Usual), Config(8), Ranges(Discard, Ok, Range(0)), Ranges(Discard, Error, Range(0))),
        ["a status of zoned storage"] = Disk(Offer(Usual | HasZoned), Accept(Usual | HasZoned), Write(0, 1, (BlkStatus)4)),
        ["zones of a host-managed device for a driver it does not take"] = Disk(Offer(Usual | HasZoned), Accept(Usual), Config(8, BlkConfigOffset.Unused2 - 1, 1)),
        ["a flush with a sector, refused"] = Known(Do(Flush, Error, 5)),
        ["an unknown flag beside a segment beyond capacity"] = Known(Ranges(WriteZeroes, Error, Range(8), Range(0, flags: 2)), Ranges(Discard, Error, Range(0, flags: 1), Range(8))),
        ["an unknown flag on a disk that is read only"] = Disk(Offer(Usual | HasReadOnly), Accept(Usual), Config(8), Ranges(WriteZeroes, Error, Range(0, flags: 2))),
        ["the identity with other room, refused"] = Known(Identity("a", 4, Error)),
        ["a request without a status byte"] = Known((state, log) => BlkMachine.Submitted(state, default, new byte[16], 0, log), Complete(0, Error)),
        ["a request without a whole header"] = Known((state, log) => BlkMachine.Submitted(state, default, new byte[15], 1, log), Complete(0, Error)),
        ["a capacity that was announced"] = Disk(Config(8), Announced(), Config(9)),
        ["a short configuration structure"] = Disk(Config(8, length: 8), Config(8, length: 7)),
        ["zeroes beyond capacity by a count of 2^23 sectors, refused"] = Known(Ranges(WriteZeroes, Error, Range(0, 1 << 23))),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_device_is_blamed_for(string name)
    {
        // Of the driver's own breaches its rules speak, and they are not asked for here.
        Rule[] driver =
        [
            BlkRules.DataInSectors, BlkRules.FlushSectorZero, BlkRules.IdentityBuffer, BlkRules.RequestWithinCapacity, BlkRules.DiscardWithoutUnmap,
            BlkRules.DiscardSegments, BlkRules.WriteZeroesSegments, BlkRules.DataWithinSegments,
        ];
        var log = new RuleLog();
        Cases[name](log);
        Assert.DoesNotContain(log.Breaches, breach => !driver.Contains(breach.Rule));
    }

    [Fact]
    public void A_discard_done_against_the_rules_is_one_finding_and_no_wrong_data_besides()
    {
        var log = new RuleLog();
        Known(Write(0, 1), Ranges(Discard, Ok, Range(0, flags: 1)), Read(0, 0))(log);
        Assert.Equal([BlkRules.DiscardWithoutUnmap, BlkRules.DiscardUnmapUnsupported], log.Breaches.Select(breach => breach.Rule));
    }

    [Fact]
    public void Zeroes_past_capacity_change_no_sector_of_the_model_even_where_the_byte_count_wraps_round()
    {
        var log = new RuleLog();
        var state = new BlkState { Features = Usual, Capacity = 8 };
        state = Ranges(WriteZeroes, Ok, Range(0, 1 << 23))(state, log);
        Assert.Equal(SectorMap.Empty, state.Disk);
    }

    [Fact]
    public void A_request_about_billions_of_sectors_on_a_disabled_ring_marks_those_that_are_known()
    {
        var state = new BlkState { Features = Usual };
        state = Write(3, 1)(state, new RuleLog());
        state = Do(WriteZeroes, Ok, payload: [.. Range(0, uint.MaxValue), .. Range(1, uint.MaxValue), .. Range(2, uint.MaxValue)], enabled: false)(state, new RuleLog());
        Assert.Equal(SectorSource.WriteWhileDisabled, state.Disk[3]!.Source);
    }

    [Fact]
    public void A_request_at_the_last_sector_there_can_be_races_with_another_there()
    {
        var state = new BlkState();
        state = Submit(0, Out, ulong.MaxValue, Bytes(1))(state, new RuleLog());
        state = Submit(1, In, ulong.MaxValue, room: 512)(state, new RuleLog());
        Assert.All(state.Pending.All.ToArray(), request => Assert.True(request.Racing));
    }
}
