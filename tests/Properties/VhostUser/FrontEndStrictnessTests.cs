using FsCheck.Xunit;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>What the front-end says to a back-end that is wrong: the answer is written before the question.</summary>
public sealed class FrontEndStrictnessTests
{
    private const uint Reply = 5;

    public static TheoryData<uint, uint, int, string> WrongReplies => new()
    {
        { 2, Reply, 8, "GET_FEATURES: reply to request 2, expected 1" },
        { 1, 1, 8, "GET_FEATURES: flags 0x1 without the reply bit, expected it set" },
        { 1, 6, 8, "GET_FEATURES: version 2, expected 1" },
        { 1, 0x85, 8, "GET_FEATURES: flags 0x85, expected nothing above bit 3" },
        { 1, Reply, 4, "GET_FEATURES: reply payload of 4 bytes, expected 8" },
        { 1, Reply, 0, "GET_FEATURES: reply payload of 0 bytes, expected 8" },
    };

    [Theory]
    [MemberData(nameof(WrongReplies))]
    public void A_wrong_reply_is_named(uint request, uint flags, int size, string expected)
    {
        using var peer = new Peer();
        peer.Answer(request, flags, new byte[size]);
        var exception = Assert.Throws<VhostUserProtocolException>(() => peer.FrontEnd.GetFeatures());
        Assert.Equal(expected, exception.Message);
        Assert.Equal("GET_FEATURES", exception.Request);
    }

    [Fact]
    public void A_descriptor_with_a_reply_is_a_breach()
    {
        using var peer = new Peer();
        using var extra = EventFd.Create();
        peer.Answer(1, Reply, new byte[8], extra.Descriptor);
        var exception = Assert.Throws<VhostUserProtocolException>(() => peer.FrontEnd.GetFeatures());
        Assert.Equal("GET_FEATURES: 1 file descriptors with the reply, expected 0", exception.Message);
    }

    [Fact]
    public void The_reply_for_another_vring_is_a_breach()
    {
        using var peer = new Peer();
        peer.Answer(11, Reply, Payload.OfVringState(new(1, 5)));
        var exception = Assert.Throws<VhostUserProtocolException>(() => peer.FrontEnd.GetVringBase(0));
        Assert.Equal("GET_VRING_BASE: reply for vring 1, expected 0", exception.Message);
    }

    [Fact]
    public void A_configuration_reply_has_the_size_that_was_asked_for()
    {
        using var peer = new Peer();
        peer.Answer(24, Reply, Payload.OfConfig(0, 0, new byte[3]));
        var exception = Assert.Throws<VhostUserProtocolException>(() => peer.FrontEnd.GetConfig(0, 4));
        Assert.Equal("GET_CONFIG: reply payload of 15 bytes, expected 16, or 0 to refuse", exception.Message);
        peer.Answer(24, Reply, Payload.OfConfig(1, 0, new byte[4]));
        exception = Assert.Throws<VhostUserProtocolException>(() => peer.FrontEnd.GetConfig(0, 4));
        Assert.Equal("GET_CONFIG: reply for offset 1, expected 0", exception.Message);
        peer.Answer(24, Reply, []);
        Assert.Null(peer.FrontEnd.GetConfig(0, 4));
    }

    [Fact]
    public void Acknowledgements_are_asked_for_and_read()
    {
        using var peer = new Peer();
        Assert.Equal(Ack.NotAsked, peer.FrontEnd.SetOwner());
        Assert.Equal(Ack.NotAsked, peer.FrontEnd.SetProtocolFeatures(ProtocolFeature.ReplyAck));
        peer.Answer(3, Reply, Payload.OfNumber(0));
        Assert.Equal(AckKind.Success, peer.FrontEnd.SetOwner().Kind);
        peer.Answer(3, Reply, Payload.OfNumber(77));
        Assert.Equal(new Ack(AckKind.Refused, 77), peer.FrontEnd.SetOwner());
        peer.FrontEnd.RequestAcks = false;
        Assert.Equal(Ack.NotAsked, peer.FrontEnd.SetOwner());
    }

    [Fact]
    public void Silence_is_a_timeout_and_closing_a_disconnection()
    {
        using var peer = new Peer();
        peer.FrontEnd.ReplyTimeout = TimeSpan.FromMilliseconds(20);
        var timeout = Assert.Throws<VhostUserTimeoutException>(() => peer.FrontEnd.GetFeatures());
        Assert.Equal("GET_FEATURES: no answer within 0.02 s", timeout.Message);
        peer.BackEnd.Dispose();
        var closed = Assert.Throws<VhostUserDisconnectedException>(() => peer.FrontEnd.GetFeatures());
        Assert.Equal("GET_FEATURES: the back-end closed the connection before it was sent", closed.Message);
    }

