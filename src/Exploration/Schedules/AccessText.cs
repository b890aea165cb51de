using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Schedules;

/// <summary>Accesses in words, with the names of the scenario.</summary>
internal static class AccessText
{
    /// <summary>Numbers up to here are written in decimal, larger ones are more likely addresses or patterns.</summary>
    private const ulong MostDecimal = ushort.MaxValue;

    internal static string Value(ulong value) => value <= MostDecimal ? $"{value}" : $"0x{value:x}";

    /// <summary>An access that took place.</summary>
    internal static string Performed(Agent agent, ulong result, PlaceNames names)
    {
        var place = Place(agent, names);
        return agent.Kind switch
        {
            Operation.Load => $"reads {place} = {Value(result)}",
            Operation.Store => $"{place} := {Value(agent.Value)}",
            Operation.Exchange => $"exchanges {place} {Value(result)} -> {Value(agent.Value)}",
            Operation.CompareExchange when result == agent.Expected => $"compares and sets {place} {Value(result)} -> {Value(agent.Value)}",
            Operation.CompareExchange => $"compares {place} = {Value(result)}, not {Value(agent.Expected)}",
            Operation.Until => $"sees {place} = {Value(result)}",
            Operation.Signal => $"rings {place}",
            Operation.Wait => $"takes {place}",
            Operation.Choose => $"{agent.What}: {Value(result)}",
            Operation.Fence => Fence(agent),
            _ => throw new InvalidOperationException($"{agent.Kind} is no access"),
        };
    }

    /// <summary>Where everybody stands.</summary>
    internal static IReadOnlyList<Standing> Standing(World world, PlaceNames names)
    {
        var standing = new Standing[world.Agents];
        for (var i = 0; i < standing.Length; i++)
        {
            var agent = world.AgentAt(i);
            var blocked = !agent.Done && !world.Memory.Ready(agent);
            standing[i] = new Standing(names.Agents[i], agent.Done, blocked, Pending(agent, blocked, names));
        }

        return standing;
    }

    /// <summary>What an agent does next, or waits for.</summary>
    internal static string Pending(Agent agent, bool blocked, PlaceNames names)
    {
        if (agent.Done)
            return "is done";
        var place = Place(agent, names);
        return agent.Kind switch
        {
            Operation.Load => $"reads {place} next",
            Operation.Store => $"stores {place} := {Value(agent.Value)} next",
            Operation.Wait or Operation.Until => $"{(blocked ? "waits" : "looks")} for {place}",
            Operation.Signal => $"rings {place} next",
            Operation.Choose => $"chooses {agent.What} next",
            Operation.Fence when blocked => $"waits at {Fence(agent)} for its stores to arrive",
            Operation.Fence => $"passes {Fence(agent)} next",
            _ when blocked => $"waits with its exchange of {place} for its stores to arrive",
            _ => $"exchanges {place} next",
        };
    }

    private static string Fence(Agent agent) => $"fence {agent.FenceKind.ToString().ToLowerInvariant()}";

    private static string Place(Agent agent, PlaceNames names) => agent.Kind switch
    {
        Operation.Fence or Operation.Choose or Operation.None => string.Empty,
        _ => names[agent.Offset, agent.Size],
    };
}
