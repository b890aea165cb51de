using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration.Schedules;

/// <summary>What a scenario calls its agents and the places of its memory.</summary>
internal sealed class PlaceNames : IWitness
{
    private readonly List<(int Offset, int Size, string Name)> _places = [];
    private string[] _agents = [];

    /// <summary>Agents, by index; where two have one name, each has its index behind it.</summary>
    internal IReadOnlyList<string> Agents => _agents;

    internal static PlaceNames Of(Scenario scenario)
    {
        using var here = new WithoutContext();
        var names = new PlaceNames();
        var world = new World(scenario, MemoryModel.Sequential) { Witness = names };
        world.Reset();
        names.SetAgents(world);
        return names;
    }

    /// <summary>The narrowest name that holds a range; a number of bytes behind it where the range does not begin with it.</summary>
    internal string this[int offset, int size]
    {
        get
        {
            (int Offset, int Size, string Name)? best = null;
            foreach (var place in _places)
            {
                // Of two of one width the later: a label of a field as wide as its memory says more.
                if (place.Offset <= offset && offset + size <= place.Offset + place.Size && (best is not { } found || place.Size <= found.Size))
                    best = place;
            }

            if (best is not { } narrowest)
                return size > 1 ? this[offset, 1] : $"memory+{offset}";
            return offset == narrowest.Offset ? narrowest.Name : $"{narrowest.Name}+{offset - narrowest.Offset}";
        }
    }

    /// <summary>Every place that has a name of its own, by that name. Names that two places have are left out.</summary>
    internal Dictionary<string, int> Places() =>
        _places.Select(place => place.Offset).Distinct().GroupBy(offset => this[offset, 1])
            .Where(group => group.Count() == 1).ToDictionary(group => group.Key, group => group.Single());

    void IWitness.Named(int offset, int size, string name) => _places.Add((offset, size, name));

    void IWitness.Performing(World world, Agent agent, int alternative)
    {
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
    }

    void IWitness.Drained(World world, int process, int offset)
    {
    }

    private void SetAgents(World world)
    {
        _agents = [.. Enumerable.Range(0, world.Agents).Select(index => world.AgentAt(index).Name)];
        var twice = _agents.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        for (var i = 0; i < _agents.Length; i++)
        {
            if (twice.Contains(_agents[i]))
                _agents[i] = $"{_agents[i]} {i}";
        }
    }
}
