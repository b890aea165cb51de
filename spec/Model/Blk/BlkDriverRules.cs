using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>What a driver may ask of a block device (VIRTIO 1.4, 5.2.6.1).</summary>
internal static class BlkDriverRules
{
    internal static void Judge(BlkState state, BlkRequest request, BlkShape shape, RuleLog log)
    {
        if (state.Limits.ExceededBy(shape))
            log.Breaks(BlkRules.DataWithinSegments, $"{request}: {shape.Segments} segments of data, the largest {shape.Largest} bytes", $"at most {state.Limits.SegMax} segments of {state.Limits.SizeMax} bytes");
        else if (shape.Segments > 0 && (state.Limits.SegMax | state.Limits.SizeMax) != 0)
            log.Holds(BlkRules.DataWithinSegments);
        switch (request.Type)
        {
            case BlkRequestType.In or BlkRequestType.Out:
                log.Check(request.DataBytes % BlkProtocol.SectorSize == 0, BlkRules.DataInSectors, $"{request}", "whole sectors");
                if (state.Capacity is not null)
                    log.Check(BlkDisk.InBounds(state, request.Sector, request.DataBytes), BlkRules.RequestWithinCapacity, $"{request}", "within capacity");
                break;
            case BlkRequestType.Flush:
                log.Check(request.Sector == 0, BlkRules.FlushSectorZero, $"{request}", "sector 0");
                log.Check(request.Payload.IsEmpty && request.Room == 0, BlkRules.FlushWithoutData, $"{request}", "no data");
                break;
            case BlkRequestType.GetId:
                log.Check(request.Room == BlkProtocol.IdentitySize, BlkRules.IdentityBuffer, $"{request}", "room for 20 bytes");
                break;
            case BlkRequestType.Discard or BlkRequestType.WriteZeroes or BlkRequestType.SecureErase:
                JudgeRanges(state, request, log);
                break;
            default:
                break;
        }
    }

    private static void JudgeRanges(BlkState state, BlkRequest request, RuleLog log)
    {
        log.Check(request.Payload.Length % BlkProtocol.RangeSize == 0, BlkRules.WholeSegments, $"{request}", "whole segments of 16 bytes");
        var (most, rule) = request.Type switch
        {
            BlkRequestType.Discard => (state.Limits.Discard.MaxSegments, BlkRules.DiscardSegments),
            BlkRequestType.WriteZeroes => (state.Limits.WriteZeroes.MaxSegments, BlkRules.WriteZeroesSegments),
            _ => (state.Limits.SecureErase.MaxSegments, BlkRules.SecureEraseSegments),
        };
        var runs = BlkExtent.Runs(request);
        if (most != 0)
            log.Check(runs <= most, rule, $"{request}", "no more segments than configuration space says");
        if (request.Type == BlkRequestType.SecureErase)
            return;
        var (unmap, within) = (false, true);
        for (var i = 0; i < runs; i++)
        {
            var (sector, count, flags) = BlkExtent.Range(request, i);
            unmap |= (flags & BlkProtocol.UnmapFlag) != 0;
            within &= BlkDisk.InBounds(state, sector, count * (ulong)BlkProtocol.SectorSize);
        }

        if (request.Type == BlkRequestType.Discard)
            log.Check(!unmap, BlkRules.DiscardWithoutUnmap, $"{request}", "unmap clear");
        else if (state.Capacity is not null)
            log.Check(within, BlkRules.RequestWithinCapacity, $"{request}", "within capacity");
    }
}
