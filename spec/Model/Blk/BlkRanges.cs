using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>Discard, write zeroes and secure erase requests that came back.</summary>
internal static class BlkRanges
{
    /// <summary>Zeroes in more sectors than these are not followed: the model keeps each by itself.</summary>
    private const ulong MostZeroed = 1 << 17;

    internal static (BlkState State, bool? Served) Completed(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        var feature = request.Type switch
        {
            BlkRequestType.Discard => Feature.BlkDiscard,
            BlkRequestType.WriteZeroes => Feature.BlkWriteZeroes,
            _ => Feature.BlkSecureErase,
        };
        if (BlkMachine.NotOffered(state, request, feature, status, log) || !state.Features.Has(feature)
            || request.Payload.Length == 0 || request.Payload.Length % BlkProtocol.RangeSize != 0)
            return (After(state, request, status), null);
        var beyond = Beyond(state, request);
        var readOnly = state.Offered.Has(Feature.BlkReadOnly);
        if (FlagRule(request) is { } rule)
        {
            // Wrong in two ways at once: no statement says which a device has to find first.
            if (status == BlkStatus.IoError && (readOnly || beyond || MayRefuse(state, request)))
                return (BlkDisk.Forget(state, request), null);
            // A device that does it all the same breaks this rule alone: what the sectors hold from then on follows from it.
            var fits = BlkMachine.Expect(BlkStatus.Unsupported, status, rule, request, log);
            return (fits ? state : BlkDisk.Forget(state, request), fits);
        }

        if (readOnly)
            return OnReadOnly(state, request, status, log);
        if (beyond)
        {
            var refused = BlkTransfers.Refused(request, status, log);
            return (BlkDisk.Forget(state, request), refused ? null : false);
        }

        if (status != BlkStatus.Ok && MayRefuse(state, request))
            return (BlkDisk.Forget(state, request), null);
        var good = BlkMachine.Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log);
        return (After(state, request, status), good);
    }

    /// <summary>What the sectors hold after a request that ended so. A failed one may have been done in part.</summary>
    private static BlkState After(BlkState state, BlkRequest request, BlkStatus status)
    {
        if (status == BlkStatus.Unsupported)
            return state;
        if (status != BlkStatus.Ok || request.Payload.Length % BlkProtocol.RangeSize != 0)
            return BlkDisk.Forget(state, request);
        if (request.Type != BlkRequestType.WriteZeroes)
            return BlkDisk.Discard(state, request);
        var sectors = 0UL;
        for (var i = 0; i < BlkExtent.Runs(request); i++)
            sectors += BlkExtent.Of(request, i).Count;
        return state.Capacity is null || Beyond(state, request) || sectors > MostZeroed ? BlkDisk.Forget(state, request) : BlkDisk.Zero(state, request);
    }

    /// <summary>The statement on a write request is judged by writes; that nothing changes, by reading again.</summary>
    private static (BlkState State, bool? Served) OnReadOnly(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        state = BlkDisk.WithoutEffect(state, request, SectorSource.WriteRefused);
        // To discard is to give leave, and leave may be left unused.
        if (request.Type == BlkRequestType.Discard)
            return (state, null);
        log.Check(status != BlkStatus.Ok, BlkRules.ReadOnlyRangesFail, $"{request}: status {status} on a read-only device", "a failure");
        return (state, status == BlkStatus.Ok ? false : null);
    }

    private static Rule? FlagRule(BlkRequest request)
    {
        for (var i = 0; i < BlkExtent.Runs(request); i++)
        {
            var flags = BlkExtent.Range(request, i).Flags;
            if ((flags & ~BlkProtocol.UnmapFlag) != 0)
                return BlkRules.UnknownFlagUnsupported;
            if (flags != 0 && request.Type == BlkRequestType.Discard)
                return BlkRules.DiscardUnmapUnsupported;
        }

        return null;
    }

    private static bool Beyond(BlkState state, BlkRequest request)
    {
        for (var i = 0; i < BlkExtent.Runs(request); i++)
        {
            var run = BlkExtent.Of(request, i);
            if (!BlkDisk.InBounds(state, run.Sector, run.Count * BlkProtocol.SectorSize))
                return true;
        }

        return false;
    }

    /// <summary>More than the device says it takes, or than it says at all, or segments that are empty or lie across its units.</summary>
    private static bool MayRefuse(BlkState state, BlkRequest request)
    {
        var limits = state.Limits.Of(request.Type);
        var runs = BlkExtent.Runs(request);
        if (runs > limits.MaxSegments || request.Room != 0 || request.Has(BlkRequestMarks.OverLimits))
            return true;
        var unit = (ulong)state.BlockSectors;
        for (var i = 0; i < runs; i++)
        {
            var (sector, count, flags) = BlkExtent.Range(request, i);
            if (count == 0 || count > limits.MaxSectors || sector % unit != 0 || count % unit != 0)
                return true;
            if (limits.Alignment > 1 && (sector % limits.Alignment != 0 || count % limits.Alignment != 0))
                return true;
            // No flag is defined for a secure erase; unmap may count as unknown there.
            if (flags != 0 && request.Type == BlkRequestType.SecureErase)
                return true;
        }

        return false;
    }
}
