using System.Buffers.Binary;
using Virtspec.Model.Features;
using Virtspec.Model.Fs;
using Virtspec.Port;
using Virtspec.Reference.Fs;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser.Devices;

/// <summary>The reference file system device behind a vhost-user session.</summary>
internal sealed class FsBackEndDevice : IBackEndDevice, IChainServer, IDisposable
{
    private const int RequestQueues = 2;

    private readonly PortSource _source;
    private readonly byte[] _config = new byte[FsConfig.Size];
    private readonly Dictionary<int, QueueWorker> _workers = [];
    private readonly FsSession _session = new();
    private ulong _accepted;

    /// <summary>A device that nobody has negotiated with.</summary>
    /// <param name="source">Where the ports of its queues come from; the plain one when null.</param>
    internal FsBackEndDevice(PortSource? source = null)
    {
        _source = source ?? new PortSource();
        "virtspec"u8.CopyTo(_config);
        //= fs.config.device.1
        BinaryPrimitives.WriteUInt32LittleEndian(_config.AsSpan(FsConfig.RequestQueues), RequestQueues);
    }

    public int QueueCount => FsProtocol.HighPriorityQueue + 1 + RequestQueues;

    public int MaximumQueueSize => 1024;

    public ulong Features => Feature.Bit(Feature.Version1) | Feature.Bit(Feature.IndirectDesc) | Feature.Bit(Feature.EventIdx);

    public bool TryAcceptFeatures(ulong features)
    {
        _accepted = features;
        return true;
    }

    public bool TryReadConfig(uint offset, Span<byte> destination)
    {
        if (offset > _config.Length || destination.Length > _config.Length - offset)
            return false;
        _config.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return true;
    }

    /// <summary>No field is the driver's to write.</summary>
    public bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind) => false;

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
        _session.HasBegun = false;
    }

    public Func<DescriptorChain, ValueTask<uint>> On<TPort>(TPort port)
        where TPort : IPort =>
        new FsDevice<TPort>(port, _session).Serve;

    public void Dispose()
    {
        foreach (var index in _workers.Keys.ToList())
            StopQueue(index);
    }
}
