using FsCheck.Xunit;
using Virtspec.Transports.VhostUser.Inflight;
using Xunit;

namespace Virtspec.Properties.VhostUser.Inflight;

/// <summary>What is left of a queue whose device died, at every step of a request.</summary>
public sealed unsafe class InflightQueueTests
{
    private const int Size = 8;
    private readonly byte[] _bytes = GC.AllocateArray<byte>(InflightLayout.QueueBytes(Size), pinned: true);

    [Fact]
    public void The_layout_is_that_of_the_document()
    {
        Assert.Equal((0, 8, 10, 12, 14), (InflightLayout.FeaturesAt, InflightLayout.VersionAt, InflightLayout.CountAt, InflightLayout.LastBatchAt, InflightLayout.UsedIdxAt));
        Assert.Equal((16, 22, 24), (InflightLayout.InflightOf(0), InflightLayout.NextOf(0), InflightLayout.CounterOf(0)));
        Assert.Equal(16 + (16 * 5), InflightLayout.InflightOf(5));
        Assert.Equal(320, InflightLayout.QueueBytes(16));
    }

    [Fact]
    public void An_area_that_nobody_used_begins_empty_and_of_its_size()
    {
        Array.Fill<byte>(_bytes, 1);
        _bytes[InflightLayout.VersionAt] = _bytes[InflightLayout.VersionAt + 1] = 0;
        var queue = Next();
        Assert.False(queue.IsInUse);
        Assert.Empty(queue.Recover(77));
        Assert.True(queue.IsInUse);
        Assert.Equal(0UL, BitConverter.ToUInt64(_bytes, InflightLayout.FeaturesAt));
        Assert.Equal((1, Size, 77), (Short(InflightLayout.VersionAt), Short(InflightLayout.CountAt), Short(InflightLayout.UsedIdxAt)));
    }

    [Fact]
    public void What_is_in_flight_comes_back_in_the_order_of_taking()
    {
        var queue = Begun();
        Array.ForEach<ushort>([5, 2, 7, 0], queue.Taken);
        Use(queue, 2, 1);
        Assert.Equal([5, 7, 0], Next().Recover(1));
        var next = Next();
        next.Recover(1);
        next.Taken(3);
        Assert.Equal([5, 7, 0, 3], Next().Recover(1));
    }

    [Fact]
    public void A_device_that_dies_before_used_idx_moves_leaves_the_request_in_flight()
    {
        var queue = Begun();
        queue.Taken(4);
        queue.Completing(4);
        Assert.Equal([4], Next().Recover(0));
    }

    [Fact]
    public void A_device_that_dies_after_used_idx_has_moved_leaves_it_used()
    {
        var queue = Begun(ushort.MaxValue);
        queue.Taken(4);
        queue.Taken(6);
        queue.Completing(4);
        Assert.Equal([6], Next().Recover(0));
        Assert.Equal(0, Short(InflightLayout.UsedIdxAt));
        Assert.Equal([6], Next().Recover(0));
    }

    /// <summary>Whoever kept it before may have used several at once.</summary>
    [Fact]
    public void A_batch_is_used_as_a_whole()
    {
        var queue = Begun();
        Array.ForEach<ushort>([1, 2, 3], queue.Taken);
        queue.Completing(1);
        queue.Completing(3);
        Assert.Equal([2], Next().Recover(2));
    }

    [Fact]
    public void Forgotten_is_not_in_flight()
    {
        var queue = Begun();
        queue.Taken(1);
        queue.Forget();
        Assert.False(Next().IsInUse);
        Assert.Empty(Next().Recover(0));
    }

    [Fact]
    public void An_area_of_another_version_or_size_is_named()
    {
        Assert.Equal("", Next().Fault);
        Begun();
        Assert.Equal("", Next().Fault);
        _bytes[InflightLayout.CountAt] = 9;
        Assert.Equal("kept for 9 descriptors, expected 8", Next().Fault);
        _bytes[InflightLayout.VersionAt] = 2;
        Assert.Equal("version 2, expected 0 or 1", Next().Fault);
    }

    [Property(MaxTest = 500)]
    public void Whatever_is_in_it_leads_nowhere_else(byte[] garbage, ushort usedIdx)
    {
        garbage.AsSpan(0, Math.Min(garbage.Length, _bytes.Length)).CopyTo(_bytes);
        _bytes[InflightLayout.VersionAt] = 1;
        var heads = Next().Recover(usedIdx);
        Assert.All(heads, head => Assert.InRange(head, 0, Size - 1));
        Assert.Equal(heads.Count, heads.Distinct().Count());
        Assert.Equal(heads, Next().Recover(usedIdx));
    }

    private static void Use(InflightQueue queue, ushort head, ushort usedIdx)
    {
        queue.Completing(head);
        queue.Completed(usedIdx);
    }

    private InflightQueue Begun(ushort usedIdx = 0)
    {
        var queue = Next();
        queue.Recover(usedIdx);
        return queue;
    }

    private int Short(int at) => BitConverter.ToUInt16(_bytes, at);

    /// <summary>The queue as the next device finds it.</summary>
    private InflightQueue Next()
    {
        fixed (byte* first = _bytes)
            return new InflightQueue((nint)first, Size);
    }
}
