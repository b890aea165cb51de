using FsCheck.Xunit;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

public sealed class MessageCheckTests
{
    private const ProtocolFeature Everything = (ProtocolFeature)ulong.MaxValue;

    [Fact]
    public void Every_number_of_the_document_has_its_rule()
    {
        Assert.Equal(Enumerable.Range(1, 44).Select(number => (uint)number), MessageCatalogue.FrontEnd.Keys.Order());
        Assert.Equal(Enumerable.Range(1, 10).Select(number => (uint)number), MessageCatalogue.BackEnd.Keys.Order());
        Assert.Equal(44, MessageCatalogue.FrontEnd.Values.DistinctBy(rule => rule.Name).Count());
    }

    /// <summary>The acceptance of a header, said once more and differently.</summary>
    [Property(MaxTest = 2000)]
    public void A_request_header_is_accepted_exactly_when_the_catalogue_allows_it(
        byte request, byte flags, ushort size, ulong negotiated, bool likely, bool ofBackEnd)
    {
        var catalogue = ofBackEnd ? MessageCatalogue.BackEnd : MessageCatalogue.FrontEnd;
        var number = likely ? 1u + (request % (uint)catalogue.Count) : request;
        var rule = catalogue.GetValueOrDefault(number);
        var header = new MessageHeader(number, likely ? flags % 16u : flags, likely && rule is not null ? rule.Size.Minimum + (size % 3u) - 1 : size);
        var expected = rule is not null
            && header.Flags is 1 or 9
            && (header.Flags == 1 || (negotiated & 8) != 0)
            && ((ulong)rule.Requires & ~negotiated) == 0
            && header.Size >= rule.Size.Minimum && header.Size <= rule.Size.Maximum;
        var accepted = MessageCheck.TryCheckRequest(catalogue, header, (ProtocolFeature)negotiated, out var found, out var error);
        Assert.Equal(expected, accepted);
        Assert.Equal(accepted, error.Length == 0);
        Assert.Equal(accepted ? rule : null, found);
        if (rule is not null && !accepted)
            Assert.StartsWith(rule.Name + ": ", error, StringComparison.Ordinal);
    }

    [Property(MaxTest = 1000)]
    public void No_payload_and_no_number_of_descriptors_crashes_the_check(byte[] payload, byte count)
    {
        foreach (var rule in MessageCatalogue.FrontEnd.Values.Concat(MessageCatalogue.BackEnd.Values))
        {
            var accepted = MessageCheck.TryCheckDescriptors(rule, payload, count, out var error);
            Assert.Equal(accepted, error.Length == 0);
            if (accepted)
                Assert.InRange(count, 0, 8);
        }
    }

    [Theory]
    [InlineData(FrontEndRequest.SetOwner, 0, 0, 0)]
    [InlineData(FrontEndRequest.AddMemRegion, 0, 1, 1)]
    [InlineData(FrontEndRequest.RemoveMemRegion, 0, 0, 1)]
    [InlineData(FrontEndRequest.SetVringKick, 0, 1, 1)]
    [InlineData(FrontEndRequest.SetVringKick, 0x100, 0, 0)]
    [InlineData(FrontEndRequest.SetBackEndRequestFd, 0, 1, 1)]
    internal void Descriptors_are_counted(FrontEndRequest request, ulong payload, int least, int most)
    {
        var rule = MessageCatalogue.FrontEnd[(uint)request];
        for (var count = 0; count < 4; count++)
        {
            var accepted = MessageCheck.TryCheckDescriptors(rule, Payload.OfNumber(payload), count, out _);
            Assert.Equal(count >= least && count <= most, accepted);
        }
    }

    [Property]
    public void A_table_brings_a_descriptor_for_each_region(byte regions, byte count)
    {
        var number = regions % 9;
        var payload = Payload.OfMemoryTable(new RegionDescription[number]);
        var rule = MessageCatalogue.FrontEnd[(uint)FrontEndRequest.SetMemTable];
        Assert.Equal(number == count % 10, MessageCheck.TryCheckDescriptors(rule, payload, count % 10, out _));
    }

    [Property(MaxTest = 1000)]
    public void A_reply_is_accepted_only_with_its_number_version_bit_and_size(byte request, byte flags, byte size)
    {
        var rule = MessageCatalogue.FrontEnd[(uint)FrontEndRequest.GetFeatures];
        var header = new MessageHeader(request % 3u, flags % 32u, 6u + (size % 4u));
        var expected = header is { Request: 1, Flags: 5 or 13, Size: 8 };
        Assert.Equal(expected, MessageCheck.TryCheckReply(rule, rule.ReplySize, header, out var error));
        Assert.Equal(expected, error.Length == 0);
    }

    [Theory]
    [InlineData(1u, 5u, 0u, "GET_FEATURES: flags 0x5 with the reply bit, expected a request")]
    [InlineData(1u, 2u, 0u, "GET_FEATURES: version 2, expected 1")]
    [InlineData(1u, 0x11u, 0u, "GET_FEATURES: flags 0x11, expected nothing above bit 3")]
    [InlineData(2u, 1u, 4u, "SET_FEATURES: payload of 4 bytes, expected 8")]
    [InlineData(5u, 1u, 4u, "SET_MEM_TABLE: payload of 4 bytes, expected 8 to 264")]
    [InlineData(45u, 1u, 0u, "request 45 is unknown")]
    public void A_refusal_names_message_value_and_expectation(uint request, uint flags, uint size, string expected)
    {
        Assert.False(MessageCheck.TryCheckRequest(MessageCatalogue.FrontEnd, new(request, flags, size), Everything, out _, out var error));
        Assert.Equal(expected, error);
    }
}
