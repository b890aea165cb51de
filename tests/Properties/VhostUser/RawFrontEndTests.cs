using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>Sending what no front-end should send, and reading whatever comes back.</summary>
public sealed class RawFrontEndTests
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_message_comes_back_whatever_it_is()
    {
        using var connection = new Connection();
        Assert.True(connection.FrontEnd.TrySendMessage(new(1, 1, 0), []));
        var answer = connection.FrontEnd.ReceiveAnything(_long);
        Assert.Equal((RawAnswerKind.Message, 1u, 8, 0), (answer.Kind, answer.Header.Request, answer.Payload.Length, answer.DescriptorCount));
        Assert.Equal("GET_FEATURES, flags 0x5, 8 bytes", answer.ToString());
    }

    [Fact]
    public void A_back_end_that_closes_is_an_outcome_and_so_is_sending_to_it()
    {
        using var connection = new Connection();
        Assert.True(connection.FrontEnd.TrySendMessage(new(2, 1, 4), new byte[8], connection.Memory.Descriptor, connection.Memory.Descriptor));
        Assert.Equal(RawAnswerKind.Closed, connection.FrontEnd.ReceiveAnything(_long).Kind);
        Assert.False(connection.FrontEnd.TrySendMessage(new(2, 1, 4), new byte[8]));
        Assert.Equal("connection closed", connection.FrontEnd.ReceiveAnything(_long).ToString());
    }

    [Fact]
    public void Part_of_a_message_is_answered_by_nothing_until_the_rest_comes()
    {
        using var connection = new Connection();
        Assert.True(connection.FrontEnd.TrySendBytes([1, 0, 0, 0, 1]));
        Assert.Equal("nothing", connection.FrontEnd.ReceiveAnything(_short).ToString());
        Assert.True(connection.FrontEnd.TrySendBytes([0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(RawAnswerKind.Message, connection.FrontEnd.ReceiveAnything(_long).Kind);
    }

    [Fact]
    public void Hanging_up_inside_a_message_ends_the_session()
    {
        using var connection = new Connection();
        Assert.True(connection.FrontEnd.TrySendMessage(new(5, 1, 72), new byte[10]));
        Assert.Equal("connection closed after 10 of 72 bytes", connection.CloseAndEnd().Text);
    }

    /// <summary>A peer of hand-made bytes: half a message, and one of a size that no message has.</summary>
    [Theory]
    [InlineData(new byte[] { 1, 0, 0 }, "connection closed after 3 of 12 bytes")]
    [InlineData(new byte[] { 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 1 }, "GET_FEATURES: payload of 16777216 bytes, expected at most 4108")]
    public void Bytes_that_make_no_message_are_garbled(byte[] bytes, string text)
    {
        var (mine, theirs) = UnixSocket.CreatePair();
        using var frontEnd = new VhostUserFrontEnd(mine);
        using (theirs)
            theirs.Send(bytes, [], Deadline.Never, stop: null);
        var answer = frontEnd.ReceiveAnything(_long);
        Assert.Equal((RawAnswerKind.Garbled, text), (answer.Kind, answer.Text));
    }
}
