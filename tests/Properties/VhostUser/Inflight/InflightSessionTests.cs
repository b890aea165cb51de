using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Blk;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Virtspec.Transports.VhostUser.Inflight;
using Xunit;

namespace Virtspec.Properties.VhostUser.Inflight;

/// <summary>A back-end that dies in the middle of work, and the next one that goes on with what the front-end kept.</summary>
public sealed class InflightSessionTests : IDisposable
{
    private const ProtocolFeature Features = ProtocolFeature.InflightSharedMemory | ProtocolFeature.ReplyAck | ProtocolFeature.MultiQueue | ProtocolFeature.Status;

    private readonly MemoryStorage _storage = new(1 << 20);
    private readonly SharedMemory _memory = SharedMemory.Create(EmbeddedRig.MemorySize);

    public void Dispose() => _memory.Dispose();

    /// <summary>It dies at its first access, at its second, and so on until it lives: each time every request is used once, and done.</summary>
    [Fact]
    public void Whichever_access_is_the_last_everything_comes_back_once()
    {
        var deaths = 0;
        while (DiesAt(deaths))
            deaths++;
        Assert.InRange(deaths, 40, 1000);
    }

    [Fact]
    public void Several_in_flight_are_taken_up_in_order_and_what_was_used_is_not()
    {
        using var device = new BlkBackEndDevice(_storage, readOnly: false);
        using var rig = new EmbeddedRig(device, _memory);
        rig.Negotiate(Features);
        using var area = rig.FrontEnd.GetInflightFd(1, EmbeddedRig.Size)!;
        for (var slot = 4; slot >= 0; slot--)
            rig.Offer(0, slot, 0, (ulong)slot);
        TakeFourAndUseTheSecond(area);
        Assert.Equal(1, rig.UsedIdx(0));

        EmbeddedRig.Taken(rig.FrontEnd.SetInflightFd(area));
        rig.Prepare(0, from: 1);
        using var kick = EventFd.Create();
        rig.FrontEnd.SetVringKick(0, kick);
        rig.AwaitAllUsed(0);
        Assert.Equal([9u, 12u, 6u, 3u, 0u], Enumerable.Range(0, 5).Select(index => rig.UsedHead(0, index)));
        Assert.Equal(5u, rig.FrontEnd.GetVringBase(0));
    }

    [Fact]
    public void A_reset_forgets_what_was_in_flight()
    {
        using var device = new BlkBackEndDevice(_storage, readOnly: false);
        using var rig = new EmbeddedRig(device, _memory);
        rig.Negotiate(Features);
        using var area = rig.FrontEnd.GetInflightFd(4, EmbeddedRig.Size)!;
        for (var slot = 4; slot >= 0; slot--)
            rig.Offer(0, slot, 0, (ulong)slot);
        TakeFourAndUseTheSecond(area);
        EmbeddedRig.Taken(rig.FrontEnd.SetInflightFd(area));
        rig.FrontEnd.SetStatus(0);
        rig.FrontEnd.SetStatus(15);
        rig.Prepare(0, from: 5);
        rig.FrontEnd.SetVringKick(0, null);
        Assert.Equal(5u, rig.FrontEnd.GetVringBase(0));
        Assert.Equal(1, rig.UsedIdx(0));
    }

    [Fact]
    public void An_area_is_given_for_queues_there_are_and_refused_for_others()
    {
        using var device = new BlkBackEndDevice(_storage, readOnly: false);
        using var rig = new EmbeddedRig(device, _memory);
        rig.Negotiate(Features);
        Assert.Null(rig.FrontEnd.GetInflightFd(5, 16));
        Assert.Null(rig.FrontEnd.GetInflightFd(4, 2048));
        Assert.Null(rig.FrontEnd.GetInflightFd(0, 16));
        using var area = rig.FrontEnd.GetInflightFd(4, 16)!;
        Assert.Equal(new InflightDescription(4 * 320, 0, 4, 16), area.Description);
        Assert.True(rig.FrontEnd.SetInflightFd(area with { Description = area.Description with { QueueCount = 5 } }).IsRefused);
        Assert.True(rig.FrontEnd.SetInflightFd(area with { Description = area.Description with { MappingSize = 1 << 20, QueueSize = 512 } }).IsRefused);
        Assert.True(rig.FrontEnd.SetInflightFd(area with { Description = area.Description with { MappingOffset = 4 } }).IsRefused);
        EmbeddedRig.Taken(rig.FrontEnd.SetInflightFd(area));
        rig.Prepare(0);
        EmbeddedRig.Taken(rig.FrontEnd.SetVringKick(0, null));
        Assert.True(rig.FrontEnd.SetInflightFd(area).IsRefused);
        rig.FrontEnd.GetVringBase(0);
        EmbeddedRig.Taken(rig.FrontEnd.SetVringNum(0, 32));
        Assert.True(rig.FrontEnd.SetVringKick(0, null).IsRefused);
    }

