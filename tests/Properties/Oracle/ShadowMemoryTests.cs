using Virtspec.Model.SplitRing;
using Virtspec.Oracle.Ring;
using Xunit;

namespace Virtspec.Properties.Oracle;

public sealed class ShadowMemoryTests
{
    private const ulong Start = 0x1000;

    /// <summary>More than two chunks, and not a whole number of them.</summary>
    private const int Length = 150_000;

    private const ulong Second = 0x4_0000_0000;

    private readonly FakeMemory _memory = new((Start, Length), (Second, 100));
    private readonly ShadowMemory _shadow;

    public ShadowMemoryTests()
    {
        new Random(1).NextBytes(_memory.At(Start, Length));
        _shadow = new ShadowMemory(_memory, [(Start, Length), (Second, 100)]);
    }

    [Fact]
    public void Memory_that_nobody_wrote_does_not_differ()
    {
        Assert.Empty(Take());
        Assert.Equal(-1, _shadow.FirstDifference(Start, Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(131071)]
    [InlineData(Length - 1)]
    public void A_byte_the_device_wrote_is_found_once_and_then_taken_as_it_is(int offset)
    {
        _memory.At(Start + (ulong)offset, 1)[0] ^= 1;
        Assert.Equal(offset, _shadow.FirstDifference(Start, Length));
        Assert.Equal(0, _shadow.FirstDifference(Start + (ulong)offset, 1));
        Assert.Equal([Start + (ulong)offset], Take());
        Assert.Empty(Take());
        Assert.Equal(-1, _shadow.FirstDifference(Start, Length));
    }

    [Fact]
    public void Differences_come_from_all_ranges_in_order()
    {
        foreach (var address in (ulong[])[Second + 99, Start + 70_000, Start])
            _memory.At(address, 1)[0] ^= 0x80;
        Assert.Equal([Start, Start + 70_000, Second + 99], Take());
    }

    [Fact]
    public void What_the_driver_writes_is_no_difference_before_it_is_in_memory_and_after()
    {
        byte[] bytes = [1, 2, 3];
        _shadow.Wrote(Start + 65535, bytes);
        Assert.Equal(bytes, Held(Start + 65535, 3));
        bytes.CopyTo(_memory.At(Start + 65535, 3));
        Assert.Empty(Take());
    }

    [Fact]
    public void A_device_that_writes_over_what_the_driver_wrote_is_found()
    {
        _shadow.Wrote(Start, [1, 2, 3]);
        new byte[] { 1, 9, 3 }.CopyTo(_memory.At(Start, 3));
        Assert.Equal([Start + 1], Take());
    }

    [Fact]
    public void Where_the_device_may_be_writing_the_shadow_keeps_what_the_driver_put_there()
    {
        var before = Held(Start + 8, 4);
        foreach (ref var value in _memory.At(Start + 7, 6))
            value ^= 0xff;
        Assert.Equal([Start + 7, Start + 12], Take(address => address is >= Start + 8 and < Start + 12));
        Assert.Equal(before, Held(Start + 8, 4));
        Assert.Equal(0, _shadow.FirstDifference(Start + 8, 4));
    }

    [Fact]
    public void What_is_accepted_is_as_it_is_in_memory_and_no_more_than_that()
    {
        foreach (ref var value in _memory.At(Start + 7, 6))
            value ^= 0xff;
        _shadow.Accept(Start + 8, 4);
        Assert.Equal(_memory.At(Start + 8, 4).ToArray(), Held(Start + 8, 4));
        Assert.Equal([Start + 7, Start + 12], Take());
    }

    [Fact]
    public void Beyond_the_limit_differences_are_taken_silently()
    {
        foreach (ref var value in _memory.At(Start + 65_000, 1000))
            value ^= 0xff;
        _memory.At(Second, 1)[0] ^= 1;
        Assert.Equal(Enumerable.Range(65_000, 10).Select(i => Start + (ulong)i), _shadow.TakeDifferences(10));
        Assert.Empty(Take());
    }

    [Fact]
    public void Outside_its_ranges_it_shows_memory_and_finds_nothing()
    {
        var memory = new FakeMemory((Start, 64));
        var shadow = new ShadowMemory(memory, [(Start, 32)]);
        memory.At(Start + 32, 32).Fill(7);
        shadow.Wrote(Start + 31, [1, 2]);
        var seen = new byte[2];
        Assert.True(shadow.TryRead(Start + 40, seen));
        Assert.Equal([7, 7], seen);
        Assert.False(shadow.TryRead(Start + 63, seen));
        Assert.Equal(-1, shadow.FirstDifference(Start + 40, 8));
        Assert.Empty(shadow.TakeDifferences(8));
    }

    private List<ulong> Take(Func<ulong, bool>? mayDiffer = null)
    {
        if (mayDiffer is not null)
            _shadow.HasRing(0, 0, mayDiffer);
        return _shadow.TakeDifferences(16);
    }

    private byte[] Held(ulong address, int length)
    {
        var bytes = new byte[length];
        Assert.True(_shadow.TryRead(address, bytes));
        return bytes;
    }

    private sealed class FakeMemory(params (ulong Start, int Length)[] ranges) : IMemoryView
    {
        private readonly (ulong Start, byte[] Bytes)[] _ranges = [.. ranges.Select(range => (range.Start, new byte[range.Length]))];

        internal Span<byte> At(ulong address, int length)
        {
            var (start, bytes) = _ranges.Last(range => range.Start <= address);
            return bytes.AsSpan((int)(address - start), length);
        }

        public bool TryRead(ulong address, Span<byte> destination)
        {
            foreach (var (start, bytes) in _ranges)
            {
                if (address < start || address - start + (ulong)destination.Length > (ulong)bytes.Length)
                    continue;
                bytes.AsSpan((int)(address - start), destination.Length).CopyTo(destination);
                return true;
            }

            return false;
        }
    }
}
