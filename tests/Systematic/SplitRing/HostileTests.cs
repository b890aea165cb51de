using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;
using Virtspec.Scenarios.SplitRing.Hostile;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>What the device of the reference makes of each lie, in every order: it refuses, or takes what it checked, and serves the next good request.</summary>
public sealed class HostileTests
{
    /// <summary>Odd, and nothing that a device has to refuse.</summary>
    private static readonly Lie[] _taken = [Lies.EmptyRequest, Lies.EmptyRoom, Lies.RequestGrows];

    /// <summary>A descriptor is rewritten: the device sees it as it was, or as it is then.</summary>
    private static readonly Lie[] _either = [Lies.LengthGrows, Lies.NextChanges, Lies.FlagsChange, Lies.EntryChanges];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Lies.All.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    //= robust.descriptors.1 robust.indirect.1 robust.rings.1 robust.memory.1 robust.idle.1
    public void Each_lie_ends_in_a_clean_refusal_or_is_taken_for_what_was_checked(int number)
    {
        var lie = Lies.All[number];
        string[] expected = _taken.Contains(lie) ? ["taken"] : _either.Contains(lie) ? ["refused", "taken"] : ["refused"];
        foreach (var model in Enum.GetValues<MemoryModel>())
        {
            var scenario = ScenarioCatalogue.Find("split-ring-hostile")!.With("lie", number + 1);
            var result = Explorer.Run(scenario, new ExplorationOptions { Memory = model, CollectOutcomes = true }, cancellation: TestContext.Current.CancellationToken);
            Assert.Empty(result.Found);
            Assert.Equal(Coverage.Exhausted, result.Coverage);
            Assert.Equal(expected.Select(outcome => $"{lie.Name}: {outcome}"), result.Outcomes.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Lies_differ() => Assert.Equal(Lies.All.Count, Lies.All.Select(lie => lie.Name).Distinct().Count());
}
