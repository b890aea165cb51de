using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Hosts;

/// <summary>What came of running a scenario on threads.</summary>
/// <param name="Executions">How many came to their end.</param>
/// <param name="Outcomes">What they came to, and how often.</param>
/// <param name="Violations">What went wrong, and how often.</param>
/// <param name="Inconclusive">Why not all executions were run to their end; null when they were.</param>
internal sealed record LiveReport(
    int Executions, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyDictionary<Failure, int> Violations, string? Inconclusive);

/// <summary>
/// Runs a scenario as it is on real threads over real memory: each agent is a thread, and the machine decides who goes next. It shows that the
/// program works outside the explorer; what it does not show proves nothing.
/// </summary>
internal static class LiveHost
{
    /// <summary>Runs a scenario many times.</summary>
    /// <param name="scenario">Which.</param>
    /// <param name="repetitions">How many executions.</param>
    /// <param name="seed">Decides what agents choose, not who goes next.</param>
    /// <param name="limit">When to give up.</param>
    /// <param name="cancellation">Gives up early.</param>
    /// <exception cref="ScenarioException">The scenario has no agent, or one awaits something else than its port.</exception>
    internal static LiveReport Run(Scenario scenario, int repetitions, ulong seed, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        var seeds = new Random64(seed);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var violations = new Dictionary<Failure, int>();
        for (var done = 0; done < repetitions; done++)
        {
            var execution = new LiveExecution(scenario, seeds.Next());
            if (!execution.Run(deadline.Token))
            {
                var reason = cancellation.IsCancellationRequested ? "cancelled" : $"the limit of {limit.TotalSeconds} s passed";
                return new LiveReport(done, outcomes, violations, $"{reason} in execution {done + 1} of {repetitions}: {execution.Unfinished} still at it");
            }

            if (execution.OutcomeText is { } outcome)
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (execution.Failure is { } failure)
                violations[failure] = violations.GetValueOrDefault(failure) + 1;
        }

        return new LiveReport(repetitions, outcomes, violations, null);
    }
}
