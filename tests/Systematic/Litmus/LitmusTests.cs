using Virtspec.Exploration;
using Virtspec.Systematic.Programs;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Litmus;

public sealed class LitmusTests
{
    public static TheoryData<string> Names => [.. LitmusTable.All.Select(test => test.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_outcome_by_brute_force_is_as_the_literature_has_it(string name)
    {
        var test = LitmusTable.All.Single(test => test.Name == name);
        foreach (var consistency in Enum.GetValues<Consistency>())
        {
            var shown = Brute.Outcomes(test.Program, consistency).Any(outcome => Outcome.Satisfies(outcome, test.Exists));
            Assert.True(shown == test.Allowed(consistency), $"{name} under {consistency}: {(shown ? "shown" : "never shown")}\n{test.Program}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_explorer_comes_to_the_same_outcomes(string name)
    {
        var program = LitmusTable.All.Single(test => test.Name == name).Program;
        foreach (var consistency in Enum.GetValues<Consistency>())
        {
            var expected = Brute.Outcomes(program, consistency);
            foreach (var strategy in new[] { Strategy.Exhaustive, Strategy.PartialOrder, Strategy.States })
            {
                var result = ReducedSearchTests.Explored(program, consistency, strategy);
                Assert.Equal(Coverage.Exhausted, result.Coverage);
                Assert.Equal(expected, result.Outcomes.Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void Names_are_unique_and_each_clause_asks_for_what_there_is()
    {
        Assert.Equal(LitmusTable.All.Length, LitmusTable.All.Select(test => test.Name).Distinct().Count());
        foreach (var test in LitmusTable.All)
        {
            // A clause with a slip of the pen would be forbidden everywhere and nobody the wiser.
            var known = Brute.Outcomes(test.Program, Consistency.Sequential).First().Split(' ').Select(token => token.Split('=')[0]);
            Assert.All(test.Exists.Split(' '), token => Assert.Contains(token.Split('=')[0], known));
            Assert.Equal(5, test.Verdicts.Length);
            Assert.All(test.Verdicts[..4], verdict => Assert.Contains(verdict, "AF"));
        }
    }

    [Fact]
    public void Models_are_weaker_from_left_to_right()
    {
        foreach (var test in LitmusTable.All)
        {
            var outcomes = Enum.GetValues<Consistency>().Select(consistency => Brute.Outcomes(test.Program, consistency)).ToArray();
            Assert.Subset(outcomes[1], outcomes[0]);
            Assert.Subset(outcomes[2], outcomes[1]);
            Assert.Subset(outcomes[3], outcomes[0]);
        }
    }

    [Fact]
    public void The_page_is_up_to_date() => GeneratedFile.Check("docs/litmus.md", LitmusDocument.Render(LitmusTable.All));
}
