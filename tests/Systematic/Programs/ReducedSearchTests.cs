using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Xunit;

namespace Virtspec.Systematic.Programs;

/// <summary>The explorer reaches every outcome of a program and no other, whatever it leaves out.</summary>
public sealed class ReducedSearchTests(ITestOutputHelper output)
{
    /// <summary>Executions after which the search that leaves nothing out is given up: it is there for small programs.</summary>
    private const int MostUnreduced = 3_000;

    [Theory]
    [InlineData(nameof(Consistency.Sequential), 1001, 800, 10)]
    [InlineData(nameof(Consistency.TotalStoreOrder), 1002, 800, 10)]
    [InlineData(nameof(Consistency.PartialStoreOrder), 1003, 800, 9)]
    [InlineData(nameof(Consistency.ReleaseAcquire), 104, 800, 6)]
    public void Searches_reach_the_outcomes_of_brute_force(string model, int seed, int programs, int ops)
    {
        var consistency = Enum.Parse<Consistency>(model);
        var generator = new ProgramGenerator(new SplitMix64((ulong)seed), new Shape(4, ops, OpKinds.All));
        var unreduced = 0;
        var outcomes = 0;
        for (var i = 0; i < programs; i++)
        {
            var program = generator.Next();
            var expected = Brute.Outcomes(program, consistency);
            outcomes += expected.Count;
            foreach (var strategy in new[] { Strategy.PartialOrder, Strategy.States, Strategy.Brute })
            {
                if (Mismatch(program, expected, consistency, strategy, out var exhausted) is not null)
                    Assert.Fail($"{strategy} under {consistency}, program {i} of seed {seed}; left is brute force\n{Smallest(program, consistency, strategy)}");
                unreduced += strategy == Strategy.Brute && exhausted ? 1 : 0;
                Assert.True(exhausted || strategy == Strategy.Brute);
            }
        }

        output.WriteLine($"{consistency}: {programs} programs, {outcomes} outcomes, {unreduced} programs also without reduction");
        Assert.InRange(unreduced, programs / 5, programs);
    }

    [Theory]
    [InlineData(nameof(Consistency.Sequential), 201, 150, 8)]
    [InlineData(nameof(Consistency.TotalStoreOrder), 202, 150, 6)]
    [InlineData(nameof(Consistency.PartialStoreOrder), 203, 150, 6)]
    public void Partial_order_search_runs_each_trace_once(string model, int seed, int programs, int ops)
    {
        var consistency = Enum.Parse<Consistency>(model);
        var generator = new ProgramGenerator(new SplitMix64((ulong)seed), new Shape(3, ops, OpKinds.All));
        var (counted, traces) = (0, 0L);
        for (var i = 0; i < programs; i++)
        {
            var program = generator.Next();
            var expected = BruteTraces.Count(program, consistency, 5_000);
            if (expected < 0)
                continue;
            counted++;
            traces += expected;
            var executions = Explored(program, consistency, Strategy.PartialOrder).Executions;
            Assert.True(executions == expected, $"{executions} executions, {expected} traces under {consistency}, program {i} of seed {seed}\n{program}");
        }

        output.WriteLine($"{consistency}: {counted} programs, {traces} traces");
        Assert.InRange(counted, programs / 2, programs);
    }

    /// <summary>What is wrong, or null. A search that was given up can only be wrong in what it reached.</summary>
    private static string? Mismatch(Program program, SortedSet<string> expected, Consistency consistency, Strategy strategy, out bool exhausted)
    {
        exhausted = true;
        try
        {
            var result = Explored(program, consistency, strategy);
            exhausted = result.Coverage == Coverage.Exhausted;
            var reached = new SortedSet<string>(result.Outcomes, StringComparer.Ordinal);
            var right = exhausted ? expected.SetEquals(reached) : reached.IsSubsetOf(expected);
            return right ? null : AxiomaticTests.Difference(expected, reached);
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }

    private static string Smallest(Program program, Consistency consistency, Strategy strategy)
    {
        var small = Shrinker.Shrink(program, smaller => Wrong(smaller) is not null);
        return $"{small}{Wrong(small)}";

        string? Wrong(Program one) => Mismatch(one, Brute.Outcomes(one, consistency), consistency, strategy, out _);
    }

    internal static MemoryModel Memory(Consistency consistency) => consistency switch
    {
        Consistency.Sequential => MemoryModel.Sequential,
        Consistency.TotalStoreOrder => MemoryModel.TotalStoreOrder,
        Consistency.PartialStoreOrder => MemoryModel.PartialStoreOrder,
        _ => MemoryModel.ReleaseAcquire,
    };

    internal static ExplorationResult Explored(Program program, Consistency consistency, Strategy strategy) => Explorer.Run(
        ProgramScenario.Of(program),
        new ExplorationOptions
        {
            Memory = Memory(consistency),
            Strategy = strategy,
            All = true,
            CollectOutcomes = true,
            MaxExecutions = strategy == Strategy.Brute ? MostUnreduced : long.MaxValue,
        });
}
