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
    /// <param name="shape">In which pieces its data lies; nothing is judged by it when left out.</param>
    internal static BlkState Submitted(BlkState state, BlkRequestKey key, ReadOnlySpan<byte> readable, ulong writableBytes, RuleLog log, BlkShape shape = default)
    {
        var step = state.Step + 1;
        var pending = state.Pending.Without(key);
        if (readable.Length < BlkProtocol.HeaderSize || writableBytes == 0)
            return state with { Step = step, Pending = pending };
        var request = new BlkRequest(
            key,
            (BlkRequestType)BinaryPrimitives.ReadUInt32LittleEndian(readable),
            BinaryPrimitives.ReadUInt64LittleEndian(readable[8..]),
            ImmutableArray.Create(readable[BlkProtocol.HeaderSize..]),
            writableBytes - 1,
            step);
        BlkDriverRules.Judge(state, request, shape, log);
        if (state.Limits.ExceededBy(shape))
            request = request with { Marks = BlkRequestMarks.OverLimits };
        if (pending.Conflicts(request))
        {
            pending = pending.Marked(request, BlkRequestMarks.Racing);
            request = request with { Marks = request.Marks | BlkRequestMarks.Racing };
        }

        return state with { Step = step, Pending = pending.With(request) };
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
        state = state with { Step = state.Step + 1, Pending = state.Pending.Without(key) };
        if (!enabled)
            return (BlkDisk.WithoutEffect(state, request, SectorSource.WriteWhileDisabled), null);
        var status = (BlkStatus)writable[^1];
        if (status > BlkStatus.Unsupported)
        {
            // Zoned storage has status values of its own, and is not modelled.
            if (state.Features.Has(Feature.BlkZoned) && status <= BlkStatus.ZoneActiveResource)
                return (BlkDisk.Forget(state, request), null);
            log.Breaks(BlkRules.StatusFits, $"{request}: status byte 0x{(byte)status:x2}", "OK (0), IOERR (1) or UNSUPP (2)");
            return (BlkDisk.Forget(state, request), false);
        }

        return request.Type switch
        {
            BlkRequestType.In => BlkTransfers.ReadCompleted(state, request, status, writable[..^1], log),
            BlkRequestType.Out => BlkTransfers.WriteCompleted(state, request, status, log),
            BlkRequestType.Discard or BlkRequestType.WriteZeroes or BlkRequestType.SecureErase => BlkRanges.Completed(state, request, status, log),
            BlkRequestType.Flush => (state, Flushed(state, request, status, log)),
            BlkRequestType.GetId => Identity(state, request, status, writable[..^1], log),
            BlkRequestType.GetLifetime => (state, Lifetime(state, request, status, writable[..^1], log)),
            _ => (state, Other(state, request, status, log)),
        };
    }

    /// <summary>The driver reset the device: nothing is negotiated, and what was in flight was served or was not.</summary>
    internal static BlkState Reset(BlkState state)
    {
        foreach (var request in state.Pending.All)
            state = BlkDisk.Forget(state, request);
        return state with { Features = 0, Writeback = null, Pending = default };
    }

    internal static bool Expect(BlkStatus expected, BlkStatus status, Rule rule, BlkRequest request, RuleLog log)
    {
        var fits = status == expected;
        log.Check(fits, rule, $"{request}: status {status}", $"status {expected}");
        return fits;
    }

    /// <summary>Whether a request belongs to a feature that the device does not offer. What it may make of it then is said by one rule.</summary>
    internal static bool NotOffered(BlkState state, BlkRequest request, int feature, BlkStatus status, RuleLog log)
    {
        // Before the offer was read nothing is known of it.
        if (state.Offered == 0 || state.Offered.Has(feature))
            return false;
        Expect(BlkStatus.Unsupported, status, BlkRules.NotOfferedUnsupported, request, log);
        return true;
    }

    private static bool? Flushed(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        if (NotOffered(state, request, Feature.BlkFlush, status, log))
            return null;
        var good = state.Features.Has(Feature.BlkFlush) && request.Sector == 0 && request.Payload.IsEmpty && request.Room == 0;
        return good ? Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log) : null;
    }

    private static (BlkState State, bool? Served) Identity(BlkState state, BlkRequest request, BlkStatus status, ReadOnlySpan<byte> data, RuleLog log)
    {
        if (request.Room != BlkProtocol.IdentitySize || status == BlkStatus.Unsupported)
            return (state, null);
        if (request.Has(BlkRequestMarks.OverLimits) && status != BlkStatus.Ok)
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

    private static bool? Lifetime(BlkState state, BlkRequest request, BlkStatus status, ReadOnlySpan<byte> data, RuleLog log)
    {
        if (NotOffered(state, request, Feature.BlkLifetime, status, log))
            return null;
        if (!state.Features.Has(Feature.BlkLifetime) || request.Room != BlkProtocol.LifetimeSize || request.Has(BlkRequestMarks.OverLimits))
            return null;
        if (!Expect(BlkStatus.Ok, status, BlkRules.StatusFits, request, log))
            return false;
        var reserves = BinaryPrimitives.ReadUInt16LittleEndian(data);
        var (a, b) = (BinaryPrimitives.ReadUInt16LittleEndian(data[2..]), BinaryPrimitives.ReadUInt16LittleEndian(data[4..]));
        var defined = reserves <= BlkProtocol.LargestPreEolInfo && a <= BlkProtocol.LargestLifetimeEstimate && b <= BlkProtocol.LargestLifetimeEstimate;
        log.Check(defined, BlkRules.LifetimeDefined, $"pre_eol_info {reserves}, device_lifetime_est_typ_a {a}, device_lifetime_est_typ_b {b}", "at most 3, 11 and 11");
        return defined;
    }

    private static bool? Other(BlkState state, BlkRequest request, BlkStatus status, RuleLog log)
    {
        if (!BlkProtocol.IsZone(request.Type))
            return Expect(BlkStatus.Unsupported, status, BlkRules.UnknownTypeUnsupported, request, log);
        return state.Features.Has(Feature.BlkZoned) ? null : Expect(BlkStatus.Unsupported, status, BlkRules.ZoneRequestUnsupported, request, log);
    }
}
