using Virtspec.Model.Device;
using Virtspec.Model.Fs;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Oracle.Devices;

/// <summary>Judges a file system device.</summary>
internal sealed class FsJudge : IDeviceJudge
{
    /// <summary>What is known of the device.</summary>
    internal FsState State { get; private set; } = new();

    public void Begin() => State = new FsState();

    public void Reconnected() => State = FsMachine.Interrupted(State);

    public void Happened(DeviceEventKind kind, ulong value, RuleLog log)
    {
        if (kind == DeviceEventKind.StatusWritten && value == 0)
            State = FsMachine.Reset();
    }

    public void ConfigSeen(ReadOnlySpan<byte> config, RuleLog log) => FsConfig.Judge(config, log);

    public void ConfigWritten(int offset, ReadOnlySpan<byte> bytes)
    {
        // No field is the driver's to write: there is nothing to remember of it.
    }

    public object? Submitted(ushort queue, Chain chain, ReadOnlySpan<byte> readable, RuleLog log)
    {
        var key = new FsRequestKey(queue, chain.Head);
        State = FsMachine.Submitted(State, key, readable, chain.WritableBytes, log);
        return State.Pending.GetValueOrDefault(key);
    }

    public bool? Completed(ushort queue, Chain chain, ulong length, ReadOnlySpan<byte> writable, bool enabled, RuleLog log)
    {
        (State, var served) = FsMachine.Completed(State, new FsRequestKey(queue, chain.Head), length, writable, enabled, log);
        return served;
    }

    /// <summary>One piece to read, one to write: no piece ends within a header.</summary>
    public bool IsPlain(Chain chain) => chain.Segments.Count <= 2 && !chain.Segments[0].Writable && chain.Segments[0].Length >= FsProtocol.RequestHeaderSize;
}
