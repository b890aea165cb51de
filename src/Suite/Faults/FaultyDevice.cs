using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Faults;

/// <summary>A back-end device with faults in what it offers and answers; what it does not change goes to the device behind it.</summary>
internal sealed class FaultyDevice(IBackEndDevice inner) : IBackEndDevice
{
    private readonly Dictionary<int, QueueStart> _starts = [];

    internal delegate bool ConfigReader(uint offset, Span<byte> destination);

    internal delegate bool ConfigWriter(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind);

    public int QueueCount => inner.QueueCount;

    public int MaximumQueueSize => inner.MaximumQueueSize;

    public ulong Features => ChangeFeatures(inner.Features);

    internal Func<ulong, ulong> ChangeFeatures { get; init; } = features => features;

    /// <summary>Features as the device behind it gets to know them.</summary>
    internal Func<ulong, ulong> ChangeAccepted { get; init; } = features => features;

    internal Func<ulong, bool> Accepts { get; init; } = _ => true;

    /// <summary>Reads configuration space in place of the device behind it.</summary>
    internal ConfigReader ReadConfig { get; init; } = inner.TryReadConfig;

    /// <summary>Writes configuration space in place of the device behind it.</summary>
    internal ConfigWriter WriteConfig { get; init; } = inner.TryWriteConfig;

    /// <summary>The base of a queue that stops; gets the queue as it was started, and the right base.</summary>
    internal Func<QueueStart, uint, uint> ChangeBase { get; init; } = (_, value) => value;

    internal Func<byte, byte> ChangeStatus { get; init; } = status => status;

    internal Func<QueueStart, QueueStart> ChangeStart { get; init; } = start => start;

    internal Action AfterReset { get; init; } = () => { };

    internal Action<GuestMemory> AfterMemoryChanged { get; init; } = _ => { };

    public bool TryAcceptFeatures(ulong features) => Accepts(features) && inner.TryAcceptFeatures(ChangeAccepted(features & inner.Features));

    public bool TryReadConfig(uint offset, Span<byte> destination) => ReadConfig(offset, destination);

    public bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind) => WriteConfig(offset, source, kind);

    public byte ShowStatus(byte status) => ChangeStatus(inner.ShowStatus(status));

    public void StartQueue(QueueStart start) => inner.StartQueue(_starts[start.Index] = ChangeStart(start));

    public uint StopQueue(int index) => ChangeBase(_starts[index], inner.StopQueue(index));

    public void ReplaceCall(int index, ISignal? call) => inner.ReplaceCall(index, call);

    public void ReplaceError(int index, ISignal? error) => inner.ReplaceError(index, error);

    public void MemoryChanged(GuestMemory memory)
    {
        inner.MemoryChanged(memory);
        AfterMemoryChanged(memory);
    }

    public void Reset()
    {
        inner.Reset();
        AfterReset();
    }
}
