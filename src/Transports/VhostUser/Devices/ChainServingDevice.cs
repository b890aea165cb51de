using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser.Devices;

/// <summary>A device of the reference behind a vhost-user session: each queue has a thread of its own, which takes descriptor chains to it.</summary>
/// <param name="source">Where the ports of its queues come from; the plain one when null.</param>
internal abstract class ChainServingDevice(PortSource? source) : IBackEndDevice, IChainServer, IDisposable
{
    private readonly PortSource _source = source ?? new PortSource();
    private readonly Dictionary<int, QueueWorker> _workers = [];

    public abstract int QueueCount { get; }

    public int MaximumQueueSize => 1024;

    public abstract ulong Features { get; }

    /// <summary>Features accepted.</summary>
    protected ulong Accepted { get; private set; }

    public virtual bool TryAcceptFeatures(ulong features)
    {
        Accepted = features;
        return true;
    }

    public bool TryReadConfig(uint offset, Span<byte> destination)
    {
        var config = Config();
        if (offset > config.Length || destination.Length > config.Length - offset)
            return false;
        config.Slice((int)offset, destination.Length).CopyTo(destination);
        return true;
    }

    public abstract bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind);

    public void StartQueue(QueueStart start) => _workers.Add(start.Index, new QueueWorker(start, Accepted, this, _source));

    public uint StopQueue(int index)
    {
        _workers.Remove(index, out var worker);
        using (worker)
            return worker!.Stop();
    }

    public void ReplaceCall(int index, ISignal? call) => _workers[index].ReplaceCall(call);

    public void ReplaceError(int index, ISignal? error) => _workers[index].ReplaceError(error);

    public void MemoryChanged(GuestMemory memory)
    {
        // Queues bring their memory with them when they start.
    }

    public virtual void Reset() => Accepted = 0;

    public abstract Func<DescriptorChain, ValueTask<uint>> On<TPort>(TPort port)
        where TPort : IPort;

    public void Dispose()
    {
        foreach (var index in _workers.Keys.ToList())
            StopQueue(index);
    }

    /// <summary>The configuration space as it is now.</summary>
    protected abstract ReadOnlySpan<byte> Config();
}
