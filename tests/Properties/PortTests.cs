using FsCheck.Xunit;
using Virtspec.Reference.Port;
using Xunit;

namespace Virtspec.Properties;

public sealed unsafe class GuestMemoryTests
{
    [Property]
    public bool A_range_translates_exactly_when_one_region_holds_it_whole(ushort start, ushort length)
    {
        var memory = new GuestMemory([new(0x1000, 0x1000, 0, 0x10000), new(0x2000, 0x800, 0, 0x50000)]);
        var end = (ulong)start + length;
        var inFirst = start >= 0x1000 && start < 0x2000 && end <= 0x2000;
        var inSecond = start >= 0x2000 && start < 0x2800 && end <= 0x2800;
        var translated = memory.TryTranslate(start, length, out var pointer);
        if (!translated)
            return !(inFirst || inSecond);
        return inFirst ? pointer == (byte*)0x10000 + (start - 0x1000) : inSecond && pointer == (byte*)0x50000 + (start - 0x2000);
    }

    [Fact]
    public void A_range_that_passes_the_end_of_the_address_space_is_not_covered()
    {
        var memory = new GuestMemory([new(0, ulong.MaxValue, 0, 0x10000)]);
        Assert.False(memory.Covers(ulong.MaxValue - 1, 16));
        Assert.True(memory.Covers(ulong.MaxValue - 1, 1));
    }
}
