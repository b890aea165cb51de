using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;

namespace Virtspec.Cli.Explore;

/// <summary>
/// A mistake known to show, looked for before anything else in the way that was asked for: a search that does not find it finds nothing that counts.
/// </summary>
/// <param name="Scenario">The mistake.</param>
/// <param name="Memory">The memory model, the strongest that shows it.</param>
/// <param name="Execution">In which execution it was found.</param>
internal sealed record Canary(Scenario Scenario, MemoryModel Memory, long Execution)
{
    /// <summary>Looks for those that the searches need: one for each memory model.</summary>
    /// <exception cref="InvalidOperationException">One is not found, and nothing else would be.</exception>
    internal static IReadOnlyList<Canary> Send(ExplorePlan plan) =>
        [.. plan.Searches.Select(search => search.Options).DistinctBy(options => options.Memory).Select(options => Send(options, Mistake(options.Memory)))];

    internal static Canary Send(ExplorationOptions options, Scenario mistake)
    {
        // As asked for, but whole and on one thread. No limit of the user's ends it: limits are for what nobody knows. One by one would take for ever.
        var strategy = options.Strategy == Strategy.Brute ? Strategy.Exhaustive : options.Strategy;
        var plain = new ExplorationOptions { Memory = options.Memory, Strategy = strategy, Seed = options.Seed };
        return Explorer.Run(mistake, plain).Found is [{ } finding, ..]
            ? new Canary(mistake, options.Memory, finding.Execution)
            : throw new InvalidOperationException(
                $"the canary {mistake.Name} was not found under {ModelNames.Of(options.Memory)} by {StrategyNames.Of(plain.Chosen)}: what this search does not find means nothing");
    }

    /// <summary>Of each model, one that no stronger model shows.</summary>
    private static Scenario Mistake(MemoryModel model) => ScenarioCatalogue.Find(model switch
    {
        MemoryModel.Sequential => "lost-kick",
        MemoryModel.TotalStoreOrder => "split-ring-no-kick-fence",
        MemoryModel.PartialStoreOrder => "split-ring-no-publish-fence",
        _ => "split-ring-no-take-fence",
    })!;
}
