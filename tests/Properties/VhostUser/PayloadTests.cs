using FsCheck.Xunit;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

public sealed class PayloadTests
{
    /// <summary>Every parser with the sizes it may accept.</summary>
    private static readonly (string Name, Func<byte[], (bool Ok, string Error)> Parse, Func<int, bool> MayAccept)[] _parsers =
    [
        ("number", bytes => (Payload.TryParseNumber(bytes, out _, out var error), error), size => size == 8),
        ("state", bytes => (Payload.TryParseVringState(bytes, out _, out var error), error), size => size == 8),
        ("address", bytes => (Payload.TryParseVringAddress(bytes, out _, out var error), error), size => size == 40),
        ("descriptor", bytes => (Payload.TryParseVringDescriptor(bytes, out _, out var error), error), size => size == 8),
        ("table", bytes => (Payload.TryParseMemoryTable(bytes, out _, out var error), error), size => size <= 264 && size % 32 == 8),
        ("region", bytes => (Payload.TryParseSingleRegion(bytes, out _, out var error), error), size => size == 40),
        ("config", bytes => (Payload.TryParseConfig(bytes, out _, out var error), error), size => size is >= 12 and <= 12 + 4096),
    ];

    [Property(MaxTest = 500)]
    public void No_bytes_crash_a_parser_and_each_refusal_has_a_reason(byte[] bytes)
    {
        foreach (var size in new[] { bytes.Length, 8, 12, 40, 72 })
        {
            var padded = new byte[size];
            bytes.AsSpan(0, Math.Min(size, bytes.Length)).CopyTo(padded);
            foreach (var (name, parse, mayAccept) in _parsers)
            {
                var (ok, error) = parse(padded);
                Assert.Equal(ok, error.Length == 0);
                Assert.DoesNotContain('\n', error);
                Assert.False(ok && !mayAccept(size), name);
            }
        }
    }

    [Property]
    public void What_is_written_is_read_back(uint index, uint number, ulong a, ulong b, ulong c, ulong d)
    {
        Assert.True(Payload.TryParseVringState(Payload.OfVringState(new(index, number)), out var state, out _));
        Assert.Equal(new(index, number), state);
        var address = new VringAddress(index, number, a, b, c, d);
        Assert.True(Payload.TryParseVringAddress(Payload.OfVringAddress(address), out var readAddress, out _));
        Assert.Equal(address, readAddress);
        var region = new RegionDescription(a, b, c, d);
        Assert.True(Payload.TryParseSingleRegion(Payload.OfSingleRegion(region), out var readRegion, out _));
        Assert.Equal(region, readRegion);
        var descriptor = new VringDescriptor((byte)index, number % 2 == 0);
        Assert.True(Payload.TryParseVringDescriptor(Payload.OfVringDescriptor(descriptor), out var readDescriptor, out _));
        Assert.Equal(descriptor, readDescriptor);
        RegionDescription[] table = [.. Enumerable.Repeat(region, (int)(number % 9))];
        Assert.True(Payload.TryParseMemoryTable(Payload.OfMemoryTable(table), out var readTable, out _));
        Assert.Equal(table, readTable);
    }

    [Property]
    public void Configuration_bytes_are_read_back(uint offset, bool migration, byte[] data)
    {
        var bytes = Payload.OfConfig(offset, migration ? 1u : 0u, data);
        Assert.True(Payload.TryParseConfig(bytes, out var access, out _));
        Assert.Equal(new(offset, (uint)data.Length, migration ? 1u : 0u), access);
        Assert.Equal(data, bytes[Payload.ConfigHeaderSize..]);
    }

    /// <summary>The layout the document gives, byte for byte, on a little-endian machine.</summary>
    [Fact]
    public void The_layouts_are_those_of_the_document()
    {
        Assert.Equal("0201000000010000", Hex(Payload.OfNumber(0x102 | (1UL << 40))));
        Assert.Equal("0500000009000000", Hex(Payload.OfVringState(new(5, 9))));
        Assert.Equal(
            "0200000001000000" + "1100000000000000" + "2200000000000000" + "3300000000000000" + "4400000000000000",
            Hex(Payload.OfVringAddress(new(2, 1, 0x11, 0x22, 0x33, 0x44))));
        Assert.Equal(
            "0000000000000000" + "1100000000000000" + "2200000000000000" + "3300000000000000" + "4400000000000000",
            Hex(Payload.OfSingleRegion(new(0x11, 0x22, 0x33, 0x44))));
        Assert.Equal(
            "0100000000000000" + "1100000000000000" + "2200000000000000" + "3300000000000000" + "4400000000000000",
            Hex(Payload.OfMemoryTable([new(0x11, 0x22, 0x33, 0x44)])));
        Assert.Equal("04000000" + "02000000" + "01000000" + "AABB", Hex(Payload.OfConfig(4, 1, [0xAA, 0xBB])));
        Assert.Equal("0301000000000000", Hex(Payload.OfVringDescriptor(new(3, HasDescriptor: false))));

        static string Hex(byte[] bytes) => Convert.ToHexString(bytes);
    }

    [Theory]
    [InlineData(7, "payload of 7 bytes, expected 8")]
    [InlineData(9, "payload of 9 bytes, expected 8")]
    public void A_wrong_size_is_named(int size, string expected)
    {
        Assert.False(Payload.TryParseNumber(new byte[size], out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Nine_regions_are_refused()
    {
        Assert.False(Payload.TryParseMemoryTable(Payload.OfMemoryTable(new RegionDescription[9]), out _, out var error));
        Assert.Equal("9 regions, expected at most 8", error);
    }

    [Fact]
    public void A_configuration_access_whose_bytes_do_not_follow_is_refused()
    {
        var bytes = Payload.OfConfig(0, 0, new byte[4]);
        Assert.False(Payload.TryParseConfig(bytes.AsSpan(0, 15), out _, out var error));
        Assert.Equal("payload of 15 bytes, expected 16", error);
        Assert.False(Payload.TryParseConfig(Payload.OfConfig(0, 0, new byte[4097]), out _, out error));
        Assert.Equal("4097 configuration bytes, expected at most 4096", error);
    }
}
