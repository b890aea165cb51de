using FsCheck.Xunit;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties.Blk;

/// <summary>What is known of a disk is a value: the same history gives equal states, and a step leaves its input alone.</summary>
[Properties(Replay = "20260106,20260107", MaxTest = 100)]
public sealed class BlkStateValueTests
{
    [Property]
    public void The_same_history_gives_equal_states_and_another_does_not(byte[] numbers)
    {
        var (one, twin) = (Fresh(), Fresh());
        foreach (var number in numbers)
        {
            var before = one;
            var copy = before with { };
            one = Step(before, number);
            twin = Step(twin, number);
            Assert.Equal(copy, before);
            Assert.Equal(one, twin);
            Assert.Equal(one.GetHashCode(), twin.GetHashCode());
        }

        Assert.NotEqual(one, Step(one, 250));
    }

    private static BlkState Fresh() => new() { Offered = Feature.Bit(Feature.BlkFlush), Features = Feature.Bit(Feature.BlkFlush), Capacity = 8 };

    /// <summary>Writes and reads of sectors 0 to 3 by heads 0 to 3: submitted by even numbers, completed by odd ones.</summary>
    private static BlkState Step(BlkState state, byte number)
    {
        var log = new RuleLog();
        var head = (ushort)(number / 2 % 4);
        var key = new BlkRequestKey((ushort)(head / 2), (ushort)(head % 2));
        if (number % 2 == 1)
            return BlkMachine.Completed(state, key, [0], enabled: true, log).State;
        var readable = new byte[16 + 512];
        readable[0] = 1;
        readable[8] = (byte)head;
        readable.AsSpan(16).Fill((byte)(number / 8));
        return BlkMachine.Submitted(state, key, readable, 1, log);
    }
}
