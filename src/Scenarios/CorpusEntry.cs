using Virtspec.Exploration;

namespace Virtspec.Scenarios;

/// <summary>A mistake that an implementation made, or could make: the reference with one thing changed.</summary>
/// <param name="Scenario">What shows it, with parameters at which it does.</param>
/// <param name="Breaks">Id of the statement that it breaks.</param>
/// <param name="SeenIn">Where implementations made it: project and commit, or another public record.</param>
internal sealed record CorpusEntry(Scenario Scenario, string Breaks, IReadOnlyList<string> SeenIn);
