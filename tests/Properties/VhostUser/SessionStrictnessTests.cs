using System.Runtime.InteropServices;
using FsCheck.Xunit;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>What a session says to a front-end that is wrong.</summary>
public sealed class SessionStrictnessTests
{
    private const uint Plain = 1;
    private const uint Ask = 9;

    /// <summary>Request, flags, payload, file descriptors, and the text the session ends with, after everything was negotiated.</summary>
    public static TheoryData<uint, uint, int, int, string> Breaches => new()
    {
        { 99, Plain, 0, 0, "request 99 is unknown" },
        { 0, Plain, 0, 0, "request 0 is unknown" },
        { 3, 0, 0, 0, "SET_OWNER: version 0, expected 1" },
        { 3, 3, 0, 0, "SET_OWNER: version 3, expected 1" },
        { 3, 5, 0, 0, "SET_OWNER: flags 0x5 with the reply bit, expected a request" },
        { 3, 0x101, 0, 0, "SET_OWNER: flags 0x101, expected nothing above bit 3" },
        { 3, Plain, 4, 0, "SET_OWNER: payload of 4 bytes, expected 0" },
        { 3, Plain, 0, 1, "SET_OWNER: 1 file descriptors, expected 0" },
        { 2, Plain, 4, 0, "SET_FEATURES: payload of 4 bytes, expected 8" },
        { 12, Plain, 8, 0, "SET_VRING_KICK: 0 file descriptors, expected 1" },
        { 12, Plain, 8, 2, "SET_VRING_KICK: 2 file descriptors, expected 1" },
        { 37, Plain, 40, 0, "ADD_MEM_REG: 0 file descriptors, expected 1" },
        { 38, Plain, 40, 2, "REM_MEM_REG: 2 file descriptors, expected 0 or 1" },
        { 21, Plain, 0, 0, "SET_BACKEND_REQ_FD: 0 file descriptors, expected 1" },
        { 5, Plain, 8, 1, "SET_MEM_TABLE: 1 file descriptors, expected 0" },
        { 24, Plain, 13, 0, "GET_CONFIG: payload of 13 bytes, expected 12" },
        { 20, Plain, 8, 0, "NET_SET_MTU: sent while protocol feature Mtu is not negotiated" },
        { 32, Plain, 24, 1, "SET_INFLIGHT_FD: 0 queues of 0 descriptors, expected at least 1 and 1 to 32768" },
        { 7, Plain, 0, 1, "SET_LOG_FD: a message that this back-end does not offer" },
        { 37, Plain, 40, 1, "ADD_MEM_REG: region at guest address 0x0 is empty" },
        { 8, Plain, 8, 0, "SET_VRING_NUM: vring 0: size 0, expected a power of two from 1 to 256" },
        { 38, Plain, 40, 0, "REM_MEM_REG: no region of 0 bytes is at guest address 0x0 and user address 0x0" },
        { 3, Plain, 0, 40, "file descriptors were lost: more than 32 came with one message, or this process has too many open" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_ends_the_session_with_its_text(uint request, uint flags, int size, int descriptors, string expected)
    {
        using var connection = new Connection();
        connection.Negotiate();
        connection.FrontEnd.SendRaw(request, flags, new byte[size], [.. Enumerable.Repeat(connection.Memory.Descriptor, descriptors)]);
        Assert.Equal(new(SessionEndKind.ProtocolBroken, expected), connection.End());
        Assert.Throws<VhostUserDisconnectedException>(() => connection.FrontEnd.GetFeatures());
    }

    [Fact]
    public void Bits_above_the_flag_for_no_descriptor_are_refused()
    {
        using var connection = new Connection();
        connection.FrontEnd.SendRaw((uint)FrontEndRequest.SetVringCall, Plain, Payload.OfNumber(0x300), []);
        Assert.Equal("SET_VRING_CALL: payload 0x300, expected nothing above bit 8", connection.End().Text);
    }

    [Fact]
    public void A_reply_is_not_asked_for_before_it_is_negotiated()
    {
        using var connection = new Connection();
        connection.FrontEnd.SendRaw((uint)FrontEndRequest.SetOwner, Ask, [], []);
        Assert.Equal("SET_OWNER: flags 0x9 ask for a reply while protocol feature ReplyAck is not negotiated", connection.End().Text);
    }

    [Fact]
    public void Enabling_needs_bit_30()
    {
        using var connection = new Connection();
        connection.FrontEnd.SetVringEnable(0, true);
        Assert.Equal("SET_VRING_ENABLE: sent while feature bit 30 is not negotiated", connection.End().Text);
    }

    [Fact]
    public void A_connection_that_closes_within_a_message_is_a_breach()
    {
        using var inHeader = new Connection();
        inHeader.FrontEnd.Socket.Send(new byte[5], [], Deadline.Never, null);
        Assert.Equal(new(SessionEndKind.ProtocolBroken, "connection closed after 5 of 12 bytes"), inHeader.CloseAndEnd());

        using var beforePayload = new Connection();
        beforePayload.FrontEnd.Socket.Send(MemoryMarshal.AsBytes<uint>([2, 1, 8]), [], Deadline.Never, null);
        Assert.Equal("SET_FEATURES: connection closed in front of a payload of 8 bytes", beforePayload.CloseAndEnd().Text);
    }

    [Fact]
    public void A_message_in_pieces_is_a_message()
    {
        using var connection = new Connection();
        foreach (var part in MemoryMarshal.AsBytes<uint>([1, 1, 0]).ToArray())
            connection.FrontEnd.Socket.Send([part], [], Deadline.Never, null);
        using var reply = connection.FrontEnd.ReceiveRaw(TimeSpan.FromSeconds(10));
        Assert.Equal(new(1, 5, 8), reply.Header);
    }

    /// <summary>Operations that fail while an acknowledgement is asked for: refused, and the session goes on.</summary>
    [Fact]
    public void What_fails_is_refused_when_asked_and_the_session_goes_on()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        var region = connection.Region;
        var added = frontEnd.AddMemRegion(region);
        Assert.Equal(AckKind.Success, added.Kind);
        Refused(frontEnd.AddMemRegion(region), "overlaps");
        Refused(frontEnd.AddMemRegion(region with { GuestAddress = 0x100000, Offset = 1 }), "the file has 65536 bytes, too few");
        Refused(frontEnd.AddMemRegion(region with { GuestAddress = ulong.MaxValue, Size = 2 }), "passes 2^64");
        Refused(frontEnd.SetMemTable([region, region]), "overlaps");
        Refused(frontEnd.RemoveMemRegion(region with { Size = 1 }), "no region of 1 bytes");
        Refused(frontEnd.SetVringNum(0, 48), "size 48, expected a power of two");
        Refused(frontEnd.SetVringNum(0, 512), "size 512, expected a power of two from 1 to 256");
        Refused(frontEnd.SetVringNum(2, 16), "vring 2, expected less than 2");
        Refused(frontEnd.SendWith(FrontEndRequest.SetVringEnable, Payload.OfVringState(new(0, 2))), "2, expected 0 or 1");
        Refused(frontEnd.SetProtocolFeatures(Connection.AllOffered | ProtocolFeature.XenMapping), "0x20000, which was not offered");
        Refused(frontEnd.SetStatus(256), "status 0x100, expected at most 0xff");
        frontEnd.SetVringNum(0, 16);
        var address = Connection.Address(0);
        var end = Connection.User + Connection.MemorySize;
        Refused(frontEnd.SetVringAddr(address with { Descriptor = Connection.User + 8 }), "descriptor table at guest address 0x10008, expected a multiple of 16");
        Refused(frontEnd.SetVringAddr(address with { Available = Connection.User + 1 }), "available ring at guest address 0x10001, expected a multiple of 2");
        Refused(frontEnd.SetVringAddr(address with { Used = Connection.User + 2 }), "used ring at guest address 0x10002, expected a multiple of 4");
        Refused(frontEnd.SetVringAddr(address with { Used = end - 132 }), "used ring of 134 bytes at user address");
        Assert.Equal(AckKind.Success, frontEnd.SetVringAddr(address with { Available = end - 38 }).Kind);
        Refused(frontEnd.SetVringAddr(address with { Flags = 1 }), "logging is not offered");
        Refused(frontEnd.SendWith(FrontEndRequest.SetVringKick, Payload.OfNumber(0), region.Descriptor), "neither an eventfd nor a pipe");
        Refused(frontEnd.SendWith(FrontEndRequest.SetBackEndRequestFd, [], region.Descriptor), "not a socket");
        frontEnd.SetVringBase(0, 0x10000);
        frontEnd.SetVringEnable(0, true);
        Refused(frontEnd.SetVringKick(0, null), "base 65536, expected at most 65535");
        Assert.Equal(SessionEndKind.PeerClosed, connection.CloseAndEnd().Kind);

        void Refused(Ack ack, string text)
        {
            Assert.Equal(Ack.Of(1), ack);
            Assert.Contains(text, connection.Refusals[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_running_queue_keeps_its_shape()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        frontEnd.AddMemRegion(connection.Region);
        connection.Prepare(1);
        frontEnd.SetVringEnable(1, true);
        frontEnd.SetVringKick(1, null);
        Assert.Single(connection.Device.Running);
        Assert.True(frontEnd.SetVringNum(1, 8).IsRefused);
        Assert.True(frontEnd.SetVringBase(1, 8).IsRefused);
        Assert.True(frontEnd.SetVringAddr(Connection.Address(1) with { Used = Connection.User }).IsRefused);
        Assert.Equal(AckKind.Success, frontEnd.SetVringAddr(Connection.Address(1)).Kind);
    }

    [Fact]
    public void No_more_regions_than_offered_are_taken()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        for (var i = 0u; i < 32; i++)
            Assert.Equal(AckKind.Success, frontEnd.AddMemRegion(Region(i)).Kind);
        Assert.True(frontEnd.AddMemRegion(Region(32)).IsRefused);
        Assert.Equal(AckKind.Success, frontEnd.RemoveMemRegion(Region(7)).Kind);
        Assert.Equal(AckKind.Success, frontEnd.AddMemRegion(Region(32)).Kind);

        FrontEndRegion Region(uint index) =>
            connection.Region with { GuestAddress = index * Connection.MemorySize, UserAddress = index * Connection.MemorySize };
    }

    [Fact]
    public void A_descriptor_with_the_removal_of_a_region_is_closed_and_ignored()
    {
        using var connection = new Connection();
        var frontEnd = connection.Negotiate();
        frontEnd.AddMemRegion(connection.Region);
        var payload = Payload.OfSingleRegion(connection.Region.Description with { MappingOffset = 5 });
        Assert.Equal(Ack.Of(0), frontEnd.SendWith(FrontEndRequest.RemoveMemRegion, payload, connection.Memory.Descriptor));
    }

    [Property(MaxTest = 200)]
    public void Garbage_never_crashes_a_session(byte[] bytes, byte descriptors)
    {
        using var connection = new Connection();
        var descriptor = connection.Memory.Descriptor;
        if (bytes.Length > 0)
            connection.FrontEnd.Socket.Send(bytes, [.. Enumerable.Repeat(descriptor, descriptors % 40)], Deadline.After(TimeSpan.FromSeconds(10)), null);
        connection.CloseAndEnd();
    }

    /// <summary>Messages that are right as far as the catalogue goes, with any contents and in any order.</summary>
    [Property(MaxTest = 200)]
    public void Well_formed_nonsense_never_crashes_a_session((byte Request, ulong Seed)[] messages)
    {
        using var connection = new Connection();
        connection.Negotiate();
        using var eventFd = EventFd.Create();
        foreach (var (request, seed) in messages)
        {
            var rule = MessageCatalogue.FrontEnd[1u + (request % 44u)];
            var payload = new byte[rule.Size.Minimum];
            for (var i = 0; i < payload.Length; i++)
                payload[i] = (byte)(i % 8 < 2 ? seed >> i : 0);
            var count = rule.Descriptors is DescriptorRule.One or DescriptorRule.OneUnlessFlagged ? 1 : 0;
            try
            {
                connection.FrontEnd.SendRaw(
                    rule.Request, Ask, payload, [.. Enumerable.Repeat(seed % 2 == 0 ? eventFd.Descriptor : connection.Memory.Descriptor, count)]);
            }
            catch (VhostUserDisconnectedException)
            {
                break;
            }
        }

        connection.CloseAndEnd();
    }
}

/// <summary>Messages that the typed methods of the front-end do not make.</summary>
internal static class WrongRequests
{
    internal static Ack SendWith(this VhostUserFrontEnd frontEnd, FrontEndRequest request, byte[] payload, params FileDescriptor[] descriptors)
    {
        frontEnd.SendRaw((uint)request, 9, payload, descriptors);
        using var reply = frontEnd.ReceiveRaw(TimeSpan.FromSeconds(10));
        return Ack.Of(MemoryMarshal.Read<ulong>(reply.Payload));
    }
}
