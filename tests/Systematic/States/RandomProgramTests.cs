using Virtspec.Exploration.States;
using Virtspec.Systematic.States.Machines;
using Xunit;

namespace Virtspec.Systematic.States;

/// <summary>Reduced searches of random programs against one that leaves nothing out.</summary>
public sealed class RandomProgramTests
{
    private const int Programs = 4_000;

    [Fact]
    public void Every_search_reaches_the_same_ends_and_violations()
    {
        var random = new ProgramGenerator(20_240_601);
        long full = 0, asleep = 0, both = 0, persistent = 0;
        for (var number = 0; number < Programs; number++)
        {
            var program = random.Next(cyclic: number % 4 == 0, out var text);
            var (states, ends, violated) = BruteForce.Search<ThreadProgram, ProgramState>(program);
            SearchResult Check(Reductions reductions, bool depthFirst)
            {
                var (result, seen) = Search(program, reductions, depthFirst);
                var what = $"program {number}, {reductions}, {(depthFirst ? "depth" : "breadth")}-first\n{text}";
                Assert.True(result.End == SearchEnd.Exhausted, what);
                Assert.True(ends.SetEquals(seen), $"{what}\nends {ends.Count}, reached {seen.Count}");
                Assert.True(violated.Count == result.Violations.Count, $"{what}\nviolations {violated.Count}, found {result.Violations.Count}");
                return result;
            }

            Assert.Equal(states.Count, Check(Reductions.None, false).States);
            var all = Check(Reductions.None, true);
            Assert.Equal(states.Count, all.States);
            var sleeping = Check(Reductions.Sleep, true);
            Assert.True(states.Count == sleeping.States, $"program {number}: sleep sets alone lose states\n{text}");
            Check(Reductions.Persistent, false);
            persistent += Check(Reductions.Persistent, true).States;
            both += Check(Reductions.Sleep | Reductions.Persistent, true).Transitions;
            full += all.Transitions;
            asleep += sleeping.Transitions;
        }

        // Each reduction has to be worth something, or it may be switched off unnoticed.
        Assert.True(asleep < full * 0.8 && both < asleep * 0.9, $"transitions {full}, sleep {asleep}, both {both}; states {persistent}");
    }

    [Theory]
    [InlineData(Reductions.None, 72_097)]
    [InlineData(Reductions.Sleep, 72_097)]
    [InlineData(Reductions.Persistent, 1_544)]
    [InlineData(Reductions.Sleep | Reductions.Persistent, 1_544)]
    public void Readers_need_few_states(object reductions, long states)
    {
        var result = DepthFirst<ReadersProgram, ReadersState>.Run(new(8), new() { Reductions = (Reductions)reductions });
        Assert.Equal(states, result.States);
        if ((Reductions)reductions == Reductions.Sleep)
            Assert.Equal(states - 1, result.Transitions);
    }

    private static (SearchResult Result, HashSet<string> Ends) Search(ThreadProgram program, Reductions reductions, bool depthFirst)
    {
        HashSet<string> ends = [];
        SearchOptions<ProgramState> options = new() { GoOn = true, Reductions = reductions, Ends = end => ends.Add(BruteForce.Key(end)) };
        var result = depthFirst
            ? DepthFirst<ThreadProgram, ProgramState>.Run(program, options)
            : BreadthFirst<ThreadProgram, ProgramState>.Run(program, options);
        return (result, ends);
    }
}
