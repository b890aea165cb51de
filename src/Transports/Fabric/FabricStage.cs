using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Port;

namespace Virtspec.Transports.Fabric;

/// <summary>Where a scenario sets up nodes, links, what lies in them and who runs there.</summary>
internal sealed class FabricStage
{
    /// <summary>Posted writes that a direction of a link holds, where nothing else is said.</summary>
    internal const int UsualCredits = 4;

    /// <summary>Places of windows lie beyond all memory.</summary>
    private const int FirstWindowPlace = 1 << 24;

    private readonly World _world;
    private readonly FabricMemory _memory;
    private int _nextPlace = FirstWindowPlace;

    private FabricStage(World world, FabricMemory memory) => (_world, _memory) = (world, memory);

    /// <summary>What else the scenario needs: doorbells are of nodes, so not those.</summary>
    internal IStage Stage => _world;

    internal FabricMap Map => _memory.Map;

    /// <summary>A scenario on a fabric.</summary>
    /// <param name="name">As of any scenario.</param>
    /// <param name="summary">As of any scenario.</param>
    /// <param name="parameters">As of any scenario.</param>
    /// <param name="build">Sets it up.</param>
    /// <param name="fault">What the hardware does wrong.</param>
    internal static Scenario Scenario(
        string name, string summary, IReadOnlyList<Parameter> parameters, Action<FabricStage, Scenario> build, FabricFault fault = FabricFault.None) =>
        new(name, summary, parameters, (stage, scenario) => build(Of(stage, scenario), scenario)) { Hardware = world => new FabricMemory(world, fault) };

    /// <summary>A system of its own.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="strict">Whether its completers keep the order of the link among each other.</param>
    internal FabricNode Node(string name, bool strict = true) => Map.AddNode(name, strict);

    /// <summary>A link between two nodes.</summary>
    internal FabricLink Link(FabricNode first, FabricNode second, int credits = UsualCredits) => Map.AddLink(first, second, credits);

    /// <summary>Memory of a node, or registers that hold what was written.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="bytes">1 or more.</param>
    /// <param name="completer">Which completer of the node it belongs to.</param>
    /// <returns>Its address in the node.</returns>
    internal ulong Memory(FabricNode node, string name, int bytes, int completer = 0) =>
        Add(node, name, new FabricRange(RangeKind.Memory, 0, bytes, _memory.Place(bytes), completer, -1, 0, new WindowOptions()));

    /// <summary>A window of a node onto a link.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="bytes">1 or more.</param>
    /// <param name="link">The link.</param>
    /// <param name="target">Address in the other node.</param>
    /// <param name="options">How it treats what goes through it.</param>
    /// <returns>Its address in the node.</returns>
    internal ulong Window(FabricNode node, string name, int bytes, FabricLink link, ulong target, WindowOptions? options = null) =>
        Add(node, name, new FabricRange(RangeKind.Window, 0, bytes, Place(bytes), 0, link.Index, target, options ?? new WindowOptions()));

    /// <summary>A doorbell that is heard in a node, and the register that rings it.</summary>
    /// <param name="node">Where it is heard.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="completer">Which completer the register belongs to.</param>
    /// <returns>The doorbell, and the address of its register in the node.</returns>
    internal (Doorbell Doorbell, ulong Register) Doorbell(FabricNode node, string name, int completer = 0)
    {
        var doorbell = Stage.Doorbell(name);
        return (doorbell, Register(node, doorbell, completer));
    }

    /// <summary>A doorbell whose number the protocol fixes.</summary>
    /// <param name="node">Where it is heard.</param>
    /// <param name="doorbell">The number, not yet taken.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="completer">Which completer the register belongs to.</param>
    /// <returns>The address of its register in the node.</returns>
    internal ulong Doorbell(FabricNode node, Doorbell doorbell, string name, int completer = 0)
    {
        Stage.Doorbell(doorbell, name);
        return Register(node, doorbell, completer);
    }

    /// <summary>Names a field of a node's memory for drawn schedules.</summary>
    internal void Label(FabricNode node, ulong address, int bytes, string name) => _world.Witness?.Named(PlaceOf(node, address, AccessSize.One), bytes, name);

    /// <summary>Gives memory of a node a value before anybody runs.</summary>
    internal void Preset(FabricNode node, ulong address, ulong value, AccessSize size) => _memory.Preset(PlaceOf(node, address, size), (int)size, value);

    /// <summary>What memory of a node holds.</summary>
    internal ulong Read(FabricNode node, ulong address, AccessSize size) => _memory.Peek(PlaceOf(node, address, size), (int)size);

    /// <summary>Who sees all that happens: a judge of the fabric. It serves all executions.</summary>
    internal void Judge<T>(Func<T> judge)
        where T : class, IJudge, IFabricObserver => _memory.Observer ??= Stage.Judge(judge);

    /// <summary>How agents of a node ring a doorbell of another: by a write.</summary>
    /// <param name="from">The node.</param>
    /// <param name="doorbell">The doorbell.</param>
    /// <param name="address">Where they write: in a window of theirs that leads to the doorbell's register.</param>
    internal void Route(FabricNode from, Doorbell doorbell, ulong address) => Map.Route(from, doorbell, address);

    /// <summary>A register of a node that takes a link down, when 0 is written, and up again.</summary>
    internal ulong LinkControl(FabricNode node, FabricLink link, string name) =>
        Add(node, name, new FabricRange(RangeKind.LinkControl, 0, 4, Place(4), 0, link.Index, 0, new WindowOptions()));

    /// <summary>Code that runs in a node.</summary>
    /// <param name="node">Where.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="body">What it does.</param>
    /// <param name="daemon">Whether it may wait for ever.</param>
    /// <param name="requester">What its requests are told apart by; 0 for the processors of a node.</param>
    internal void Agent(FabricNode node, string name, Func<AgentPort, ValueTask> body, bool daemon = false, byte requester = 0)
    {
        Map.AddAgent(node, requester);
        Stage.Agent(name, body, daemon);
    }

    private static FabricStage Of(IStage stage, Scenario scenario) => stage is World { Memory: FabricMemory memory } world
        ? new FabricStage(world, memory)
        : throw new ScenarioException($"{scenario.Name} needs a fabric: only the explorer has one");

    private ulong Register(FabricNode node, Doorbell doorbell, int completer)
    {
        Map.Hears(node, doorbell);
        return node.Add(new FabricRange(RangeKind.Doorbell, 0, 4, _world.Cell(doorbell), completer, -1, 0, new WindowOptions())).Base;
    }

    private ulong Add(FabricNode node, string name, FabricRange range)
    {
        _world.Witness?.Named(range.Offset, range.Bytes, $"{node.Name} {name}");
        return node.Add(range).Base;
    }

    private static int PlaceOf(FabricNode node, ulong address, AccessSize size) =>
        node.Find(address, (ulong)size)?.Place(address) ?? throw new InaccessibleAddressException(address, (ulong)size);

    private int Place(int bytes)
    {
        var place = _nextPlace;
        _nextPlace += (bytes + 7) & ~7;
        return place;
    }
}
