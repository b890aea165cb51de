using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Model.Rules;
using static Virtspec.Model.Blk.BlkRequestType;
using static Virtspec.Properties.Rules.BlkScript;

namespace Virtspec.Properties.Rules;

/// <summary>Requests and sectors of a block device: every rule once kept and once broken.</summary>
internal static class BlkRuleTests
{
    private const BlkRequestType Nothing = (BlkRequestType)0x99;

    internal static readonly RuleCases Cases = new()
    {
        //= blk.operation.driver.2
        { BlkRules.RequestWithinCapacity, "a read over the end", Known(Submit(0, In, 7, room: 512)), Known(Submit(0, In, 7, room: 1024)) },
        { BlkRules.RequestWithinCapacity, "a write behind the end", Known(Submit(0, Out, 7, Bytes(1))), Known(Submit(0, Out, 8, Bytes(1))) },
        { BlkRules.RequestWithinCapacity, "a sector that wraps round", Known(Submit(0, In, 0, room: 4096)), Known(Submit(0, In, ulong.MaxValue, room: 1024)) },
        { BlkRules.RequestWithinCapacity, "zeroes", Known(Submit(0, WriteZeroes, payload: [.. Range(0), .. Range(6, 2)])), Known(Submit(0, WriteZeroes, payload: [.. Range(0), .. Range(6, 3)])) },
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
        //= blk.operation.driver.7
        { BlkRules.WholeSegments, "of a discard", Limited(Submit(0, Discard, payload: Range(0))), Limited(Submit(0, Discard, payload: Bytes(0, 15))) },
        { BlkRules.WholeSegments, "of zeroes", Limited(Submit(0, WriteZeroes, payload: Range(0))), Limited(Submit(0, WriteZeroes, payload: Bytes(0, 24))) },
        { BlkRules.WholeSegments, "of a secure erase", Limited(Submit(0, SecureErase, payload: Range(0))), Limited(Submit(0, SecureErase, payload: Bytes(0, 17))) },
        //= blk.operation.driver.9
        { BlkRules.DiscardSegments, "three", Limited(Submit(0, Discard, payload: Many(2))), Limited(Submit(0, Discard, payload: Many(3))) },
        //= blk.operation.driver.10
        { BlkRules.SecureEraseSegments, "three", Limited(Submit(0, SecureErase, payload: Many(2))), Limited(Submit(0, SecureErase, payload: Many(3))) },
        //= blk.operation.driver.11
        { BlkRules.WriteZeroesSegments, "three", Limited(Submit(0, WriteZeroes, payload: Many(2))), Limited(Submit(0, WriteZeroes, payload: Many(3))) },
        //= blk.operation.driver.14
        { BlkRules.DiscardWithoutUnmap, "in the second segment", Limited(Submit(0, Discard, payload: Many(2))), Limited(Submit(0, Discard, payload: [.. Range(0), .. Range(1, flags: 1)])) },
        //= inv.blk.segments
        { BlkRules.DataWithinSegments, "too many", Limited(Shaped(2, 512)), Limited(Shaped(3, 512)) },
        { BlkRules.DataWithinSegments, "too large", Limited(Shaped(2, 4096)), Limited(Shaped(2, 4097)) },

        //= blk.operation.device.3a
        { BlkRules.ReadOnlyWriteFails, "done", Fixed(Write(0, 1, Error)), Fixed(Write(0, 1)) },
        { BlkRules.ReadOnlyWriteFails, "unsupported", Fixed(Write(0, 1, Error)), Fixed(Write(0, 1, Unsupported)) },
        //= blk.operation.device.3b
        { BlkRules.ReadOnlyNotWritten, "written all the same", Fixed(Read(0, 7), Write(0, 1, Error), Read(0, 7)), Fixed(Read(0, 7), Write(0, 1, Error), Read(0, 1)) },
        { BlkRules.ReadOnlyNotWritten, "zeroed all the same", Fixed(Read(0, 7), Ranges(WriteZeroes, Error, Range(0)), Read(0, 7)), Fixed(Read(0, 7), Ranges(WriteZeroes, Error, Range(0)), Read(0, 0)) },
        { BlkRules.ReadOnlyNotWritten, "discarded all the same", Fixed(Read(0, 7), Ranges(Discard, Ok, Range(0)), Read(0, 7)), Fixed(Read(0, 7), Ranges(Discard, Ok, Range(0)), Read(0, 0)) },
        //= inv.blk.read-only
        { BlkRules.ReadOnlyRangesFail, "zeroes", Fixed(Ranges(WriteZeroes, Error, Range(0))), Fixed(Ranges(WriteZeroes, Ok, Range(0))) },
        { BlkRules.ReadOnlyRangesFail, "a secure erase", Fixed(Ranges(SecureErase, Unsupported, Range(0))), Fixed(Ranges(SecureErase, Ok, Range(0))) },
        //= blk.operation.device.4
        { BlkRules.UnknownFlagUnsupported, "a discard done", Known(Ranges(Discard, Unsupported, Range(0, flags: 2))), Known(Ranges(Discard, Ok, Range(0, flags: 2))) },
        { BlkRules.UnknownFlagUnsupported, "zeroes written", Known(Ranges(WriteZeroes, Unsupported, Range(0), Range(1, flags: 3))), Known(Ranges(WriteZeroes, Error, Range(0), Range(1, flags: 3))) },
        { BlkRules.UnknownFlagUnsupported, "a secure erase done", Erasing(Unsupported, 2), Erasing(Ok, 2) },
        //= blk.operation.device.5
        { BlkRules.DiscardUnmapUnsupported, "done", Known(Ranges(Discard, Unsupported, Range(0, flags: 1))), Known(Ranges(Discard, Ok, Range(0, flags: 1))), BlkRules.DiscardWithoutUnmap },
        //= blk.operation.device.8
        { BlkRules.ZeroesReadBack, "something else", Known(Ranges(WriteZeroes, Ok, Range(2, 2)), Read(3, 0)), Known(Ranges(WriteZeroes, Ok, Range(2, 2)), Read(3, 1)) },
        { BlkRules.ZeroesReadBack, "with unmap", Known(Ranges(WriteZeroes, Ok, Range(2, flags: 1)), Read(2, 0)), Known(Ranges(WriteZeroes, Ok, Range(2, flags: 1)), Read(2, 1)) },
        { BlkRules.ZeroesReadBack, "in the second of two segments", Known(Ranges(WriteZeroes, Ok, Range(0), Range(5, 2)), Read(6, 0)), Known(Ranges(WriteZeroes, Ok, Range(0), Range(5, 2)), Read(6, 1)) },
        //= blk.operation.device.15
        { BlkRules.LifetimeDefined, "pre_eol_info", Aged(3, 11, 11), Aged(4, 11, 11) },
        { BlkRules.LifetimeDefined, "device_lifetime_est_typ_a", Aged(0, 0, 0), Aged(0, 12, 0) },
        { BlkRules.LifetimeDefined, "device_lifetime_est_typ_b", Aged(0, 0, 0), Aged(0, 0, 0x100) },
        //= blk.operation.device.16
        { BlkRules.ZoneRequestUnsupported, "the first type", Known(Do(ZoneAppend, Unsupported)), Known(Do(ZoneAppend, Ok)) },
        { BlkRules.ZoneRequestUnsupported, "the last type", Known(Do(ZoneResetAll, Unsupported)), Known(Do(ZoneResetAll, Error)) },

        //= inv.blk.read-data
        { BlkRules.ReadsWhatWasWritten, "after a write", Known(Write(1, 5), Read(1, 5)), Known(Write(1, 5), Read(1, 6)) },
        { BlkRules.ReadsWhatWasWritten, "after a read", Known(Read(1, 5), Read(1, 5)), Known(Read(1, 5), Read(1, 6)) },
        { BlkRules.ReadsWhatWasWritten, "in the second of two sectors", Known(Write(2, 5), Read(2, 5)), Known(Write(2, 5), Do(In, Ok, 1, data: [.. Bytes(9), .. Bytes(6)])) },
        { BlkRules.ReadsWhatWasWritten, "after zeroes and a write", Known(Ranges(WriteZeroes, Ok, Range(1)), Write(1, 5), Read(1, 5)), Known(Ranges(WriteZeroes, Ok, Range(1)), Write(1, 5), Read(1, 0)) },
        { BlkRules.ReadsWhatWasWritten, "after a read on a disabled ring", Known(Write(1, 5), Read(1, 9, enabled: false), Read(1, 5)), Known(Write(1, 5), Read(1, 9, enabled: false), Read(1, 6)) },
        { BlkRules.ReadsWhatWasWritten, "one of two writes at once, seen by a read before", Known(Both(3, 4), Read(0, 3), Read(0, 3)), Known(Both(3, 4), Read(0, 3), Read(0, 4)) },
        { BlkRules.ReadsWhatWasWritten, "after a write that came after two at once", Known(Both(3, 4), Write(0, 5), Read(0, 5)), Known(Both(3, 4), Write(0, 5), Read(0, 4)) },
        { BlkRules.ReadsWhatWasWritten, "in a sector beside the one two requests are at", Known(Write(0, 1), Write(1, 2), Beside(2)), Known(Write(0, 1), Write(1, 2), Beside(3)) },
        //= inv.blk.overlapping-writes
        { BlkRules.LastWriteWins, "what was there before", Known(Write(0, 1), Both(3, 4), Read(0, 3)), Known(Write(0, 1), Both(3, 4), Read(0, 1)) },
        { BlkRules.LastWriteWins, "torn", Known(Both(3, 4), Read(0, 4)), Known(Both(3, 4), Do(In, Ok, 0, data: [.. Bytes(3, 256), .. Bytes(4, 256)])) },
        { BlkRules.LastWriteWins, "a write with zeroes", Known(WithZeroes(3), Read(0, 0)), Known(WithZeroes(3), Read(0, 4)) },
        { BlkRules.LastWriteWins, "one of three, replaced in between", Known(Chained(), Read(0, 5)), Known(Chained(), Read(0, 3)) },
        //= inv.blk.overlapping-reads
        { BlkRules.ReadsWholeSectors, "before the write completed", Known(Write(0, 1), Racing(Bytes(2))), Known(Write(0, 1), Racing(Bytes(3))) },
        { BlkRules.ReadsWholeSectors, "torn", Known(Write(0, 1), Racing(Bytes(1))), Known(Write(0, 1), Racing([.. Bytes(2, 100), .. Bytes(1, 412)])) },
        { BlkRules.ReadsWholeSectors, "after the write completed", Known(Write(0, 1), RacingLate(1)), Known(Write(0, 1), RacingLate(3)) },
        { BlkRules.ReadsWholeSectors, "what a write replaced before the read began", Known(Write(0, 9), Write(0, 1), Racing(Bytes(1))), Known(Write(0, 9), Write(0, 1), Racing(Bytes(9))) },
        //= inv.blk.status
        { BlkRules.StatusFits, "a read refused", Known(Read(1, 5)), Known(Read(1, 5, Error)) },
        { BlkRules.StatusFits, "a write refused", Known(Write(1, 5)), Known(Write(1, 5, Unsupported)) },
        { BlkRules.StatusFits, "a flush refused", Known(Do(Flush, Ok)), Known(Do(Flush, Unsupported)) },
        { BlkRules.StatusFits, "the identity refused", Known(Identity("a")), Known(Identity("a", status: Error)) },
        { BlkRules.StatusFits, "a discard refused", Limited(Ranges(Discard, Ok, Range(0, 4))), Limited(Ranges(Discard, Error, Range(0, 4))) },
        { BlkRules.StatusFits, "zeroes refused", Limited(Ranges(WriteZeroes, Ok, Range(0, 4), Range(4, 4))), Limited(Ranges(WriteZeroes, Unsupported, Range(0, 4), Range(4, 4))) },
        { BlkRules.StatusFits, "a secure erase refused", Limited(Ranges(SecureErase, Ok, Range(0))), Limited(Ranges(SecureErase, Error, Range(0))) },
        { BlkRules.StatusFits, "the lifetime refused", Aged(0, 0, 0), Aged(0, 0, 0, Error) },
        { BlkRules.StatusFits, "no status", Known(Ranges(WriteZeroes, Ok, Range(1))), Known(Ranges(WriteZeroes, (BlkStatus)3, Range(1))) },
        //= inv.blk.unsupported-type
        { BlkRules.UnknownTypeUnsupported, "done", Known(Do(Nothing, Unsupported)), Known(Do(Nothing, Ok)) },
        { BlkRules.UnknownTypeUnsupported, "failed", Known(Do(Nothing, Unsupported)), Known(Do(Nothing, Error)) },
        //= inv.blk.not-offered
        { BlkRules.NotOfferedUnsupported, "a flush", Bare(Do(Flush, Unsupported)), Bare(Do(Flush, Ok)) },
        { BlkRules.NotOfferedUnsupported, "zeroes", Bare(Ranges(WriteZeroes, Unsupported, Range(0))), Bare(Ranges(WriteZeroes, Error, Range(0))) },
        { BlkRules.NotOfferedUnsupported, "a discard", Bare(Ranges(Discard, Unsupported, Range(0))), Bare(Ranges(Discard, Ok, Range(0))) },
        { BlkRules.NotOfferedUnsupported, "a secure erase", Known(Ranges(SecureErase, Unsupported, Range(0))), Known(Ranges(SecureErase, Ok, Range(0))) },
        { BlkRules.NotOfferedUnsupported, "the lifetime", Known(Do(GetLifetime, Unsupported, data: Bytes(0, 6))), Known(Do(GetLifetime, Ok, data: Bytes(0, 6))) },
        //= inv.blk.bounds
        { BlkRules.BeyondCapacityFails, "a read", Known(Read(8, 1, Error)), Known(Read(8, 1)), BlkRules.RequestWithinCapacity },
        { BlkRules.BeyondCapacityFails, "a write", Known(Write(1UL << 55, 1, Error)), Known(Write(1UL << 55, 1)), BlkRules.RequestWithinCapacity },
        { BlkRules.BeyondCapacityFails, "zeroes", Known(Ranges(WriteZeroes, Error, Range(7, 2))), Known(Ranges(WriteZeroes, Ok, Range(7, 2))), BlkRules.RequestWithinCapacity },
        { BlkRules.BeyondCapacityFails, "a discard", Known(Ranges(Discard, Error, Range(0), Range(8))), Known(Ranges(Discard, Ok, Range(0), Range(8))) },
        { BlkRules.BeyondCapacityFails, "a write done as far as there are sectors", Known(Write(7, 1), Over(), Read(7, 1)), Known(Write(7, 1), Over(), Read(7, 2)), BlkRules.RequestWithinCapacity },
        //= inv.blk.identity
        { BlkRules.IdentityStable, "another", Known(Identity("one"), Identity("one")), Known(Identity("one"), Identity("two")) },
        { BlkRules.IdentityStable, "a longer one", Known(Identity("one"), Identity("one")), Known(Identity("one"), Identity("one more")) },
        { BlkRules.IdentityStable, "one after none", Known(Identity(""), Identity("")), Known(Identity(""), Identity("two")) },
        { BlkRules.IdentityStable, "20 characters", Known(Identity(new('i', 20)), Identity(new('i', 20))), Known(Identity(new('i', 20)), Identity(new('i', 19))) },
    };

