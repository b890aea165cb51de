using Virtspec.Model.Machines;

namespace Virtspec.Specification.Machines;

/// <summary>
/// A machine as it is drawn: states of one name are one, and so an event may lead to several, or lead on from one of them and break a rule in
/// another. States are in the order in which they are met, events in that of the alphabet.
/// </summary>
internal sealed class MachineDrawing
{
    private readonly int[] _nameOf;

    internal MachineDrawing(MachineGraph graph)
    {
        Machine = graph.Machine;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new List<string>();
        _nameOf = [.. graph.States.Select(state => Number(graph.Machine.Describe(state)))];
        Names = names;
        Transitions =
        [
            .. graph.Edges.Edges.Select(Drawn).Distinct()
                .OrderBy(drawn => drawn.Source).ThenBy(drawn => drawn.Event).ThenBy(drawn => drawn.Target),
        ];
        Offences =
        [
            .. graph.Offences.GroupBy(offence => (Source: _nameOf[offence.Source], offence.Event))
                .OrderBy(group => group.Key)
                .Select(group => new Offence(group.Key.Source, group.Key.Event, [.. group.SelectMany(offence => offence.Rules).Distinct().Order(StringComparer.Ordinal)])),
        ];

        int Number(string name)
        {
            if (numbers.TryAdd(name, names.Count))
                names.Add(name);
            return numbers[name];
        }
    }

    internal IMachine Machine { get; }

    /// <summary>Names of the states.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>What leads on, by numbers of names, each once.</summary>
    internal IReadOnlyList<Transition> Transitions { get; }

    /// <summary>What breaks rules in some state of a name, with all rules it breaks in any.</summary>
    internal IReadOnlyList<Offence> Offences { get; }

    /// <summary>Number of the name of a state.</summary>
    /// <param name="state">Number of the state in the whole graph.</param>
    internal int NameOf(int state) => _nameOf[state];

    /// <summary>A transition of the whole graph as it is drawn.</summary>
    internal Transition Drawn(Transition transition) => new(_nameOf[transition.Source], transition.Event, _nameOf[transition.Target]);
}