    /// <returns>Whether the device died before all was done.</returns>
    private bool DiesAt(int access)
    {
        using var memory = SharedMemory.Create(EmbeddedRig.MemorySize);
        bool died;
        InflightKeepsake area;
        using (var device = new BlkBackEndDevice(_storage, readOnly: false, new DyingPortSource(access)))
        using (var rig = new EmbeddedRig(device, memory))
        using (EventFd kick = EventFd.Create(), error = EventFd.Create())
        {
            rig.Negotiate(Features);
            area = rig.FrontEnd.GetInflightFd(1, EmbeddedRig.Size)!;
            EmbeddedRig.Taken(rig.FrontEnd.SetInflightFd(area));
            rig.Prepare(0);
            rig.FrontEnd.SetVringErr(0, error);
            for (var slot = 0; slot < 3; slot++)
            {
                rig.SectorOf(0, slot).Fill((byte)(slot + 1));
                rig.Offer(0, slot, 1, (ulong)slot);
            }

            rig.FrontEnd.SetVringKick(0, kick);
            kick.Signal();
            died = false;
            EmbeddedRig.Await(() => (died |= error.TryTake(out _)) || rig.UsedIdx(0) == 3, "it neither dies nor ends");
        }

        using (area)
        using (var device = new BlkBackEndDevice(_storage, readOnly: false))
        using (var rig = new EmbeddedRig(device, memory))
        using (var kick = EventFd.Create())
        {
            rig.Negotiate(Features);
            EmbeddedRig.Taken(rig.FrontEnd.SetInflightFd(area));
            rig.Prepare(0, from: rig.UsedIdx(0));
            rig.FrontEnd.SetVringKick(0, kick);

            // A device that died at its very first access has not begun the area, and so does not know that it was kicked.
            if (access == 0)
                kick.Signal();
            rig.AwaitAllUsed(0);
            Assert.Equal(3u, rig.FrontEnd.GetVringBase(0));
            Assert.Equal([0u, 3u, 6u], Enumerable.Range(0, 3).Select(index => rig.UsedHead(0, index)));
            Assert.All([0, 1, 2], slot => Assert.Equal(0, rig.StatusOf(0, slot)));
        }

        return died;
    }

    /// <summary>What a device did that works on several requests at once, and died.</summary>
    private unsafe void TakeFourAndUseTheSecond(InflightKeepsake area)
    {
        using var mapping = MappedRegion.Map(area.Descriptor, 0, area.Description.MappingSize);
        var inflight = new InflightQueue(mapping.Pointer, EmbeddedRig.Size);
        var port = new LivePort(new GuestMemory([_memory.ToGuestRegion(EmbeddedRig.Guest, EmbeddedRig.User)]), Doorbells.None);
        var layout = new SplitLayout(0, EmbeddedRig.Size, EmbeddedRig.Guest, EmbeddedRig.Guest + 0x1000, EmbeddedRig.Guest + 0x2000);
        var dead = new SplitDevice<LivePort>(port, layout, 1UL << 32, inflight);
        inflight.Recover(0);
        dead.Attach(0).AsTask().Wait();
        var chain = new DescriptorChain();
        for (var i = 0; i < 4; i++)
            Assert.True(dead.Take(chain).AsTask().Result);
        dead.Complete(9, 513).AsTask().Wait();
    }

    private sealed class DyingPortSource(int accesses) : PortSource
    {
        internal override void Open(LivePort port, in SplitLayout layout, IPortUser user) => user.Use(new DyingPort(port, new Life { Left = accesses }));
    }

    private sealed class Life
    {
        internal int Left { get; set; }

        internal void Pass()
        {
            if (Left-- <= 0)
                throw new InaccessibleAddressException(0, 0);
        }
    }

    /// <summary>A port whose device dies when its accesses are used up.</summary>
    private readonly struct DyingPort(LivePort port, Life life) : IPort
    {
        public Access Read(ulong address, AccessSize size)
        {
            life.Pass();
            return port.Read(address, size);
        }

        public Access Write(ulong address, ulong value, AccessSize size)
        {
            life.Pass();
            return port.Write(address, value, size);
        }

        public Access ReadBytes(ulong address, Memory<byte> destination)
        {
            life.Pass();
            return port.ReadBytes(address, destination);
        }

        public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
        {
            life.Pass();
            return port.WriteBytes(address, source);
        }

        public Access Fence(FenceKind kind) => port.Fence(kind);

        public Access Signal(Doorbell doorbell)
        {
            life.Pass();
            return port.Signal(doorbell);
        }

        public Access Wait(Doorbell doorbell) => port.Wait(doorbell);

        public bool Covers(ulong address, ulong length) => port.Covers(address, length);
    }
}
