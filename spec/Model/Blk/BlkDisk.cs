using System.Collections.Immutable;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>The sectors of a block device, and the requests that read and change them.</summary>
internal static class BlkDisk
{
    private static readonly ImmutableArray<byte> Zeroes = [.. new byte[BlkProtocol.SectorSize]];

    internal static bool InBounds(BlkState state, ulong sector, ulong bytes) =>
        state.Capacity is not { } capacity || (sector <= capacity && (bytes + BlkProtocol.SectorSize - 1) / BlkProtocol.SectorSize <= capacity - sector);

    internal static (BlkState State, bool? Served) ReadCompleted(BlkState state, BlkRequest request, BlkStatus status, ReadOnlySpan<byte> data, RuleLog log)
    {
        if (!InBounds(state, request.Sector, request.DataBytes))
            return (state, Refused(request, status, log));
        if (!WholeBlocks(state, request))
            return (state, null);
        if (!BlkMachine.Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log))
            return (state, false);
        if (request.Racing)
            return (state, null);
        var good = true;
        for (var at = 0; at < data.Length; at += BlkProtocol.SectorSize)
        {
            var sector = request.Sector + (ulong)(at / BlkProtocol.SectorSize);
            (state, var same) = SectorRead(state, sector, data.Slice(at, BlkProtocol.SectorSize), log);
            good &= same;
        }

