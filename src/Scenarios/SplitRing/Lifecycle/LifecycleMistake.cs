using Virtspec.Exploration;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>A mistake in one of the scenarios here: a switch that one of its agents tests.</summary>
/// <typeparam name="TSwitch">The scenario's switches, 0 for none.</typeparam>
/// <param name="Switch">Which.</param>
/// <param name="Name">Name of its scenario, behind that of the correct one.</param>
/// <param name="Summary">What is wrong and what comes of it.</param>
/// <param name="Breaks">Id of the statement that it breaks.</param>
internal sealed record LifecycleMistake<TSwitch>(TSwitch Switch, string Name, string Summary, string Breaks)
    where TSwitch : struct, Enum
{
    /// <summary>Where implementations made it: project and commit, or another public record.</summary>
    internal IReadOnlyList<string> SeenIn { get; init; } = [];

    /// <summary>Parameters that are not as in the correct scenario.</summary>
    internal IReadOnlyList<(string Name, int Value)> Values { get; init; } = [];

    /// <summary>The entry of the corpus.</summary>
    /// <param name="scenario">Name of the correct scenario.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="build">Sets the scenario up with a switch.</param>
    internal CorpusEntry In(string scenario, IReadOnlyList<Parameter> parameters, Action<IStage, Scenario, TSwitch> build)
    {
        var made = new Scenario($"{scenario}-{Name}", Summary, parameters, (stage, set) => build(stage, set, Switch));
        return new CorpusEntry(Values.Aggregate(made, (set, value) => set.With(value.Name, value.Value)), Breaks, SeenIn);
    }
}
