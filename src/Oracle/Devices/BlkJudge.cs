using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Oracle.Devices;

/// <summary>Judges a block device.</summary>
internal sealed class BlkJudge : IDeviceJudge
{
    /// <summary>What is known of the device.</summary>
    internal BlkState State { get; private set; } = new();

    // What the sectors held is not remembered: no statement says that a disk outlives a connection, and a back-end that was started anew
    // may well begin with an empty one.
    public void Begin() => State = new BlkState();

    public void Reconnected()
    {
        // What is in flight is known by queue and head, and so it stays.
    }

    public void Happened(DeviceEventKind kind, ulong value, RuleLog log) => State = kind switch
    {
        DeviceEventKind.FeaturesOffered => BlkConfigRules.Offered(State, value & ~Feature.VhostBits, log),
        DeviceEventKind.FeaturesWritten => State with { Features = value & ~Feature.VhostBits },
        DeviceEventKind.StatusWritten when value == 0 => BlkMachine.Reset(State),
        DeviceEventKind.ConfigNotified => State with { CapacityMayChange = true },
        _ => State,
    };

    public void ConfigSeen(ReadOnlySpan<byte> config, RuleLog log) => State = BlkConfigRules.ConfigRead(State, config, log);

    public void ConfigWritten(int offset, ReadOnlySpan<byte> bytes) => State = BlkConfigRules.Written(State, offset, bytes);

    public object? Submitted(ushort queue, Chain chain, ReadOnlySpan<byte> readable, RuleLog log)
    {
        var key = new BlkRequestKey(queue, chain.Head);
        State = BlkMachine.Submitted(State, key, readable, chain.WritableBytes, log, BlkShape.Of(chain));
        return State.Pending.TryGetValue(key, out var request) ? request : null;
    }

    public bool? Completed(ushort queue, Chain chain, ulong length, ReadOnlySpan<byte> writable, bool enabled, RuleLog log)
    {
        (State, var served) = BlkMachine.Completed(State, new BlkRequestKey(queue, chain.Head), writable, enabled, log);
        return served;
    }

    /// <summary>One header, at most one piece of data, one status byte.</summary>
    public bool IsPlain(Chain chain) =>
        chain.Segments.Count <= 3 && !chain.Segments[0].Writable && chain.Segments[0].Length == BlkProtocol.HeaderSize
        && chain.Segments[^1].Writable && chain.Segments[^1].Length == 1;
}
