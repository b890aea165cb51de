using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Reference.Blk;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Transports.VhostUser.Devices;

/// <summary>The reference block device behind a vhost-user session: its queues share the storage.</summary>
internal sealed class BlkBackEndDevice : ChainServingDevice
{
    /// <summary>Request queues unless told otherwise.</summary>
    internal const int DefaultQueues = 4;

    private const string Identity = "virtspec-reference";

    private readonly IBlkStorage _storage;
    private readonly BlkOptions _options;
    private readonly byte[] _config;
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
        : base(source)
    {
        QueueCount = options.Queues;
        (_storage, _options) = (new CachedStorage(storage, () => _writeback != 0), options);
        Features = options.Features;
        _config = BlkConfig.Bytes(storage.Length, options);
        Reset();
    }

    public override int QueueCount { get; }

    public override ulong Features { get; }

    /// <summary>Without FLUSH, writeback starts as 0.</summary>
    public override bool TryAcceptFeatures(ulong features)
    {
        //= blk.init.device.2
        _writeback = (byte)(features.Has(Feature.BlkFlush) ? 1 : 0);
        return base.TryAcceptFeatures(features);
    }

    public override bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind)
    {
        // The cache mode is the one field a driver may write; the others are those of the disk, and no migration changes them.
        if (offset != BlkConfigOffset.Writeback || source.Length != 1 || source[0] > 1)
            return false;
        _writeback = source[0];
        return true;
    }

    public override void Reset()
    {
        base.Reset();
        _writeback = 1;
    }

    public override Func<DescriptorChain, ValueTask<uint>> On<TPort>(TPort port) => new BlkDevice<TPort>(port, _storage, Accepted, _options, Identity).Serve;

    protected override ReadOnlySpan<byte> Config()
    {
        _config[BlkConfigOffset.Writeback] = _writeback;
        return _config;
    }
}
