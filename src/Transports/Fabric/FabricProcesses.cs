using Virtspec.Exploration.Execution;

namespace Virtspec.Transports.Fabric;

/// <summary>Where a transaction is.</summary>
internal enum FabricPlaceKind
{
    Link,
    Node,
    Processor,
}

/// <summary>A transaction that waits to move.</summary>
/// <param name="Kind">Where it is.</param>
/// <param name="Place">Which direction, node, or agent.</param>
/// <param name="Position">Its position there.</param>
/// <param name="Tlp">The transaction.</param>
internal readonly record struct FabricPlace(FabricPlaceKind Kind, int Place, int Position, Tlp Tlp);

/// <summary>
/// Transactions as processes of the explorer. Their numbers follow from where they are and nothing else, so that equal states have equal processes.
/// </summary>
internal static class FabricProcesses
{
    private const int Most = 64;

    /// <summary>Those that can move, as bits of process numbers.</summary>
    internal static ulong Ready(FabricMemory memory)
    {
        var ready = 0UL;
        var process = memory.Agents;
        foreach (var place in All(memory))
        {
            if (process >= Most)
                throw new ScenarioException($"agents and transactions on their way are more than {Most}: fewer credits, or fewer agents, were expected");
            if (CanMove(memory, place))
                ready |= 1UL << process;
            process++;
        }

        return ready;
    }

    internal static FabricPlace Find(FabricMemory memory, int process)
    {
        var at = memory.Agents;
        foreach (var place in All(memory))
        {
            if (at++ == process)
                return place;
        }

        throw new InvalidOperationException($"no process {process}");
    }

    /// <summary>The process that is a transaction; -1 when it is gone.</summary>
    internal static int Of(FabricMemory memory, int agent, int sequence)
    {
        var process = memory.Agents;
        foreach (var place in All(memory))
        {
            if (place.Tlp.Agent == agent && place.Tlp.Sequence == sequence)
                return process;
            process++;
        }

        return -1;
    }

    internal static void AddTo(FabricMemory memory, ref Fingerprint fingerprint)
    {
        foreach (var (kind, place, _, tlp) in All(memory))
        {
            fingerprint.Add((ulong)kind | ((ulong)(uint)place << 8) | ((ulong)tlp.Header.Class << 16) | ((ulong)(uint)tlp.Agent << 24) | ((ulong)(uint)tlp.Sequence << 32));
            fingerprint.Add(tlp.Address);
            fingerprint.Add(tlp.Value);
        }
    }

    private static bool CanMove(FabricMemory memory, in FabricPlace at) => at.Kind switch
    {
        FabricPlaceKind.Link => memory.Map.Paths[at.Place].CanBeTaken(at.Position) && memory.Traffic.HasRoomBehind(at.Place, at.Position),
        FabricPlaceKind.Node => memory.Map.Nodes[at.Place].CanBeCarriedOut(at.Position),
        _ => memory.CanLeave(at.Place, at.Position),
    };

    private static FabricPlaces All(FabricMemory memory) => new(memory);
}

/// <summary>All transactions, in an order that follows from where they are. Walked at every step, so without allocating anything.</summary>
/// <param name="memory">Whose.</param>
internal struct FabricPlaces(FabricMemory memory)
{
    private FabricPlaceKind _kind = FabricPlaceKind.Link;
    private int _place = 0;
    private int _position = -1;

    public FabricPlace Current { readonly get; private set; }

    public readonly FabricPlaces GetEnumerator() => this;

    public bool MoveNext()
    {
        _position++;
        while (true)
        {
            if (_place == Places)
            {
                if (_kind == FabricPlaceKind.Processor)
                    return false;
                (_kind, _place, _position) = (_kind + 1, 0, 0);
            }
            else if (_position == Count)
            {
                (_place, _position) = (_place + 1, 0);
            }
            else
            {
                Current = new FabricPlace(_kind, _place, _position, Tlp);
                return true;
            }
        }
    }

    private readonly int Places => _kind switch
    {
        FabricPlaceKind.Link => memory.Map.Paths.Count,
        FabricPlaceKind.Node => memory.Map.Nodes.Count,
        _ => memory.Agents,
    };

    private readonly int Count => _kind switch
    {
        FabricPlaceKind.Link => memory.Map.Paths[_place].Count,
        FabricPlaceKind.Node => memory.Map.Nodes[_place].Accepted.Count,
        _ => memory.Combining(_place).Count,
    };

    private readonly Tlp Tlp => _kind switch
    {
        FabricPlaceKind.Link => memory.Map.Paths[_place][_position],
        FabricPlaceKind.Node => memory.Map.Nodes[_place].Accepted[_position],
        _ => memory.Combining(_place)[_position],
    };
}