    [Property(MaxTest = 300)]
    public void Garbage_for_an_answer_never_crashes_the_front_end(byte[] bytes)
    {
        using var peer = new Peer();
        if (bytes.Length > 0)
            peer.BackEnd.Socket.Send(bytes, [], Deadline.Never, null);
        peer.BackEnd.Socket.Dispose();
        var exception = Record.Exception(() => peer.FrontEnd.ReceiveRaw(TimeSpan.FromSeconds(5)).Dispose());
        Assert.True(exception is null or VhostUserException, exception?.ToString());
    }

    [Fact]
    public void Requests_of_the_back_end_are_read_and_acknowledged()
    {
        using var peer = new Peer();
        peer.FrontEnd.RequestAcks = false;
        peer.FrontEnd.SetProtocolFeatures(ProtocolFeature.ReplyAck | ProtocolFeature.Config | ProtocolFeature.InbandNotifications);
        peer.FrontEnd.SetBackEndRequestFd();
        using var channel = peer.TakeBackEndChannel();
        channel.Send(4, 9, Payload.OfVringState(new(3, 0)), [], Deadline.Never, null);
        channel.Send(5, 1, Payload.OfVringState(new(2, 0)), [], Deadline.Never, null);
        Assert.True(peer.FrontEnd.TryReceiveBackEndRequest(TimeSpan.FromSeconds(10), out var notice));
        Assert.Equal(new(BackEndRequest.VringCall, 3), notice);
        Assert.Equal(ReceiveResult.Message, channel.Receive(_ => null, Deadline.After(TimeSpan.FromSeconds(10)), null, out var reply, out _));
        Assert.Equal(new(4, Reply, 8), reply!.Header);
        Assert.Equal(new byte[8], reply.Payload);
        Assert.True(peer.FrontEnd.TryReceiveBackEndRequest(TimeSpan.FromSeconds(10), out notice));
        Assert.Equal(new(BackEndRequest.VringErr, 2), notice);
    }

    [Theory]
    [InlineData(3u, 1u, 24, "BACKEND_VRING_HOST_NOTIFIER_MSG: sent while protocol feature HostNotifier is not negotiated")]
    [InlineData(2u, 9u, 0, "BACKEND_CONFIG_CHANGE_MSG: flags 0x9 ask for a reply while protocol feature ReplyAck is not negotiated")]
    [InlineData(2u, 1u, 4, "BACKEND_CONFIG_CHANGE_MSG: payload of 4 bytes, expected 0")]
    [InlineData(77u, 1u, 0, "request 77 is unknown")]
    public void Wrong_requests_of_the_back_end_are_named(uint request, uint flags, int size, string expected)
    {
        using var peer = new Peer();
        peer.FrontEnd.SetProtocolFeatures(ProtocolFeature.Config);
        peer.FrontEnd.SetBackEndRequestFd();
        using var channel = peer.TakeBackEndChannel();
        channel.Send(request, flags, new byte[size], [], Deadline.Never, null);
        var exception = Assert.Throws<VhostUserProtocolException>(
            () => peer.FrontEnd.TryReceiveBackEndRequest(TimeSpan.FromSeconds(10), out _));
        Assert.Equal(expected, exception.Message);
    }

    /// <summary>A front-end whose back-end is the test.</summary>
    private sealed class Peer : IDisposable
    {
        internal Peer()
        {
            var (mine, theirs) = UnixSocket.CreatePair();
            FrontEnd = new VhostUserFrontEnd(mine);
            BackEnd = new MessageChannel(theirs, MessageCatalogue.FrontEnd, isBackEndChannel: false);
        }

        internal VhostUserFrontEnd FrontEnd { get; }

        internal MessageChannel BackEnd { get; }

        internal void Answer(uint request, uint flags, byte[] payload, params FileDescriptor[] descriptors) =>
            BackEnd.Send(request, flags, payload, descriptors, Deadline.Never, null);

        /// <summary>Reads up to the message that passes the channel.</summary>
        internal MessageChannel TakeBackEndChannel()
        {
            while (true)
            {
                BackEnd.Receive(_ => null, Deadline.After(TimeSpan.FromSeconds(10)), null, out var message, out _);
                if (message!.Header.Request == (uint)FrontEndRequest.SetBackEndRequestFd)
                    return new MessageChannel(new UnixSocket(message.TakeDescriptors()[0]), MessageCatalogue.BackEnd, isBackEndChannel: true);
            }
        }

        public void Dispose()
        {
            FrontEnd.Dispose();
            BackEnd.Dispose();
        }
    }
}
