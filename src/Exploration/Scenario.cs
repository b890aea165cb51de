using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration;

/// <summary>A number that a scenario can be asked to change: how many buffers, how large a queue.</summary>
/// <param name="Name">As written on a command line: lower case, words joined by hyphens.</param>
/// <param name="Value">The value it has.</param>
/// <param name="Least">Smallest value; shrinking goes towards it.</param>
/// <param name="Most">Largest value.</param>
/// <param name="Meaning">What it counts, in a few words.</param>
public sealed record Parameter(string Name, int Value, int Least, int Most, string Meaning);

/// <summary>
/// Concurrent agents, what they share and what has to hold, written once and run under every strategy, memory model and host.
/// </summary>
public sealed class Scenario
{
    private readonly Action<IStage, Scenario> _build;
    private readonly Parameter[] _parameters;

    /// <summary>What agents reach, where that is more than memory that all share; null for that.</summary>
    /// <remarks>Such a scenario is searched through states, for it has an order of its own. Inside a node of it memory is sequentially consistent.</remarks>
    internal Func<World, SharedMemory>? Hardware { get; init; }

    /// <summary>Memory models that it can run under, strongest first.</summary>
    internal IReadOnlyList<MemoryModel> Models => Hardware is null ? Enum.GetValues<MemoryModel>() : [MemoryModel.Sequential];

    /// <summary>A scenario.</summary>
    /// <param name="name">Unique; lower case, words joined by hyphens.</param>
    /// <param name="summary">One line on what happens and what is to be seen.</param>
    /// <param name="parameters">What can be changed; empty for none.</param>
    /// <param name="build">
    /// Called once for each execution. It creates all state, and nothing that outlives the execution: what a run does must depend on nothing else.
    /// </param>
    public Scenario(string name, string summary, IReadOnlyList<Parameter> parameters, Action<IStage, Scenario> build)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(build);
        (Name, Summary, _parameters, _build) = (name, summary, [.. parameters], build);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>One line on what happens.</summary>
    public string Summary { get; }

    /// <summary>What can be changed, with the values it has here.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The value of a parameter.</summary>
    /// <param name="parameter">Its name.</param>
    /// <exception cref="ArgumentException">There is no parameter of that name.</exception>
    public int this[string parameter] => _parameters[Find(parameter)].Value;

    /// <summary>The same scenario with one value changed.</summary>
    /// <param name="parameter">Which parameter.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">There is no parameter of that name, or the value is out of its range.</exception>
    public Scenario With(string parameter, int value)
    {
        var at = Find(parameter);
        var old = _parameters[at];
        if (value < old.Least || value > old.Most)
            throw new ArgumentException($"{Name}: {parameter} is {value}, expected {old.Least} to {old.Most}", nameof(value));
        var changed = (Parameter[])_parameters.Clone();
        changed[at] = old with { Value = value };
        return new Scenario(Name, Summary, changed, _build) { Hardware = Hardware };
    }

    /// <summary>Sets up one execution.</summary>
    /// <param name="stage">Where.</param>
    public void Build(IStage stage) => _build(stage, this);

    /// <inheritdoc/>
    public override string ToString() =>
        _parameters.Length == 0 ? Name : $"{Name} {string.Join(' ', _parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"))}";

    private int Find(string parameter)
    {
        for (var i = 0; i < _parameters.Length; i++)
        {
            if (_parameters[i].Name == parameter)
                return i;
        }

        var known = _parameters.Length == 0 ? "none" : string.Join(", ", _parameters.Select(known => known.Name));
        throw new ArgumentException($"{Name} has no parameter {parameter}; it has {known}", nameof(parameter));
    }
}
