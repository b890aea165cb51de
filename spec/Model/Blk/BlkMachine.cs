using System.Buffers.Binary;
using System.Collections.Immutable;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>The requests of a block device against a model of its sectors (VIRTIO 1.4, 5.2.6).</summary>
internal static class BlkMachine
{
    /// <summary>A request became available.</summary>
    /// <param name="state">State before.</param>
    /// <param name="key">Its queue, and the head of its chain there.</param>
    /// <param name="readable">All device-readable bytes.</param>
    /// <param name="writableBytes">Device-writable bytes, status byte included.</param>
    /// <param name="log">Where verdicts on the driver go.</param>
    internal static BlkState Submitted(BlkState state, BlkRequestKey key, ReadOnlySpan<byte> readable, ulong writableBytes, RuleLog log)
    {
        if (readable.Length < BlkProtocol.HeaderSize || writableBytes == 0)
            return state with { Pending = state.Pending.Remove(key) };
        var request = new BlkRequest(
            (BlkRequestType)BinaryPrimitives.ReadUInt32LittleEndian(readable),
            BinaryPrimitives.ReadUInt64LittleEndian(readable[8..]),
            ImmutableArray.Create(readable[BlkProtocol.HeaderSize..]),
            writableBytes - 1,
            Racing: false);
        JudgeDriver(state, request, log);
        return MarkRaces(state, key, request);
    }

    /// <summary>A request came back.</summary>
    /// <param name="state">State before.</param>
    /// <param name="key">Its queue, and the head of its chain there.</param>
    /// <param name="writable">All device-writable bytes as they are now, the status byte last.</param>
    /// <param name="enabled">Whether the ring it came from is enabled: a disabled one must be without effect.</param>
    /// <param name="log">Where verdicts on the device go.</param>
    /// <returns>State after, and whether a request that has one right answer got it; null when it has none.</returns>
    internal static (BlkState State, bool? Served) Completed(BlkState state, BlkRequestKey key, ReadOnlySpan<byte> writable, bool enabled, RuleLog log)
    {
        if (!state.Pending.TryGetValue(key, out var request) || writable.Length == 0)
            return (state, null);
        state = state with { Pending = state.Pending.Remove(key) };
        if (!enabled)
            return (BlkDisk.WithoutEffect(state, request, SectorSource.WriteWhileDisabled), null);
        var status = (BlkStatus)writable[^1];
        if (status > BlkStatus.Unsupported)
        {
            log.Breaks(BlkRules.StatusFits, $"{request}: status byte 0x{(byte)status:x2}", "OK (0), IOERR (1) or UNSUPP (2)");
            return (BlkDisk.Forget(state, request), false);
        }

        return request.Type switch
        {
            BlkRequestType.In => BlkDisk.ReadCompleted(state, request, status, writable[..^1], log),
            BlkRequestType.Out => BlkDisk.WriteCompleted(state, request, status, log),
            BlkRequestType.Flush => (state, state.Features.Has(Feature.BlkFlush) && request.Sector == 0 ? Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log) : null),
            BlkRequestType.GetId => Identity(state, request, status, writable[..^1], log),
            BlkRequestType.Discard or BlkRequestType.WriteZeroes or BlkRequestType.SecureErase => BlkDisk.RangesCompleted(state, request, status, log),
            BlkRequestType.GetLifetime => (state, null),
            _ => (state, Other(state, request, status, log)),
        };
    }

    internal static bool Expect(BlkStatus expected, BlkStatus status, Rule rule, BlkRequest request, RuleLog log)
    {
        var fits = status == expected;
        if (fits)
            log.Holds(rule);
        else
            log.Breaks(rule, $"{request}: status {status}", $"status {expected}");
        return fits;
    }

    private static void JudgeDriver(BlkState state, BlkRequest request, RuleLog log)
    {
        switch (request.Type)
        {
            case BlkRequestType.In or BlkRequestType.Out:
                log.Check(request.DataBytes % BlkProtocol.SectorSize == 0, BlkRules.DataInSectors, $"{request}: not a multiple of 512", "whole sectors");
                if (state.Capacity is not null)
                    log.Check(BlkDisk.InBounds(state, request.Sector, request.DataBytes), BlkRules.RequestWithinCapacity, $"{request}: capacity is {state.Capacity} sectors", "within capacity");
                break;
            case BlkRequestType.Flush:
                log.Check(request.Sector == 0, BlkRules.FlushSectorZero, $"{request}", "sector 0");
                log.Check(request.Payload.IsEmpty && request.Room == 0, BlkRules.FlushWithoutData, $"{request}", "no data");
                break;
            case BlkRequestType.GetId:
                log.Check(request.Room == BlkProtocol.IdentitySize, BlkRules.IdentityBuffer, $"{request}", "room for 20 bytes");
                break;
            default:
                break;
        }
    }

    private static BlkState MarkRaces(BlkState state, BlkRequestKey key, BlkRequest request)
    {
        foreach (var (otherKey, other) in state.Pending)
        {
            if (!BlkExtent.Conflict(request, other))
                continue;
            request = request with { Racing = true };
            state = state with { Pending = state.Pending.SetItem(otherKey, other with { Racing = true }) };
        }

        return state with { Pending = state.Pending.SetItem(key, request) };
    }

    private static (BlkState State, bool? Served) Identity(BlkState state, BlkRequest request, BlkStatus status, ReadOnlySpan<byte> data, RuleLog log)
    {
        if (request.Room != BlkProtocol.IdentitySize || status == BlkStatus.Unsupported)
            return (state, null);
        if (!Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log))
            return (state, false);
        // Past its terminator the string says nothing, and what it leaves unwritten another rule finds.
        var end = data.IndexOf((byte)0);
        var identity = ImmutableArray.Create(end < 0 ? data : data[..end]);
        if (state.Identity is not { } known)
            return (state with { Identity = identity }, true);
        var same = identity.SequenceEqual(known);
        log.Check(same, BlkRules.IdentityStable, "the identity differs from the one told before", "the same each time");
        return (state, same);
    }

    private static bool? Other(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        if (!BlkProtocol.IsZone(request.Type))
            return Expect(BlkStatus.Unsupported, status, BlkRules.UnknownTypeUnsupported, request, log);
        return state.Features.Has(Feature.BlkZoned) ? null : Expect(BlkStatus.Unsupported, status, BlkRules.ZoneRequestUnsupported, request, log);
    }
}
