using Virtspec.Reference.SplitRing;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

public sealed class SessionTests
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(10);

    [Fact]
    public void The_sequence_of_QEMU_starts_and_stops_a_queue()
    {
        using var connection = new Connection();
        var (frontEnd, device) = (connection.FrontEnd, connection.Device);
        using EventFd kick = EventFd.Create(), call = EventFd.Create(), error = EventFd.Create();
        Assert.Equal(device.Features | (1UL << 30), frontEnd.GetFeatures());
        Assert.Equal(Connection.AllOffered, frontEnd.GetProtocolFeatures());
        Assert.Equal(Ack.NotAsked, frontEnd.SetProtocolFeatures(Connection.AllOffered));
        Assert.Equal(2UL, frontEnd.GetQueueNum());
        Assert.Equal(32UL, frontEnd.GetMaxMemSlots());
        Assert.Equal(AckKind.Success, frontEnd.SetBackEndRequestFd().Kind);
        Assert.Equal(AckKind.Success, frontEnd.SetOwner().Kind);
        frontEnd.GetFeatures();
        Assert.Equal(AckKind.Success, frontEnd.SetVringCall(0, call).Kind);
        Assert.Equal(AckKind.Success, frontEnd.SetVringErr(0, error).Kind);
        Assert.Equal([3, 4, 5], frontEnd.GetConfig(2, 3)!);
        Assert.Equal(AckKind.Success, frontEnd.SetFeatures((1UL << 30) | (1UL << 32)).Kind);
        Assert.Equal(AckKind.Success, frontEnd.AddMemRegion(connection.Region).Kind);
        Assert.Equal(AckKind.Success, frontEnd.AddMemRegion(connection.Region with { GuestAddress = 0x100000, UserAddress = 0x8000_0000 }).Kind);
        connection.Prepare(0);
        Assert.Equal(AckKind.Success, frontEnd.SetVringKick(0, kick).Kind);
        Assert.Empty(device.Running);
        Assert.Equal(AckKind.Success, frontEnd.SetVringEnable(0, true).Kind);
        Assert.Empty(device.Running);
        Assert.Equal(AckKind.Success, frontEnd.SetStatus(Connection.Live).Kind);

        var start = device.Running[0];
        Assert.Equal((16, 3u), (start.Size, start.Base));
        Assert.Equal((0x11000UL, 0x12000UL, 0x13000UL), (start.DescriptorTable, start.AvailableRing, start.UsedRing));
        Assert.Equal(2, start.Memory.Regions.Count);
        kick.Signal();
        Assert.Equal(WaitResult.Ready, start.Kick!.Wait(_long, null));
        start.Call!.Signal();
        Assert.True(call.TryTake(out var count));
        Assert.Equal(1UL, count);

        Assert.Equal(device.NextAvailable, frontEnd.GetVringBase(0));
        Assert.Empty(device.Running);
        Assert.Equal(SessionEndKind.PeerClosed, connection.CloseAndEnd().Kind);
        Assert.Equal(["memory 1", "memory 2", "start 0 at 3", "stop 0", "memory 0"], device.Calls);
    }

    [Fact]
    public unsafe void Memory_is_shared()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        // An offset inside a page, as a region that begins in the middle of a file has.
        var region = new FrontEndRegion(0x5000, 0x1000, 0x9000, 0x10, connection.Memory.Descriptor);
        Assert.Equal(AckKind.Success, frontEnd.SetMemTable([region]).Kind);
        connection.Memory.Pointer[0x10 + 5] = 42;
        Assert.Equal(42, connection.Device.Memory.Span(0x5005, 1)[0]);
        connection.Device.Memory.Span(0x5FFF, 1)[0] = 43;
        Assert.Equal(43, connection.Memory.Pointer[0x10 + 0xFFF]);
    }

    [Fact]
    public void Queues_run_at_once_when_bit_30_is_not_accepted()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        frontEnd.SetFeatures(1UL << 32);
        frontEnd.AddMemRegion(connection.Region);
        connection.Prepare(0);
        frontEnd.SetVringKick(0, null);
        var start = Assert.Single(connection.Device.Running).Value;
        Assert.Null(start.Kick);
    }

    [Fact]
    public void Memory_that_changes_under_a_queue_stops_and_restarts_it()
    {
        using var connection = new Connection();
        var frontEnd = StartOne(connection);
        var other = connection.Region with { GuestAddress = 0x100000, UserAddress = 0x8000_0000 };
        connection.Device.Calls.Clear();
        Assert.Equal(AckKind.Success, frontEnd.AddMemRegion(other).Kind);
        Assert.Equal(["stop 0", "memory 2", "start 0 at 7"], connection.Device.Calls);
        Assert.Equal(2, connection.Device.Running[0].Memory.Regions.Count);

        Assert.Equal(AckKind.Success, frontEnd.RemoveMemRegion(connection.Region).Kind);
        Assert.Empty(connection.Device.Running);
        Assert.Contains("does not lie whole in one memory region", Assert.Single(connection.Refusals), StringComparison.Ordinal);
        Assert.Equal(AckKind.Success, frontEnd.AddMemRegion(connection.Region).Kind);
        Assert.Single(connection.Device.Running);
    }

    [Fact]
    public void A_new_call_reaches_a_queue_that_runs()
    {
        using var connection = new Connection();
        var frontEnd = StartOne(connection);
        using var call = EventFd.Create();
        frontEnd.SetVringCall(0, call);
        connection.Device.Running[0].Call!.Signal();
        Assert.True(call.TryTake(out _));
        frontEnd.SetVringCall(0, null);
        Assert.Null(connection.Device.Running[0].Call);
        frontEnd.SetVringErr(0, call);
        connection.Device.Running[0].Error!.Signal();
        Assert.True(call.TryTake(out _));
    }

    [Fact]
    public void Disabling_stops_a_queue_and_enabling_takes_it_up_where_it_was()
    {
        using var connection = new Connection();
        var frontEnd = StartOne(connection);
        frontEnd.SetVringEnable(0, false);
        Assert.Empty(connection.Device.Running);
        frontEnd.SetVringEnable(0, true);
        Assert.Equal(connection.Device.NextAvailable, connection.Device.Running[0].Base);
    }

    [Fact]
    public void A_stopped_queue_takes_another_kick_to_start()
    {
        using var connection = new Connection();
        var frontEnd = StartOne(connection);
        frontEnd.GetVringBase(0);
        Assert.Equal(AckKind.Success, frontEnd.SetVringNum(0, 8).Kind);
        frontEnd.SetVringEnable(0, true);
        Assert.Empty(connection.Device.Running);
        frontEnd.SetVringKick(0, null);
        Assert.Equal(8, connection.Device.Running[0].Size);
    }

    [Fact]
    public void Status_reads_back_and_zero_resets()
    {
        using var connection = new Connection();
        var frontEnd = StartOne(connection);
        Assert.Equal(AckKind.Success, frontEnd.SetStatus(15).Kind);
        Assert.Equal(15UL, frontEnd.GetStatus());
        Assert.Equal(AckKind.Success, frontEnd.SetStatus(0).Kind);
        Assert.Equal(0UL, frontEnd.GetStatus());
        Assert.Equal(["stop 0", "reset"], connection.Device.Calls.TakeLast(2));
    }

    [Fact]
    public void Resetting_the_device_stops_its_queues()
    {
        using var connection = new Connection();
        var frontEnd = StartOne(connection);
        Assert.Equal(AckKind.Success, frontEnd.ResetDevice().Kind);
        Assert.Equal(["stop 0", "reset"], connection.Device.Calls.TakeLast(2));
    }

    /// <summary>QEMU 7.2 pauses a guest in this order, and goes on at the base it is told.</summary>
    [Fact]
    public void The_base_can_be_asked_for_after_a_reset()
    {
        using var connection = new Connection();
        var frontEnd = StartOne(connection);
        frontEnd.SetStatus(0);
        frontEnd.SetVringEnable(0, false);
        Assert.Equal(connection.Device.NextAvailable, frontEnd.GetVringBase(0));
    }

    [Fact]
    public void Features_that_are_refused_keep_FEATURES_OK_clear()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        Assert.Equal(Ack.Of(1), frontEnd.SetFeatures(1UL << 5));
        Assert.Equal(Ack.Of(1), frontEnd.SetStatus(11));
        Assert.Equal(3UL, frontEnd.GetStatus());
        frontEnd.SetFeatures(1UL << 32);
        frontEnd.SetStatus(11);
        Assert.Equal(11UL, frontEnd.GetStatus());
        connection.Device.AcceptsFeatures = false;
        Assert.Equal(Ack.Of(1), frontEnd.SetFeatures(1UL << 32));
    }

    [Fact]
    public void Features_refused_without_an_acknowledgement_do_not_end_the_session()
    {
        using var connection = new Connection();
        connection.FrontEnd.SetFeatures(1UL << 5);
        connection.FrontEnd.GetFeatures();
        Assert.Contains("0x20, which was not offered", Assert.Single(connection.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_is_written_and_refused()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        Assert.Equal(AckKind.Success, frontEnd.SetConfig(1, ConfigWriteKind.Migration, [9]).Kind);
        Assert.Equal([1, 9], frontEnd.GetConfig(0, 2)!);
        Assert.Equal("config Migration", Assert.Single(connection.Device.Calls));
        Assert.True(frontEnd.SetConfig(8, ConfigWriteKind.Driver, [9]).IsRefused);
        Assert.True(frontEnd.SetConfig(0, (ConfigWriteKind)2, [9]).IsRefused);
        Assert.Null(frontEnd.GetConfig(4, 5));
    }

    [Fact]
    public void A_change_of_configuration_reaches_the_front_end()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        Assert.False(connection.Session.TrySendConfigChange());
        frontEnd.SetBackEndRequestFd();
        Assert.True(connection.Session.TrySendConfigChange());
        Assert.True(frontEnd.TryReceiveBackEndRequest(_long, out var notice));
        Assert.Equal(new(BackEndRequest.ConfigChange, 0), notice);
        Assert.False(frontEnd.TryReceiveBackEndRequest(TimeSpan.Zero, out _));
    }

    [Fact]
    public void A_packed_queue_has_small_event_structures_and_a_long_base()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        frontEnd.SetFeatures((1UL << 32) | (1UL << 30) | VhostUserFeatures.PackedRing);
        frontEnd.AddMemRegion(connection.Region);
        frontEnd.SetVringNum(0, 16);
        frontEnd.SetVringBase(0, 0x8000_8000);
        var end = Connection.User + Connection.MemorySize;
        Assert.Equal(AckKind.Success, frontEnd.SetVringAddr(new(0, 0, Connection.User, end - 4, end - 8, 0)).Kind);
        frontEnd.SetVringKick(0, null);
        frontEnd.SetVringEnable(0, true);
        Assert.Equal(0x8000_8000u, connection.Device.Running[0].Base);
    }

    [Fact]
    public void A_session_can_be_cancelled()
    {
        using var connection = new Connection();
        StartOne(connection);
        connection.Cancel();
        Assert.Equal(SessionEndKind.Cancelled, connection.End().Kind);
        Assert.Empty(connection.Device.Running);
        Assert.Throws<VhostUserDisconnectedException>(() => connection.FrontEnd.GetFeatures());
    }

    [Fact]
    public void Asking_for_a_reply_where_one_comes_anyway_gives_no_second_one()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        frontEnd.SendRaw((uint)FrontEndRequest.GetQueueNum, 9, [], []);
        using var reply = frontEnd.ReceiveRaw(_long);
        Assert.Equal(new(17, 5, 8), reply.Header);
        Assert.Equal(32UL, frontEnd.GetMaxMemSlots());
    }

    [Fact]
    public void An_observer_sees_the_exchange()
    {
        using var connection = new Connection();
        var records = new List<MessageRecord>();
        connection.FrontEnd.Observer = records.Add;
        connection.FrontEnd.GetFeatures();
        connection.FrontEnd.SetVringKick(1, null);
        Assert.Equal(
            ["Sent GET_FEATURES 1 0", "Received GET_FEATURES 5 8", "Sent SET_VRING_KICK 1 8"],
            records.Select(record => $"{record.Direction} {record.Request} {record.Flags} {record.Size}"));
        Assert.Equal(1, records[2].Payload[0]);
    }

    [Fact]
    public void Doorbells_ring_through_eventfds()
    {
        using EventFd kick = EventFd.Create(), stop = EventFd.Create();
        var bell = RingDoorbell.Kick(1);
        var driver = new EventFdDoorbells(TimeSpan.Zero, null);
        var device = new EventFdDoorbells(null, stop);
        Assert.True(device.Wait(bell));
        driver.Attach(bell, kick);
        device.Attach(bell, kick);
        Assert.False(driver.Wait(bell));
        driver.Signal(bell);
        driver.Signal(bell);
        Assert.True(device.Wait(bell));
        Assert.False(driver.Wait(bell));
        driver.Signal(RingDoorbell.Call(1));
        driver.Attach(bell, null);
        driver.Signal(bell);
        stop.Signal();
        Assert.False(device.Wait(bell));
        Assert.False(device.Wait(RingDoorbell.Kick(0)));
    }

    private static VhostUserFrontEnd StartOne(Connection connection)
    {
        var frontEnd = connection.Negotiate();
        Assert.Equal(AckKind.Success, frontEnd.AddMemRegion(connection.Region).Kind);
        connection.Prepare(0);
        frontEnd.SetVringKick(0, null);
        frontEnd.SetVringEnable(0, true);
        Assert.Single(connection.Device.Running);
        return frontEnd;
    }
}
