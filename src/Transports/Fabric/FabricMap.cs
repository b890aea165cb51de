using Virtspec.Exploration.Execution;
using Virtspec.Port;

namespace Virtspec.Transports.Fabric;

/// <summary>A link as it was set up, and whether it is up.</summary>
/// <param name="index">Its number: its directions are twice that, and one more.</param>
internal sealed class FabricLink(int index)
{
    internal int Index => index;

    internal bool IsUp { get; set; } = true;
}

/// <summary>What a fabric consists of: nodes, links, and how signals travel.</summary>
/// <param name="fault">What is wrong with all of it.</param>
internal sealed class FabricMap(FabricFault fault)
{
    private readonly List<FabricNode> _nodes = [];
    private readonly List<FabricLink> _links = [];
    private readonly List<FabricPath> _paths = [];
    private readonly List<(FabricNode Node, ushort Requester)> _agents = [];
    private readonly Dictionary<uint, FabricNode> _ears = [];
    private readonly Dictionary<(int Node, uint Doorbell), ulong> _routes = [];

    internal FabricFault Fault => fault;

    internal IReadOnlyList<FabricNode> Nodes => _nodes;

    internal IReadOnlyList<FabricLink> Links => _links;

    /// <summary>Directions of links: each link has one from its first node to its second, and behind that one back.</summary>
    internal IReadOnlyList<FabricPath> Paths => _paths;

    internal FabricNode NodeOf(int agent) => _agents[agent].Node;

    internal ushort RequesterOf(int agent) => _agents[agent].Requester;

    /// <summary>What a node is told apart by, as requester and as completer.</summary>
    internal static ushort IdOf(FabricNode node) => (ushort)(node.Index << 8);

    internal FabricNode AddNode(string name, bool strict)
    {
        var node = new FabricNode(_nodes.Count, name, strict, fault);
        _nodes.Add(node);
        return node;
    }

    internal FabricLink AddLink(FabricNode first, FabricNode second, int credits)
    {
        var link = new FabricLink(_links.Count);
        _links.Add(link);
        _paths.Add(new FabricPath(first.Index, second.Index, credits, fault));
        _paths.Add(new FabricPath(second.Index, first.Index, credits, fault));
        return link;
    }

    /// <param name="node">Where it runs.</param>
    /// <param name="requester">What its requests are told apart by; 0 for the processors of the node, which all have one.</param>
    internal void AddAgent(FabricNode node, ushort requester) => _agents.Add((node, (ushort)(IdOf(node) | requester)));

    /// <summary>The direction in which a node sends over a link.</summary>
    /// <exception cref="ScenarioException">The node is not at the link.</exception>
    internal int PathFrom(FabricNode node, int link)
    {
        for (var path = 2 * link; path < (2 * link) + 2; path++)
        {
            if (_paths[path].From == node.Index)
                return path;
        }

        throw new ScenarioException($"{node.Name} is not at link {link}");
    }

    internal void Hears(FabricNode node, Doorbell doorbell) => _ears.Add(doorbell.Number, node);

    internal void Route(FabricNode from, Doorbell doorbell, ulong address) => _routes.Add((from.Index, doorbell.Number), address);

    /// <summary>Where a node writes to ring a doorbell; null where the doorbell is its own.</summary>
    /// <exception cref="ScenarioException">There is no way.</exception>
    internal ulong? RouteOf(FabricNode from, Doorbell doorbell)
    {
        if (_ears.TryGetValue(doorbell.Number, out var ear) && ear == from)
            return null;
        return _routes.TryGetValue((from.Index, doorbell.Number), out var address)
            ? address
            : throw new ScenarioException($"{from.Name} has no way to doorbell {doorbell.Number}");
    }
}
