using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>Reads and writes that came back.</summary>
internal static class BlkTransfers
{
    internal static (BlkState State, bool? Served) WriteCompleted(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        if (state.Offered.Has(Feature.BlkReadOnly))
            return (BlkDisk.WithoutEffect(state, request, SectorSource.WriteRefused), BlkMachine.Expect(BlkStatus.IoError, status, BlkRules.ReadOnlyWriteFails, request, log) ? null : false);
        if (!BlkDisk.InBounds(state, request.Sector, request.DataBytes))
        {
            var refused = Refused(request, status, log);
            return (refused ? BlkDisk.WithoutEffect(state, request, SectorSource.WriteBeyondCapacity) : BlkDisk.Forget(state, request), refused);
        }

        var done = status == BlkStatus.Ok && request.DataBytes % BlkProtocol.SectorSize == 0;
        if (!OneAnswer(state, request) || request.Room != 0)
            return (done ? BlkDisk.Store(state, request) : BlkDisk.Forget(state, request), null);
        var good = BlkMachine.Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log);
        return (good ? BlkDisk.Store(state, request) : BlkDisk.Forget(state, request), good);
    }

    internal static (BlkState State, bool? Served) ReadCompleted(BlkState state, BlkRequest request, BlkStatus status, ReadOnlySpan<byte> data, RuleLog log)
    {
        if (!BlkDisk.InBounds(state, request.Sector, request.DataBytes))
            return (state, Refused(request, status, log));
        if (!OneAnswer(state, request) || !request.Payload.IsEmpty)
            return (state, null);
        if (!BlkMachine.Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log))
            return (state, false);
        if (request.Has(BlkRequestMarks.Spoiled | BlkRequestMarks.ReadsUnknown))
            return (state, null);
        var (good, judged, changed) = (true, true, false);
        for (var at = 0; at < data.Length; at += BlkProtocol.SectorSize)
        {
            var number = request.Sector + (ulong)(at / BlkProtocol.SectorSize);
            var bytes = data.Slice(at, BlkProtocol.SectorSize);
            var known = state.Disk[number];
            if (known is null)
            {
                changed |= !request.Racing && !BlkDisk.WasDiscarded(state, number);
                judged &= !request.Racing;
                continue;
            }

            if (BlkReads.Judge(state, request, number, known, bytes, log) is not { } same)
            {
                judged = false;
                continue;
            }

            good &= same;
            changed |= !request.Racing && (!same || known.Other is not null);
        }

        return (changed ? BlkReads.Learned(state, request, data) : state, judged || !good ? good : null);
    }

    /// <summary>Whether a failure is what was to come.</summary>
    internal static bool Refused(BlkRequest request, BlkStatus status, RuleLog log)
    {
        log.Check(status != BlkStatus.Ok, BlkRules.BeyondCapacityFails, $"{request}: beyond capacity, status {status}", "a failure");
        return status != BlkStatus.Ok;
    }

    /// <summary>
    /// Sectors are the unit of the standard, and devices with larger blocks refuse less than one: no verdict rests on that, nor on a request without data or one in
    /// more or larger segments than the device takes.
    /// </summary>
    private static bool OneAnswer(BlkState state, BlkRequest request) =>
        request.DataBytes != 0
        && request.DataBytes % BlkProtocol.SectorSize == 0
        && request.Sector % (ulong)state.BlockSectors == 0
        && request.DataBytes / BlkProtocol.SectorSize % (ulong)state.BlockSectors == 0
        && !request.Has(BlkRequestMarks.OverLimits);
}
