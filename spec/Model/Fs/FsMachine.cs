using System.Buffers.Binary;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Fs;

/// <summary>The requests of a file system device, as far as no file is needed to judge them (VIRTIO 1.4, 5.11.6).</summary>
internal static class FsMachine
{
    /// <summary>A request became available.</summary>
    /// <param name="state">State before.</param>
    /// <param name="key">Its queue and head.</param>
    /// <param name="readable">All device-readable bytes.</param>
    /// <param name="writableBytes">Device-writable bytes.</param>
    /// <param name="log">Where verdicts on the driver go.</param>
    internal static FsState Submitted(FsState state, FsRequestKey key, ReadOnlySpan<byte> readable, ulong writableBytes, RuleLog log)
    {
        if (readable.Length < FsProtocol.RequestHeaderSize)
            return state with { Pending = state.Pending.Remove(key) };
        var request = new FsRequest(
            (FuseOpcode)BinaryPrimitives.ReadUInt32LittleEndian(readable[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(readable[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(readable[16..]),
            writableBytes,
            state.InSession);
        JudgeQueue(key, request, log);
        if (request.Opcode is FuseOpcode.Init or FuseOpcode.Destroy)
            state = Interrupted(state);
        return state with { Pending = state.Pending.SetItem(key, request) };
    }

    /// <summary>A request came back.</summary>
    /// <param name="state">State before.</param>
    /// <param name="key">Its queue and head.</param>
    /// <param name="length">Bytes that the used element says were written.</param>
    /// <param name="writable">All device-writable bytes as they are now.</param>
    /// <param name="enabled">Whether the ring it came from is enabled: what a disabled one answers binds nobody.</param>
    /// <param name="log">Where verdicts on the device go.</param>
    /// <returns>State after, and whether a request that has one right answer got it; null when it has none.</returns>
    internal static (FsState State, bool? Served) Completed(
        FsState state, FsRequestKey key, ulong length, ReadOnlySpan<byte> writable, bool enabled, RuleLog log)
    {
        if (!state.Pending.TryGetValue(key, out var request))
            return (state, null);
        state = state with { Pending = state.Pending.Remove(key) };
        var served = enabled && !FsProtocol.HasHighPriority(request.Opcode) ? FsAnswer.Judge(request, length, writable, log) : null;
        return request.Opcode switch
        {
            FuseOpcode.Init when served == true => (state with { InSession = true }, served),
            FuseOpcode.Init or FuseOpcode.Destroy => (state with { InSession = false }, served),
            _ => (state, served),
        };
    }

    /// <summary>The device was reset: no session outlives that, and no request.</summary>
    internal static FsState Reset() => new();

    /// <summary>
    /// A session ends or begins anew, or may have ended with a connection: what is in flight may be answered before or after, and what follows has
    /// no session until one begins.
    /// </summary>
    internal static FsState Interrupted(FsState state)
    {
        foreach (var (key, request) in state.Pending)
            state = state with { Pending = state.Pending.SetItem(key, request with { InSession = false }) };
        return state with { InSession = false };
    }

    private static void JudgeQueue(FsRequestKey key, FsRequest request, RuleLog log)
    {
        var (high, onHigh) = (FsProtocol.HasHighPriority(request.Opcode), key.Queue == FsProtocol.HighPriorityQueue);
        if (high)
            log.Check(onHigh, FsRules.HighPriorityOnItsQueue, $"{request}: on queue {key.Queue}", "on the hiprio queue, 0");
        if (onHigh)
            log.Check(high, FsRules.OnlyHighPriorityThere, $"{request}: on queue {key.Queue}", "on a request queue");
    }
}