        return (state, good);
    }

    internal static (BlkState State, bool? Served) WriteCompleted(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        if (state.Offered.Has(Feature.BlkReadOnly))
            return (WithoutEffect(state, request, SectorSource.WriteRefused), BlkMachine.Expect(BlkStatus.IoError, status, BlkRules.ReadOnlyWriteFails, request, log) ? null : false);
        if (!InBounds(state, request.Sector, request.DataBytes))
            return (state, Refused(request, status, log));
        if (!WholeBlocks(state, request))
            return (Forget(state, request), null);
        if (!BlkMachine.Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log))
            return (Forget(state, request), false);
        return (request.Racing ? Forget(state, request) : Store(state, request), true);
    }

    internal static (BlkState State, bool? Served) RangesCompleted(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        var needs = request.Type switch
        {
            BlkRequestType.Discard => Feature.BlkDiscard,
            BlkRequestType.WriteZeroes => Feature.BlkWriteZeroes,
            _ => Feature.BlkSecureErase,
        };
        if (!state.Features.Has(needs) || request.Payload.Length == 0 || request.Payload.Length % BlkProtocol.RangeSize != 0)
            return (status == BlkStatus.Unsupported ? state : Forget(state, request), null);
        foreach (var (_, _, flags) in BlkExtent.Ranges(request))
        {
            if ((flags & ~BlkProtocol.UnmapFlag) != 0)
                return RefusedFlag(state, request, status, BlkRules.UnknownFlagUnsupported, log);
            if (request.Type == BlkRequestType.Discard && flags != 0)
                return RefusedFlag(state, request, status, BlkRules.DiscardUnmapUnsupported, log);
        }

        if (status != BlkStatus.Ok || MayFail(state, request))
            return (Forget(state, request), null);
        log.Holds(BlkRules.StatusFits);
        return (request.Racing || request.Type != BlkRequestType.WriteZeroes ? Forget(state, request) : Zero(state, request), true);
    }

    /// <summary>The request's sectors hold nobody knows what.</summary>
    internal static BlkState Forget(BlkState state, BlkRequest request)
    {
        var disk = state.Disk.ToBuilder();
        foreach (var known in Changes(state, request))
            disk.Remove(known);
        return state with { Disk = disk.ToImmutable() };
    }

    /// <summary>Sectors are the unit of the standard, and devices with larger blocks refuse less than one: no verdict rests on that.</summary>
    private static bool WholeBlocks(BlkState state, BlkRequest request) =>
        request.DataBytes % BlkProtocol.SectorSize == 0
        && request.Sector % (ulong)state.BlockSectors == 0
        && request.DataBytes / BlkProtocol.SectorSize % (ulong)state.BlockSectors == 0;

    /// <summary>The known sectors that a request could change. A request may name billions: those known are the fewer.</summary>
    private static IEnumerable<ulong> Changes(BlkState state, BlkRequest request)
    {
        if (request.Type == BlkRequestType.In)
            return [];
        var extents = BlkExtent.Of(request).ToList();
        return state.Disk.Keys.Where(key => extents.Exists(extent => key - extent.Sector < extent.Count));
    }

    private static bool Refused(BlkRequest request, BlkStatus status, RuleLog log)
    {
        log.Check(status != BlkStatus.Ok, BlkRules.BeyondCapacityFails, $"{request}: beyond capacity, status {status}", "a failure");
        return status != BlkStatus.Ok;
    }

    private static bool MayFail(BlkState state, BlkRequest request) =>
        state.Offered.Has(Feature.BlkReadOnly)
        || !BlkExtent.Ranges(request).All(range => InBounds(state, range.Sector, range.Count * (ulong)BlkProtocol.SectorSize));

    /// <summary>A device that does it all the same breaks this rule alone: what the sectors hold from then on follows from it.</summary>
    private static (BlkState State, bool? Served) RefusedFlag(BlkState state, BlkRequest request, BlkStatus status, Rule rule, RuleLog log)
    {
        // Wrong in two ways at once: no statement says which a device has to find first.
        if (status == BlkStatus.IoError && MayFail(state, request))
            return (Forget(state, request), null);
        var fits = BlkMachine.Expect(BlkStatus.Unsupported, status, rule, request, log);
        return (fits ? state : Forget(state, request), fits);
    }

    private static (BlkState State, bool Same) SectorRead(BlkState state, ulong number, ReadOnlySpan<byte> bytes, RuleLog log)
    {
        if (!state.Disk.TryGetValue(number, out var known))
            return (state with { Disk = state.Disk.SetItem(number, new Sector(ImmutableArray.Create(bytes), SectorSource.Data)) }, true);
        var rule = known.Source switch
        {
            SectorSource.Zeroed => BlkRules.ZeroesReadBack,
            SectorSource.WriteRefused => BlkRules.ReadOnlyNotWritten,
            SectorSource.WriteWhileDisabled => VhostUserRules.DisabledRingIdle,
            _ => BlkRules.ReadsWhatWasWritten,
        };
        var differs = bytes.CommonPrefixLength(known.Bytes.AsSpan());
        if (differs == bytes.Length)
        {
            log.Holds(rule);
            return (state, true);
        }

        log.Breaks(rule, $"sector {number} byte {differs} reads 0x{bytes[differs]:x2}", $"0x{known.Bytes[differs]:x2}, {Because(known.Source)}");
        // From here on it is what it is: one wrong write is one finding, not one for each read.
        return (state with { Disk = state.Disk.SetItem(number, new Sector(ImmutableArray.Create(bytes), SectorSource.Data)) }, false);
    }

    private static string Because(SectorSource source) => source switch
    {
        SectorSource.Zeroed => "zeroes were written",
        SectorSource.WriteRefused => "as before the write that was refused",
        SectorSource.WriteWhileDisabled => "as before the write on the disabled ring",
        _ => "as last written or read",
    };

    private static BlkState Store(BlkState state, BlkRequest request)
    {
        var disk = state.Disk.ToBuilder();
        for (var at = 0; at < request.Payload.Length; at += BlkProtocol.SectorSize)
        {
            var number = request.Sector + (ulong)(at / BlkProtocol.SectorSize);
            disk[number] = new Sector(request.Payload.Slice(at, BlkProtocol.SectorSize), SectorSource.Data);
        }

        return state with { Disk = disk.ToImmutable() };
    }

    private static BlkState Zero(BlkState state, BlkRequest request)
    {
        var disk = state.Disk.ToBuilder();
        foreach (var (sector, count) in BlkExtent.Of(request))
        {
            for (var i = 0UL; i < count; i++)
                disk[sector + i] = new Sector(Zeroes, SectorSource.Zeroed);
        }

        return state with { Disk = disk.ToImmutable() };
    }

    /// <summary>A write that must not have had an effect: reading the sectors again shows whether it had.</summary>
    internal static BlkState WithoutEffect(BlkState state, BlkRequest request, SectorSource source)
    {
        var disk = state.Disk.ToBuilder();
        foreach (var known in Changes(state, request))
            disk[known] = disk[known] with { Source = source };
        return state with { Disk = disk.ToImmutable() };
    }
}
