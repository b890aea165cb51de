using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Oracle.Devices;

/// <summary>What the judge asks of one type of device: it holds the state of that type's model and steps it. Verdicts go to the log.</summary>
internal interface IDeviceJudge
{
    /// <summary>A new session begins: the device is as after power-on.</summary>
    void Begin();

    /// <summary>A new connection in the middle of work: requests in flight still are.</summary>
    void Reconnected();

    /// <summary>Something happened to the device as a whole.</summary>
    void Happened(DeviceEventKind kind, ulong value, RuleLog log);

    /// <summary>The configuration structure was read from offset 0.</summary>
    void ConfigSeen(ReadOnlySpan<byte> config, RuleLog log);

    /// <summary>The driver wrote to the configuration structure, and the device took it.</summary>
    void ConfigWritten(int offset, ReadOnlySpan<byte> bytes);

    /// <summary>A request became available.</summary>
    /// <param name="queue">Index of the virtqueue.</param>
    /// <param name="chain">Its descriptor chain.</param>
    /// <param name="readable">All device-readable bytes.</param>
    /// <param name="log">Where verdicts on the driver go.</param>
    /// <returns>The request as text for a report shows it; null when it is none.</returns>
    object? Submitted(ushort queue, Chain chain, ReadOnlySpan<byte> readable, RuleLog log);

    /// <summary>A request came back.</summary>
    /// <param name="queue">Index of the virtqueue.</param>
    /// <param name="chain">Its descriptor chain.</param>
    /// <param name="length">Bytes that the used element says were written.</param>
    /// <param name="writable">All device-writable bytes as they are now.</param>
    /// <param name="enabled">Whether the queue is enabled.</param>
    /// <param name="log">Where verdicts on the device go.</param>
    /// <returns>Whether a request with one right answer got it; null when it has none.</returns>
    bool? Completed(ushort queue, Chain chain, ulong length, ReadOnlySpan<byte> writable, bool enabled, RuleLog log);

    /// <summary>Whether a chain is arranged as every driver arranges requests of this type.</summary>
    bool IsPlain(Chain chain);

    /// <summary>The judge of a type of device.</summary>
    internal static IDeviceJudge Of(DeviceType type) => type switch
    {
        DeviceType.Blk => new BlkJudge(),
        DeviceType.Fs => new FsJudge(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "there is no model of this type of device"),
    };
}
