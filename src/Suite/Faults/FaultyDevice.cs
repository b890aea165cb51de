using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Faults;

/// <summary>A back-end device with faults in what it offers and answers; what it does not change goes to the device behind it.</summary>
internal class FaultyDevice(IBackEndDevice inner) : IBackEndDevice
{
    public int QueueCount => inner.QueueCount;

    public int MaximumQueueSize => inner.MaximumQueueSize;

    public ulong Features => ChangeFeatures(inner.Features);

    internal Func<ulong, ulong> ChangeFeatures { get; init; } = features => features;

    internal Action<uint, Span<byte>> ChangeConfig { get; init; } = (_, _) => { };

    internal Func<uint, uint> ChangeBase { get; init; } = value => value;

    internal Func<ulong, bool> Accepts { get; init; } = _ => true;

    internal Func<byte, byte> ChangeStatus { get; init; } = status => status;

    public bool TryAcceptFeatures(ulong features) => Accepts(features) && inner.TryAcceptFeatures(features & inner.Features);

    public bool TryReadConfig(uint offset, Span<byte> destination)
    {
        if (!inner.TryReadConfig(offset, destination))
            return false;
        ChangeConfig(offset, destination);
        return true;
    }

    public bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind) => inner.TryWriteConfig(offset, source, kind);

    public byte ShowStatus(byte status) => ChangeStatus(inner.ShowStatus(status));

    public void StartQueue(QueueStart start) => inner.StartQueue(start);

    public uint StopQueue(int index) => ChangeBase(inner.StopQueue(index));

    public void ReplaceCall(int index, ISignal? call) => inner.ReplaceCall(index, call);

    public void ReplaceError(int index, ISignal? error) => inner.ReplaceError(index, error);

    public void MemoryChanged(GuestMemory memory) => inner.MemoryChanged(memory);

    public void Reset() => inner.Reset();
}
