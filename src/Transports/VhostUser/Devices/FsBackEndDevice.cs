using System.Buffers.Binary;
using Virtspec.Model.Features;
using Virtspec.Model.Fs;
using Virtspec.Reference.Fs;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Transports.VhostUser.Devices;

/// <summary>The reference file system device behind a vhost-user session.</summary>
internal sealed class FsBackEndDevice : ChainServingDevice
{
    private const int RequestQueues = 2;

    private readonly byte[] _config = new byte[FsConfig.Size];
    private readonly FsSession _session = new();

    /// <summary>A device that nobody has negotiated with.</summary>
    /// <param name="source">Where the ports of its queues come from; the plain one when null.</param>
    internal FsBackEndDevice(PortSource? source = null)
        : base(source)
    {
        "virtspec"u8.CopyTo(_config);
        //= fs.config.device.1
        BinaryPrimitives.WriteUInt32LittleEndian(_config.AsSpan(FsConfig.RequestQueues), RequestQueues);
    }

    public override int QueueCount => FsProtocol.HighPriorityQueue + 1 + RequestQueues;

    public override ulong Features => Feature.Bit(Feature.Version1) | Feature.Bit(Feature.IndirectDesc) | Feature.Bit(Feature.EventIdx);

    /// <summary>No field is the driver's to write.</summary>
    public override bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind) => false;

    public override void Reset()
    {
        base.Reset();
        _session.HasBegun = false;
    }

    public override Func<DescriptorChain, ValueTask<uint>> On<TPort>(TPort port) => new FsDevice<TPort>(port, _session).Serve;

    protected override ReadOnlySpan<byte> Config() => _config;
}
