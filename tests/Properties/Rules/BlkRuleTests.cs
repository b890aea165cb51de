using Virtspec.Model.Blk;
using Virtspec.Model.Rules;
using static Virtspec.Model.Blk.BlkRequestType;
using static Virtspec.Properties.Rules.BlkScript;

namespace Virtspec.Properties.Rules;

/// <summary>Configuration, requests and sectors of a block device: every rule once kept and once broken.</summary>
internal static class BlkRuleTests
{
    private const BlkRequestType Nothing = (BlkRequestType)0x99;

    internal static readonly RuleCases Cases = new()
    {
        //= blk.init.device.1a
        { BlkRules.OffersFlush, "left out", Disk(Offer(HasFlush)), Disk(Offer(0)) },
        //= blk.init.device.1b
        { BlkRules.FlushWithConfigWce, "without FLUSH", Disk(Offer(HasFlush | HasConfigWce)), Disk(Offer(HasConfigWce)), BlkRules.OffersFlush },
        //= blk.init.device.2
        { BlkRules.WritebackZeroWithoutFlush, "1", Disk(Accept(HasConfigWce), Config(8)), Disk(Accept(HasConfigWce), Config(8, BlkConfigOffset.Writeback, 1)) },
        //= blk.init.device.3
        { BlkRules.PaddingZero, "unused0", Disk(Config(8)), Disk(Config(8, BlkConfigOffset.Unused0, 1)) },
        { BlkRules.PaddingZero, "the last byte of unused1", Disk(Config(8, length: 60)), Disk(Config(8, BlkConfigOffset.Unused1 + 2, 1, 60)) },
        //= blk.init.device.4
        { BlkRules.ZonedOnlyWhenZoned, "no model", Disk(Offer(HasFlush | HasZoned), Config(8, 92, 2)), Disk(Offer(HasFlush | HasZoned), Config(8)) },
        { BlkRules.ZonedOnlyWhenZoned, "not offered", Disk(Offer(HasFlush), Config(8)), Disk(Offer(HasFlush | HasZoned), Config(8, 91, 1)) },
        //= blk.init.device.17
        { BlkRules.ZonedPaddingZero, "the first byte", Zones(Config(8)), Zones(Config(8, BlkConfigOffset.Unused2, 1)), BlkRules.ZonedOnlyWhenZoned },
        { BlkRules.ZonedPaddingZero, "the last byte", Zones(Config(8)), Zones(Config(8, BlkConfigOffset.Unused2 + 2, 1)), BlkRules.ZonedOnlyWhenZoned },
        //= inv.blk.capacity
        { BlkRules.CapacityStable, "another", Disk(Config(8), Config(8)), Disk(Config(8), Config(9)) },
        { BlkRules.CapacityStable, "another since the one announced", Disk(Config(8), Announced(), Config(9), Config(9)), Disk(Config(8), Announced(), Config(9), Config(8)) },

        //= blk.operation.driver.2
        { BlkRules.RequestWithinCapacity, "a read over the end", Known(Submit(0, In, 7, room: 512)), Known(Submit(0, In, 7, room: 1024)) },
        { BlkRules.RequestWithinCapacity, "a write behind the end", Known(Submit(0, Out, 7, Bytes(1))), Known(Submit(0, Out, 8, Bytes(1))) },
        { BlkRules.RequestWithinCapacity, "a sector that wraps round", Known(Submit(0, In, 0, room: 4096)), Known(Submit(0, In, ulong.MaxValue, room: 1024)) },
        //= blk.operation.driver.6
        { BlkRules.DataInSectors, "a read of a part", Known(Submit(0, In, room: 512)), Known(Submit(0, In, room: 511)) },
        { BlkRules.DataInSectors, "a write of a part", Known(Submit(0, Out, payload: Bytes(1))), Known(Submit(0, Out, payload: Bytes(1, 513))) },
        //= blk.operation.driver.4
        { BlkRules.FlushSectorZero, "1", Known(Submit(0, Flush)), Known(Submit(0, Flush, 1)) },
        //= blk.operation.driver.5
        { BlkRules.FlushWithoutData, "data to write", Known(Submit(0, Flush)), Known(Submit(0, Flush, payload: Bytes(1))) },
        { BlkRules.FlushWithoutData, "room for data", Known(Submit(0, Flush)), Known(Submit(0, Flush, room: 1)) },
        //= blk.operation.driver.8
        { BlkRules.IdentityBuffer, "too small", Known(Submit(0, GetId, room: 20)), Known(Submit(0, GetId, room: 19)) },
        { BlkRules.IdentityBuffer, "too large", Known(Submit(0, GetId, room: 20)), Known(Submit(0, GetId, room: 21)) },

        //= blk.operation.device.3a
        { BlkRules.ReadOnlyWriteFails, "done", Fixed(Write(0, 1, Error)), Fixed(Write(0, 1)) },
        { BlkRules.ReadOnlyWriteFails, "unsupported", Fixed(Write(0, 1, Error)), Fixed(Write(0, 1, Unsupported)) },
        //= blk.operation.device.3b
        { BlkRules.ReadOnlyNotWritten, "written all the same", Fixed(Read(0, 7), Write(0, 1, Error), Read(0, 7)), Fixed(Read(0, 7), Write(0, 1, Error), Read(0, 1)) },
        //= blk.operation.device.4
        { BlkRules.UnknownFlagUnsupported, "a discard done", Known(Ranges(Discard, Unsupported, Range(0, flags: 2))), Known(Ranges(Discard, Ok, Range(0, flags: 2))) },
        { BlkRules.UnknownFlagUnsupported, "zeroes written", Known(Ranges(WriteZeroes, Unsupported, Range(0), Range(1, flags: 3))), Known(Ranges(WriteZeroes, Error, Range(0), Range(1, flags: 3))) },
        { BlkRules.UnknownFlagUnsupported, "a secure erase done", Erasing(Unsupported, 2), Erasing(Ok, 2) },
        //= blk.operation.device.5
        { BlkRules.DiscardUnmapUnsupported, "done", Known(Ranges(Discard, Unsupported, Range(0, flags: 1))), Known(Ranges(Discard, Ok, Range(0, flags: 1))) },
        //= blk.operation.device.8
        { BlkRules.ZeroesReadBack, "something else", Known(Ranges(WriteZeroes, Ok, Range(2, 2)), Read(3, 0)), Known(Ranges(WriteZeroes, Ok, Range(2, 2)), Read(3, 1)) },
        { BlkRules.ZeroesReadBack, "with unmap", Known(Ranges(WriteZeroes, Ok, Range(2, flags: 1)), Read(2, 0)), Known(Ranges(WriteZeroes, Ok, Range(2, flags: 1)), Read(2, 1)) },
        //= blk.operation.device.16
        { BlkRules.ZoneRequestUnsupported, "the first type", Known(Do(ZoneAppend, Unsupported)), Known(Do(ZoneAppend, Ok)) },
        { BlkRules.ZoneRequestUnsupported, "the last type", Known(Do(ZoneResetAll, Unsupported)), Known(Do(ZoneResetAll, Error)) },

        //= inv.blk.read-data
        { BlkRules.ReadsWhatWasWritten, "after a write", Known(Write(1, 5), Read(1, 5)), Known(Write(1, 5), Read(1, 6)) },
        { BlkRules.ReadsWhatWasWritten, "after a read", Known(Read(1, 5), Read(1, 5)), Known(Read(1, 5), Read(1, 6)) },
        { BlkRules.ReadsWhatWasWritten, "in the second of two sectors", Known(Write(2, 5), Read(2, 5)), Known(Write(2, 5), Do(In, Ok, 1, data: [.. Bytes(9), .. Bytes(6)])) },
        { BlkRules.ReadsWhatWasWritten, "after zeroes and a write", Known(Ranges(WriteZeroes, Ok, Range(1)), Write(1, 5), Read(1, 5)), Known(Ranges(WriteZeroes, Ok, Range(1)), Write(1, 5), Read(1, 0)) },
        { BlkRules.ReadsWhatWasWritten, "after a read on a disabled ring", Known(Write(1, 5), Read(1, 9, enabled: false), Read(1, 5)), Known(Write(1, 5), Read(1, 9, enabled: false), Read(1, 6)) },
        //= inv.blk.status
        { BlkRules.StatusFits, "a read refused", Known(Read(1, 5)), Known(Read(1, 5, Error)) },
        { BlkRules.StatusFits, "a write refused", Known(Write(1, 5)), Known(Write(1, 5, Unsupported)) },
        { BlkRules.StatusFits, "a flush refused", Known(Do(Flush, Ok)), Known(Do(Flush, Unsupported)) },
        { BlkRules.StatusFits, "the identity refused", Known(Identity("a")), Known(Identity("a", status: Error)) },
        { BlkRules.StatusFits, "no status", Known(Ranges(WriteZeroes, Ok, Range(1))), Known(Ranges(WriteZeroes, (BlkStatus)3, Range(1))) },
        //= inv.blk.unsupported-type
        { BlkRules.UnknownTypeUnsupported, "done", Known(Do(Nothing, Unsupported)), Known(Do(Nothing, Ok)) },
        { BlkRules.UnknownTypeUnsupported, "failed", Known(Do(Nothing, Unsupported)), Known(Do(Nothing, Error)) },
        //= inv.blk.bounds
        { BlkRules.BeyondCapacityFails, "a read", Known(Read(8, 1, Error)), Known(Read(8, 1)), BlkRules.RequestWithinCapacity },
        { BlkRules.BeyondCapacityFails, "a write", Known(Write(1UL << 55, 1, Error)), Known(Write(1UL << 55, 1)), BlkRules.RequestWithinCapacity },
        //= inv.blk.identity
        { BlkRules.IdentityStable, "another", Known(Identity("one"), Identity("one")), Known(Identity("one"), Identity("two")) },
        { BlkRules.IdentityStable, "a longer one", Known(Identity("one"), Identity("one")), Known(Identity("one"), Identity("one more")) },
        { BlkRules.IdentityStable, "one after none", Known(Identity(""), Identity("")), Known(Identity(""), Identity("two")) },
        { BlkRules.IdentityStable, "20 characters", Known(Identity(new('i', 20)), Identity(new('i', 20))), Known(Identity(new('i', 20)), Identity(new('i', 19))) },
    };

    /// <summary>A disk that offers to be read only, which the driver has not accepted.</summary>
    private static Action<RuleLog> Fixed(params BlkStep[] steps) => Disk([Offer(Usual | HasReadOnly), Accept(Usual), Config(8), .. steps]);

    private static Action<RuleLog> Zones(BlkStep config) => Disk(Offer(HasFlush | HasZoned), Accept(HasFlush | HasZoned), config);

    private static Action<RuleLog> Erasing(BlkStatus status, uint flags) =>
        Disk(Offer(Usual | HasSecureErase), Accept(Usual | HasSecureErase), Config(8), Ranges(SecureErase, status, Range(0, flags: flags)));
}
