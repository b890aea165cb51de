using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Reference.Blk;
using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser.Devices;

/// <summary>The reference block device behind a vhost-user session: each queue has a thread of its own, all share the storage.</summary>
internal sealed class BlkBackEndDevice : IBackEndDevice, IChainServer, IDisposable
{
    /// <summary>Request queues unless told otherwise.</summary>
    internal const int DefaultQueues = 4;

    private const string Identity = "virtspec-reference";

    private readonly IBlkStorage _storage;
    private readonly PortSource _source;
    private readonly BlkOptions _options;
    private readonly byte[] _config;
    private readonly Dictionary<int, QueueWorker> _workers = [];
    private ulong _accepted;
    private volatile byte _writeback;

    /// <summary>A device that nobody has negotiated with.</summary>
    /// <param name="storage">The sectors; not owned.</param>
    /// <param name="readOnly">Whether to offer VIRTIO_BLK_F_RO.</param>
    /// <param name="source">Where the ports of its queues come from; the plain one when null.</param>
    /// <param name="queues">Request queues, 1 to 256.</param>
    internal BlkBackEndDevice(IBlkStorage storage, bool readOnly, PortSource? source = null, int queues = DefaultQueues)
        : this(storage, new BlkOptions { ReadOnly = readOnly, Queues = queues }, source)
    {
    }

    /// <summary>A device that nobody has negotiated with.</summary>
    /// <param name="storage">The sectors; not owned.</param>
    /// <param name="options">What it offers, and its limits.</param>
    /// <param name="source">Where the ports of its queues come from; the plain one when null.</param>
    internal BlkBackEndDevice(IBlkStorage storage, BlkOptions options, PortSource? source = null)
    {
        QueueCount = options.Queues;
        (_storage, _options) = (new CachedStorage(storage, () => _writeback != 0), options);
        _source = source ?? new PortSource();
        Features = options.Features;
        _config = BlkConfig.Bytes(storage.Length, options);
        Reset();
    }

    public int QueueCount { get; }

    public int MaximumQueueSize => 1024;

    public ulong Features { get; }

    /// <summary>Without FLUSH, writeback starts as 0.</summary>
    public bool TryAcceptFeatures(ulong features)
    {
        _accepted = features;
        //= blk.init.device.2
        _writeback = (byte)(features.Has(Feature.BlkFlush) ? 1 : 0);
        return true;
    }

    public bool TryReadConfig(uint offset, Span<byte> destination)
    {
        if (offset > _config.Length || destination.Length > _config.Length - offset)
            return false;
        _config[BlkConfigOffset.Writeback] = _writeback;
        _config.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return true;
    }

    public bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind)
    {
        // The cache mode is the one field a driver may write; the others are those of the disk, and no migration changes them.
        if (offset != BlkConfigOffset.Writeback || source.Length != 1 || source[0] > 1)
            return false;
        _writeback = source[0];
        return true;
    }

    public void StartQueue(QueueStart start) => _workers.Add(start.Index, new QueueWorker(start, _accepted, this, _source));

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

    public void Reset()
    {
        _accepted = 0;
        _writeback = 1;
    }

    public Func<DescriptorChain, ValueTask<uint>> On<TPort>(TPort port)
        where TPort : IPort =>
        new BlkDevice<TPort>(port, _storage, _accepted, _options, Identity).Serve;

    public void Dispose()
    {
        foreach (var index in _workers.Keys.ToList())
            StopQueue(index);
    }
}
