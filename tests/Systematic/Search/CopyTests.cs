using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Xunit;

namespace Virtspec.Systematic.Search;

/// <summary>A copy is no single access: whoever copies while another does sees some of the old and some of the new.</summary>
public sealed class CopyTests
{
    public static TheoryData<MemoryModel> Models { get; } = new(Enum.GetValues<MemoryModel>());

    [Theory]
    [MemberData(nameof(Models))]
    public void Copies_are_torn_between_words_and_not_within(MemoryModel memory)
    {
        var result = Copy(memory, offset: 0, length: 16);
        var both = "11111111" + "11111111";
        Assert.Contains("00000000" + "00000000", result.Outcomes);
        Assert.Contains(both, result.Outcomes);
        Assert.Contains("11111111" + "00000000", result.Outcomes);
        // The reader goes upwards too: the second word is old only if the first was read before it.
        Assert.Contains("00000000" + "11111111", result.Outcomes);
        Assert.Equal(4, result.Outcomes.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Short_copies_are_torn_where_they_cross_into_the_next_word(MemoryModel memory)
    {
        Assert.Equal(["0000", "0011", "1100", "1111"], Copy(memory, offset: 6, length: 4).Outcomes.Order(StringComparer.Ordinal));
        Assert.Equal(["000", "111"], Copy(memory, offset: 3, length: 3).Outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Copies_leave_bytes_beside_them_alone()
    {
        var scenario = new Scenario("beside", "for one test", [], (stage, _) =>
        {
            var memory = stage.Memory("memory", 24);
            stage.Agent("agent", async port =>
            {
                await port.WriteBytes(memory + 5, Enumerable.Range(1, 14).Select(value => (byte)value).ToArray());
                var all = new byte[24];
                await port.ReadBytes(memory, all);
                port.Check(Convert.ToHexString(all) == "00000000000102030405060708090A0B0C0D0E0000000000", "bytes are in their places");
                await port.ReadBytes(memory + 24, Memory<byte>.Empty);
            });
        });
        Assert.Empty(SmallSearches.Run(scenario, SmallSearches.Options(Strategy.PartialOrder, MemoryModel.PartialStoreOrder)).Failures);
    }

    [Fact]
    public void A_copy_that_memory_does_not_cover_is_a_finding()
    {
        var scenario = new Scenario("beyond", "for one test", [], (stage, _) =>
        {
            var memory = stage.Memory("memory", 16);
            stage.Agent("agent", async port => await port.WriteBytes(memory + 8, new byte[9]));
        });
        var result = SmallSearches.Run(scenario, SmallSearches.Options(Strategy.PartialOrder, MemoryModel.Sequential));
        Assert.Equal(["agent: no shared memory covers the 9 bytes at 0x1008"], result.Failures);
    }

    private static ExplorationResult Copy(MemoryModel memory, ulong offset, int length)
    {
        var scenario = new Scenario("copies", "one writes ones over zeros, one reads", [], (stage, _) =>
        {
            var shared = stage.Memory("shared", 24) + offset;
            var seen = new byte[length];
            stage.Agent("writer", async port => await port.WriteBytes(shared, Enumerable.Repeat((byte)1, length).ToArray()));
            stage.Agent("reader", async port => await port.ReadBytes(shared, seen));
            stage.AtEnd(end => end.Outcome(string.Concat(seen)));
        });
        var strategy = memory == MemoryModel.ReleaseAcquire ? Strategy.States : Strategy.PartialOrder;
        var result = SmallSearches.Run(scenario, SmallSearches.Options(strategy, memory));
        Assert.Equal(Coverage.Exhausted, result.Coverage);
        return result;
    }
}
