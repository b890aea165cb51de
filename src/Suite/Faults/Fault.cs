using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.Blk;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Suite.Faults;

/// <summary>
/// A fault to plant into the embedded back-end, so that tests can see that the judge finds it and names the right requirement.
/// </summary>
/// <param name="Name">Name for the switch.</param>
/// <param name="Breaks">Id of the requirement that it breaks.</param>
/// <param name="Build">Makes the faulty device on a storage.</param>
internal sealed record Fault(string Name, string Breaks, Func<IBlkStorage, IBackEndDevice> Build)
{
    /// <summary>Every fault there is.</summary>
    internal static IReadOnlyList<Fault> All { get; } =
    [
        InPort("used-id-wrong", "inv.split.used-id", () => new UsedElementFault(element => element ^ 1)),
        InPort("used-len-too-long", "inv.split.used-len", () => new UsedElementFault(element => element + (1UL << 32))),
        InPort("used-len-late", "split.used.device.1", () => new IdxBeforeElementFault()),
        InPort("call-lost", "split.used-notification.device.5", () => new LostCallFault(every: 5)),
        InPort("call-flag-ignored", "split.used-notification.device.2", () => new FieldFault(layout => layout.AvailFlags, _ => 0, onRead: true)),
        InPort("used-flags-undefined", "split.avail-notification.device.1", () => new FieldFault(layout => layout.UsedFlags, flags => flags | 4, onRead: false)),
        InPort("descriptor-written", "split.desc.device.2", () => new StrayWriteFault((layout, _, _) => layout.DescriptorTable + 14)),
        InPort("readable-written", "split.desc.device.1a", () => new ReadableWrittenFault()),
        InPort("written-beyond", "inv.memory.beyond", () => new StrayWriteFault((_, address, length) => address + (ulong)length + 3)),
        InPort("driver-area-written", "inv.memory.driver-area", () => new StrayWriteFault((layout, _, _) => layout.AvailEntry(ushort.MaxValue))),
        InPort("indirect-write-flag-heeded", "split.indirect.device.1", () => new IndirectFlagFault(flags => (flags & (DescriptorFlags.Indirect | DescriptorFlags.Write)) == (DescriptorFlags.Indirect | DescriptorFlags.Write))),
        InPort("header-in-one-piece", "split.framing.device.1", () => new FramingFault()),
        InPort("used-event-without-feature", "split.used-notification.device.1", () => new UsedEventFault()),
        new("wce-without-flush", "blk.init.device.1b", storage => new FaultyDevice(Device(storage)) { ChangeFeatures = features => features & ~Feature.Bit(Feature.BlkFlush) }),
        new("version-1-missing", "core.reserved-features.device.1", storage => new FaultyDevice(Device(storage)) { ChangeFeatures = features => features & ~Feature.Bit(Feature.Version1) }),
        new("undefined-feature", "core.features.device.3", storage => new FaultyDevice(Device(storage)) { ChangeFeatures = features => features | Feature.Bit(45) }),
        new("padding-dirty", "blk.init.device.3", storage => new FaultyDevice(Device(storage)) { ChangeConfig = Dirty }),
        new("subset-refused", "core.features.device.2a", storage => new FaultyDevice(Device(storage)) { Accepts = features => features.Has(Feature.EventIdx) }),
        new("features-taken-once", "core.features.device.4", storage => new FaultyDevice(Device(storage)) { ChangeStatus = RunsOnce() }),
        new("reset-after-failed-lost", "core.reset.device.1", storage => new FaultyDevice(Device(storage)) { ChangeStatus = FailedForGood() }),
        new("needs-reset-unannounced", "core.status.device.3", storage => new FaultyDevice(Device(storage)) { ChangeStatus = status => Shows(status, DeviceStatus.DriverOk) ? (byte)(status | (byte)DeviceStatus.NeedsReset) : status }),
        new("failed-not-shown", "vhost-user.status.1", storage => new FaultyDevice(Device(storage)) { ChangeStatus = status => (byte)(status & ~(byte)DeviceStatus.Failed) }),
        new("base-wrong", "inv.queue.stop-drains", storage => new FaultyDevice(Device(storage)) { ChangeBase = value => value > 0 ? value - 1 : value }),
        new("read-only-written", "blk.operation.device.3a", storage => new FaultyDevice(Device(storage)) { ChangeFeatures = features => features | Feature.Bit(Feature.BlkReadOnly) }),
        new("write-misplaced", "inv.blk.read-data", storage => Device(new MisplacingStorage(storage))),
        new("zeroes-not-written", "blk.operation.device.8", storage => Device(new ForgettingStorage(storage))),
    ];

    /// <summary>The fault of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists them.</exception>
    internal static Fault Named(string name) =>
        All.FirstOrDefault(fault => fault.Name == name)
        ?? throw new KeyNotFoundException($"no fault '{name}'; there are: {string.Join(", ", All.Select(fault => fault.Name))}");

    private static Fault InPort(string name, string breaks, Func<PortFault> make) =>
        new(name, breaks, storage => new BlkBackEndDevice(storage, readOnly: false, new FaultyPortSource(make)));

    private static BlkBackEndDevice Device(IBlkStorage storage) => new(storage, readOnly: false);

    private static bool Shows(byte status, DeviceStatus bit) => (status & (byte)bit) != 0;

    /// <summary>Once it ran, no features are good enough any more.</summary>
    private static Func<byte, byte> RunsOnce()
    {
        var ran = false;
        return status =>
        {
            ran |= Shows(status, DeviceStatus.DriverOk);
            return ran && !Shows(status, DeviceStatus.DriverOk) ? (byte)(status & ~(byte)DeviceStatus.FeaturesOk) : status;
        };
    }

    /// <summary>A device whose driver gave up once does not come back from it.</summary>
    private static Func<byte, byte> FailedForGood()
    {
        byte failed = 0;
        return status =>
        {
            if (Shows(status, DeviceStatus.Failed))
                failed = status;
            return status == 0 ? failed : status;
        };
    }

    private static void Dirty(uint offset, Span<byte> bytes)
    {
        if (offset <= BlkConfigOffset.Unused0 && BlkConfigOffset.Unused0 < offset + bytes.Length)
            bytes[BlkConfigOffset.Unused0 - (int)offset] = 0xa5;
    }

    /// <summary>Writes land one sector too far.</summary>
    private sealed class MisplacingStorage(IBlkStorage inner) : IBlkStorage
    {
        public long Length => inner.Length;

        public void Read(long offset, Span<byte> destination) => inner.Read(offset, destination);

        public void Write(long offset, ReadOnlySpan<byte> source) => inner.Write(Math.Min(offset + 512, Length - source.Length), source);

        public void Flush() => inner.Flush();
    }

    /// <summary>Zeroes are not stored.</summary>
    private sealed class ForgettingStorage(IBlkStorage inner) : IBlkStorage
    {
        public long Length => inner.Length;

        public void Read(long offset, Span<byte> destination) => inner.Read(offset, destination);

        public void Write(long offset, ReadOnlySpan<byte> source)
        {
            if (source.IndexOfAnyExcept((byte)0) >= 0)
                inner.Write(offset, source);
        }

        public void Flush() => inner.Flush();
    }
}
