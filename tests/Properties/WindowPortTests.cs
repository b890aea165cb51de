using FsCheck.Xunit;
using Virtspec.Port;
using Virtspec.Transports;
using Xunit;

namespace Virtspec.Properties;

/// <summary>Addresses of another system through windows: translated where a window covers all of them, refused before anything is sent else.</summary>
[Properties(Replay = "20261123,20261123", MaxTest = 500)]
public sealed class WindowPortTests
{
    private static readonly PeerWindow[] Windows = [new(0x1_0000_0000, 0x1000, 0x40), new(ulong.MaxValue - 0xfff, 0x1000, 0x2040)];

    [Property]
    public void A_range_is_covered_where_one_window_holds_all_of_it(bool last, short offset, ushort length)
    {
        var window = Windows[last ? 1 : 0];
        var address = unchecked(window.Peer + (ulong)offset);
        var inside = offset >= 0 && offset + length <= 0x1000;
        Assert.Equal(inside, Port.Covers(address, length));
    }

    [Theory]
    [InlineData(0x1_0000_0ffeUL, 4)]
    [InlineData(0xffff_fffeUL, 4)]
    [InlineData(ulong.MaxValue - 1, 4)]
    [InlineData(0UL, 1)]
    public void What_no_window_covers_is_refused(ulong address, int length) =>
        Assert.Throws<InaccessibleAddressException>(() => Port.ReadBytes(address, new byte[length]));

    /// <summary>With nothing behind it: what is refused does not get there.</summary>
    private static WindowPort Port { get; } = new(null!, Windows);
}
