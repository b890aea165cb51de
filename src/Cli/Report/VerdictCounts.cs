using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Report;

/// <summary>How many requirements came to which verdict.</summary>
/// <param name="Passed">Their premise arose, and they were kept.</param>
/// <param name="Failed">They were broken.</param>
/// <param name="NotExercised">Their premise never arose.</param>
/// <param name="NotObservable">They cannot be seen here.</param>
internal sealed record VerdictCounts(int Passed, int Failed, int NotExercised, int NotObservable)
{
    /// <summary>Counts results.</summary>
    internal static VerdictCounts Of(IReadOnlyList<RequirementResult> results)
    {
        return new(Count(Verdict.Passed), Count(Verdict.Failed), Count(Verdict.NotExercised), Count(Verdict.NotObservable));

        int Count(Verdict verdict) => results.Count(result => result.Verdict == verdict);
    }

    /// <summary>Counts those of one strength.</summary>
    internal static VerdictCounts Of(IEnumerable<RequirementResult> results, Strength strength) =>
        Of([.. results.Where(result => result.Requirement.Level.Strength() == strength)]);
}
