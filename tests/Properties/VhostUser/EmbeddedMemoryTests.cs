using Virtspec.Reference.Blk;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>The embedded back-end while memory and configuration change under it.</summary>
public sealed class EmbeddedMemoryTests : IDisposable
{
    private readonly CountingStorage _storage = new();
    private readonly BlkBackEndDevice _device;
    private readonly EmbeddedRig _rig;
    private readonly EventFd _kick = EventFd.Create();

    public EmbeddedMemoryTests()
    {
        _device = new BlkBackEndDevice(_storage, readOnly: false);
        _rig = new EmbeddedRig(_device);
        _rig.Negotiate(Connection.AllOffered, (1UL << 32) | (1UL << 9) | (1UL << 11));
        _rig.Prepare(0);
        EmbeddedRig.Taken(_rig.FrontEnd.SetVringKick(0, _kick));
    }

    public void Dispose()
    {
        _rig.Dispose();
        _device.Dispose();
        _kick.Dispose();
    }

    /// <summary>The ring stays where the front-end has it; what it is by guest addresses changes, as does the file.</summary>
    [Fact]
    public unsafe void A_table_replaced_while_a_ring_is_idle_is_translated_anew()
    {
        Serve();
        using var other = SharedMemory.Create(EmbeddedRig.MemorySize + 0x1000);
        new ReadOnlySpan<byte>(_rig.Memory.Pointer, (int)EmbeddedRig.MemorySize).CopyTo(new Span<byte>(other.Pointer + 0x1000, (int)EmbeddedRig.MemorySize));
        EmbeddedRig.Taken(_rig.FrontEnd.SetMemTable(
            [new(0x9000_0000, EmbeddedRig.MemorySize, EmbeddedRig.User, 0x1000, other.Descriptor), _rig.Region with { UserAddress = 0x1_0000_0000 }]));
        Serve(waits: false);
        Assert.Equal(1, _rig.UsedIdx(0));

        // The driver's next entry, in the memory that the ring is in now.
        ((ushort*)(other.Pointer + 0x2000))[3] = 0;
        Volatile.Write(ref ((ushort*)(other.Pointer + 0x2000))[1], 2);
        _kick.Signal();
        EmbeddedRig.Await(() => Volatile.Read(ref ((ushort*)(other.Pointer + 0x3000))[1]) == 2, "nothing is used in the new memory");
    }

    [Fact]
    public void A_ring_whose_memory_goes_waits_until_it_comes_back()
    {
        Serve();
        EmbeddedRig.Taken(_rig.FrontEnd.RemoveMemRegion(_rig.Region with { Offset = 77 }));
        Assert.True(_rig.FrontEnd.RemoveMemRegion(_rig.Region).IsRefused);
        Serve(waits: false);
        EmbeddedRig.Taken(_rig.FrontEnd.AddMemRegion(_rig.Region));
        _rig.AwaitAllUsed(0);
        Assert.Equal(2u, _rig.FrontEnd.GetVringBase(0));
    }

    [Fact]
    public void Without_writeback_each_write_is_stable()
    {
        _rig.Offer(0, 0, 1, 5);
        _kick.Signal();
        _rig.AwaitAllUsed(0);
        Assert.Equal(0, _storage.Flushes);
        EmbeddedRig.Taken(_rig.FrontEnd.SetConfig(32, ConfigWriteKind.Driver, [0]));
        Assert.Equal([0], _rig.FrontEnd.GetConfig(32, 1)!);
        _rig.Offer(0, 0, 1, 5);
        _kick.Signal();
        _rig.AwaitAllUsed(0);
        Assert.Equal(1, _storage.Flushes);
        Assert.True(_rig.FrontEnd.SetConfig(32, ConfigWriteKind.Driver, [2]).IsRefused);
        Assert.True(_rig.FrontEnd.SetConfig(0, ConfigWriteKind.Driver, [2]).IsRefused);
        Assert.True(_rig.FrontEnd.SetConfig(0, ConfigWriteKind.Migration, [2]).IsRefused);
    }

    [Fact]
    public void A_device_that_was_reset_is_set_up_and_works_again()
    {
        Serve();
        EmbeddedRig.Taken(_rig.FrontEnd.ResetDevice());
        Assert.Equal([1], _rig.FrontEnd.GetConfig(32, 1)!);
        _rig.FrontEnd.SetFeatures((1UL << 32) | VhostUserFeatures.ProtocolFeatures);
        _rig.FrontEnd.SetStatus(15);
        Serve(waits: false);
        _rig.Prepare(0, from: 1);
        EmbeddedRig.Taken(_rig.FrontEnd.SetVringKick(0, null));
        _rig.AwaitAllUsed(0);
    }

    private void Serve(bool waits = true)
    {
        _rig.Offer(0, 0, 0, 0);
        _kick.Signal();
        if (waits)
            _rig.AwaitAllUsed(0);
    }

    private sealed class CountingStorage : IBlkStorage
    {
        private readonly MemoryStorage _inner = new(1 << 20);

        internal int Flushes { get; private set; }

        public long Length => _inner.Length;

        public void Read(long offset, Span<byte> destination) => _inner.Read(offset, destination);

        public void Write(long offset, ReadOnlySpan<byte> source) => _inner.Write(offset, source);

        public void Flush() => Flushes++;
    }
}
