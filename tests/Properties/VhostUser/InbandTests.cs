using Virtspec.Reference.Blk;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>Kicks, calls and errors as messages, between the embedded back-end and the front-end here.</summary>
public sealed class InbandTests : IDisposable
{
    private const ProtocolFeature Needed = ProtocolFeature.InbandNotifications | ProtocolFeature.BackEndRequests | ProtocolFeature.ReplyAck;

    private static readonly TimeSpan _long = TimeSpan.FromSeconds(20);
    private readonly BlkBackEndDevice _device = new(new MemoryStorage(1 << 20), readOnly: false);
    private readonly EmbeddedRig _rig;
    private readonly EventFd _call = EventFd.Create();
    private readonly EventFd _error = EventFd.Create();

    public InbandTests() => _rig = new EmbeddedRig(_device);

    public void Dispose()
    {
        _rig.Dispose();
        _device.Dispose();
        _call.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_kick_by_message_starts_a_ring_and_a_call_by_message_comes_back()
    {
        Begin();
        for (var round = 1; round <= 500; round++)
        {
            _rig.Offer(0, round % EmbeddedRig.Slots, 0, (ulong)round);
            Assert.Equal(AckKind.Success, _rig.FrontEnd.VringKick(0).Kind);
            Assert.Equal(WaitResult.Ready, _call.Wait(_long, null));
            _call.TryTake(out _);
            Assert.Equal(round, _rig.UsedIdx(0));
        }

        Assert.Equal(500u, _rig.FrontEnd.GetVringBase(0));
        Assert.False(_rig.FrontEnd.TryReceiveBackEndRequest(TimeSpan.Zero, out _));
    }

    [Fact]
    public void A_kick_before_the_driver_is_ready_is_not_lost()
    {
        _rig.Negotiate(Needed | ProtocolFeature.Status);
        _rig.FrontEnd.SetStatus(11);
        _rig.FrontEnd.SetBackEndRequestFd();
        _rig.FrontEnd.RouteNotices(0, _call, _error);
        _rig.Prepare(0);
        _rig.Offer(0, 0, 0, 0);
        Assert.Equal(AckKind.Success, _rig.FrontEnd.VringKick(0).Kind);
        Assert.Equal(0, _rig.UsedIdx(0));
        _rig.FrontEnd.SetStatus(15);
        Assert.Equal(WaitResult.Ready, _call.Wait(_long, null));
    }

    [Fact]
    public void A_call_by_descriptor_is_preferred_and_none_on_purpose_polls()
    {
        Begin();
        using var own = EventFd.Create();
        EmbeddedRig.Taken(_rig.FrontEnd.SetVringCall(0, own));
        _rig.Offer(0, 0, 0, 0);
        _rig.FrontEnd.VringKick(0);
        Assert.Equal(WaitResult.Ready, own.Wait(_long, null));
        EmbeddedRig.Taken(_rig.FrontEnd.SetVringCall(0, null));
        _rig.Offer(0, 1, 0, 0);
        _rig.FrontEnd.VringKick(0);
        _rig.AwaitAllUsed(0);
        _rig.FrontEnd.GetVringBase(0);
        Assert.False(_call.TryTake(out _));
    }

    [Fact]
    public void An_error_comes_as_a_message_and_the_session_goes_on()
    {
        Begin();
        _rig.MakeAvailable(0, 999);
        _rig.FrontEnd.VringKick(0);
        Assert.Equal(WaitResult.Ready, _error.Wait(_long, null));
        Assert.Equal(0u, _rig.FrontEnd.GetVringBase(0));
    }

    [Fact]
    public void Calls_that_nobody_acknowledges_hold_no_session_for_good()
    {
        Begin();
        var (mine, theirs) = UnixSocket.CreatePair();
        using (mine)
        using (theirs)
        {
            _rig.FrontEnd.SendRaw((uint)FrontEndRequest.SetBackEndRequestFd, 9, [], [theirs.Descriptor]);
            _rig.FrontEnd.ReceiveRaw(_long).Dispose();
            _rig.Offer(0, 0, 0, 0);
            _rig.FrontEnd.VringKick(0);
            _rig.AwaitAllUsed(0);
            Assert.Equal(1u, _rig.FrontEnd.GetVringBase(0));
        }
    }

    [Theory]
    [InlineData(ProtocolFeature.InbandNotifications)]
    [InlineData(ProtocolFeature.InbandNotifications | ProtocolFeature.ReplyAck)]
    [InlineData(ProtocolFeature.InbandNotifications | ProtocolFeature.BackEndRequests)]
    internal void Without_the_features_it_rests_on_the_connection_ends(ProtocolFeature features)
    {
        _rig.FrontEnd.SetProtocolFeatures(features);
        Assert.Equal(RawAnswerKind.Closed, _rig.FrontEnd.ReceiveAnything(_long).Kind);
    }

    [Fact]
    public void A_kick_with_a_number_is_refused_and_one_for_no_vring_too()
    {
        Begin();
        Assert.True(_rig.FrontEnd.VringKick(77).IsRefused);
        Assert.True(_rig.FrontEnd.SendWith(FrontEndRequest.VringKick, Payload.OfVringState(new(0, 1))).IsRefused);
    }

    private void Begin()
    {
        _rig.Negotiate(Needed);
        _rig.FrontEnd.SetBackEndRequestFd();
        _rig.FrontEnd.RouteNotices(0, _call, _error);
        _rig.Prepare(0);
    }
}
