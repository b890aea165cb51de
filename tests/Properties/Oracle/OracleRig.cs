using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Oracle.Ring;
using Virtspec.Properties.Rings;
using Virtspec.Reference.Blk;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Suite.Peer;
using static Virtspec.Properties.Rings.SharedMemory;
using RingObserver = Virtspec.Oracle.Ring.RingObserver;

namespace Virtspec.Properties.Oracle;

/// <summary>The reference driver on an observed port and the reference device on plain memory, with a judge that sees what the driver sees.</summary>
internal sealed class OracleRig : IDisposable
{
    internal const int Capacity = 24;
    internal const ulong Usual = (1UL << Feature.Version1) | (1UL << Feature.IndirectDesc) | (1UL << Feature.BlkFlush) | (1UL << Feature.BlkDiscard) | (1UL << Feature.BlkWriteZeroes);
    private const int MemoryBytes = 0x40000;
    private const DeviceStatus Ready = DeviceStatus.Acknowledge | DeviceStatus.Driver | DeviceStatus.FeaturesOk;

    private readonly ulong _features;
    private readonly BlkDevice<LivePort> _blk;
    private SplitDevice<LivePort> _device;

    internal OracleRig(ulong features, int size, ushort start, Random random)
    {
        _features = features;
        Layout = new SplitLayout(0, (ushort)size, SharedMemory.Start + 0x100, SharedMemory.Start + 0x1100, SharedMemory.Start + 0x2100);
        Pattern(Memory.Bytes, random);
        Now(new SplitDriver<LivePort>(Memory.Port, Layout, features).Initialize(start));
        Judge = new Judge(RequirementCatalogue.Load(), DeviceType.Blk);
        Judge.Begin("rig", newSession: true);
        StartDevice();
        Observer = Judge.Observe(Memory, new ShadowMemory(Memory, [(SharedMemory.Start, MemoryBytes)]), Layout, features);
        Port = new ObservedPort(Memory.Port, Observer);
        Driver = new SplitDriver<ObservedPort>(Port, Layout, features);
        Now(Driver.Initialize(start));
        Observer.Run(started: true, enabled: true);
        var storage = new MemoryStorage(Capacity * 512);
        var contents = new byte[Capacity * 512];
        random.NextBytes(contents);
        storage.Write(0, contents);
        _blk = new BlkDevice<LivePort>(Memory.Port, storage, features, BlkOptions.Usual, "oracle");
        _device = Attach(start);
    }

    internal SharedMemory Memory { get; } = new(MemoryBytes);

    internal SplitLayout Layout { get; }

    internal Judge Judge { get; }

    internal RingObserver Observer { get; }

    internal ObservedPort Port { get; }

    internal SplitDriver<ObservedPort> Driver { get; }

    internal SplitDevice<LivePort> Device => _device;

    /// <summary>Ids of all that was broken, by either side.</summary>
    internal IEnumerable<string> Broken => Results(Verdict.Failed);

    internal IEnumerable<string> Results(Verdict verdict) =>
        Judge.Tally.Conclude(RequirementCatalogue.Load().All).Where(result => result.Verdict == verdict).Select(result => result.Requirement.Id);

    /// <summary>Fills bytes with what no status and no length happens to be.</summary>
    internal static void Pattern(Span<byte> bytes, Random random)
    {
        random.NextBytes(bytes);
        foreach (ref var value in bytes)
            value |= 0x80;
    }

    /// <summary>Writes as the driver does, seen by the judge.</summary>
    internal void Put(ulong address, byte[] bytes) => Port.WriteBytes(address, bytes).GetResult();

    internal bool Publish()
    {
        Now(Driver.Publish());
        return Now(Driver.Kick());
    }

    internal DescriptorChain? Take()
    {
        var chain = new DescriptorChain();
        return Now(_device.Take(chain)) ? chain : null;
    }

    internal uint Serve(DescriptorChain chain) => Now(_blk.Serve(chain));

    internal void Complete(DescriptorChain chain, uint length) => Now(_device.Complete(chain.Head, length));

    internal void Call()
    {
        if (Now(_device.Call()))
            Observer.Called();
    }

    /// <summary>Stops the ring with nothing in hand and goes on at the base.</summary>
    internal void Restart()
    {
        var next = _device.NextAvail;
        Observer.Stopped(next);
        _device = Attach(next);
        Observer.Run(started: true, enabled: true);
    }

    public void Dispose() => Memory.Dispose();

    private SplitDevice<LivePort> Attach(ushort start)
    {
        var device = new SplitDevice<LivePort>(Memory.Port, Layout, _features);
        Now(device.Attach(start));
        return device;
    }

    private void StartDevice()
    {
        Judge.Device(DeviceEventKind.FeaturesOffered, _features);
        Judge.ConfigSeen(BlkConfig.Bytes(Capacity * 512, BlkOptions.Usual));
        Judge.Device(DeviceEventKind.StatusWritten, (ulong)DeviceStatus.Acknowledge);
        Judge.Device(DeviceEventKind.StatusWritten, (ulong)(DeviceStatus.Acknowledge | DeviceStatus.Driver));
        Judge.Device(DeviceEventKind.FeaturesWritten, _features);
        Judge.Device(DeviceEventKind.StatusWritten, (ulong)Ready);
        Judge.Device(DeviceEventKind.StatusRead, (ulong)Ready);
        Judge.Device(DeviceEventKind.StatusWritten, (ulong)(Ready | DeviceStatus.DriverOk));
    }
}