    /// <summary>A disk that offers to be read only, which the driver has not accepted.</summary>
    private static Action<RuleLog> Fixed(params BlkStep[] steps) => Disk([Offer(Usual | HasReadOnly | HasSecureErase), Accept(Usual | HasSecureErase), Config(8), .. steps]);

    private static Action<RuleLog> Erasing(BlkStatus status, uint flags) =>
        Disk(Offer(Usual | HasSecureErase), Accept(Usual | HasSecureErase), Config(8), Ranges(SecureErase, status, Range(0, flags: flags)));

    /// <summary>A device without flush, discard and write zeroes.</summary>
    private static Action<RuleLog> Bare(BlkStep step) => Disk((state, _) => state with { Offered = HasSecureErase }, Accept(HasSecureErase), Config(8), step);

    private static Action<RuleLog> Aged(ushort reserves, ushort a, ushort b, BlkStatus status = Ok)
    {
        var data = new byte[BlkProtocol.LifetimeSize];
        BinaryPrimitives.WriteUInt16LittleEndian(data, reserves);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2), a);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(4), b);
        return Disk(Offer(Usual | HasLifetime), Accept(Usual | HasLifetime), Config(8), Do(GetLifetime, status, data: data));
    }

    private static byte[] Many(int segments) => [.. Enumerable.Range(0, segments).SelectMany(i => Range((ulong)i))];

    private static BlkStep Shaped(int segments, ulong largest) => (state, log) =>
        BlkMachine.Submitted(state, default, new byte[BlkProtocol.HeaderSize], 513, log, new BlkShape(segments, largest));

    /// <summary>Two writes of sector 0 in flight together, done.</summary>
    private static BlkStep Both(byte one, byte other) => All(Submit(0, Out, 0, Bytes(one)), Submit(1, Out, 0, Bytes(other)), Complete(0, Ok), Complete(1, Ok));

    private static BlkStep WithZeroes(byte value) => All(Submit(0, Out, 0, Bytes(value)), Submit(1, WriteZeroes, payload: Range(0)), Complete(1, Ok), Complete(0, Ok));

    /// <summary>Writes of 3 and 4 together, and of 5 together with 4 alone.</summary>
    private static BlkStep Chained() =>
        All(Submit(0, Out, 0, Bytes(3)), Submit(1, Out, 0, Bytes(4)), Complete(0, Ok), Submit(0, Out, 0, Bytes(5)), Complete(0, Ok), Complete(1, Ok));

    /// <summary>A read of sector 0 that comes back while a write of 2 is on its way.</summary>
    private static BlkStep Racing(byte[] seen) => All(Submit(0, Out, 0, Bytes(2)), Submit(1, In, 0, room: 512), Complete(1, Ok, seen), Complete(0, Ok));

    /// <summary>A read of sector 0 that comes back after a write of 2 that it was in flight with.</summary>
    private static BlkStep RacingLate(byte seen) => All(Submit(0, Out, 0, Bytes(2)), Submit(1, In, 0, room: 512), Complete(0, Ok), Complete(1, Ok, Bytes(seen)));

    /// <summary>A read of sectors 0 and 1 in flight with a write of 0.</summary>
    private static BlkStep Beside(byte second) => All(Submit(0, Out, 0, Bytes(2)), Submit(1, In, 0, room: 1024), Complete(1, Ok, [.. Bytes(1), .. Bytes(second)]), Complete(0, Ok));

    /// <summary>A write of the last sector and one more, refused.</summary>
    private static BlkStep Over() => Do(Out, Error, 7, [.. Bytes(2), .. Bytes(2)]);
}
