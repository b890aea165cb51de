using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Transports.Fabric;

namespace Virtspec.Scenarios.Fabric;

/// <summary>A node of a fabric as the stage of what knows no fabric: memory is the node's.</summary>
/// <param name="fabric">The fabric.</param>
/// <param name="node">The node.</param>
/// <param name="hears">Where a doorbell is heard.</param>
internal sealed class NodeStage(FabricStage fabric, FabricNode node, Func<Doorbell, FabricNode> hears) : IStage
{
    /// <summary>Registers of doorbells are with a completer of their own, beside memory.</summary>
    private const int Interrupts = 1;

    private readonly Dictionary<Doorbell, ulong> _registers = [];

    /// <summary>Where a doorbell is rung, in the node that hears it.</summary>
    internal ulong RegisterOf(Doorbell doorbell) => _registers[doorbell];

    public ulong Memory(string name, int bytes) => fabric.Memory(node, name, bytes);

    public void Preset(ulong address, ulong value, AccessSize size) => fabric.Preset(node, address, value, size);

    public void Label(ulong address, int bytes, string name) => fabric.Label(node, address, bytes, name);

    public Doorbell Doorbell(string name, bool rung = false) => throw new NotSupportedException($"{name}: doorbells of a fabric have numbers");

    public void Doorbell(Doorbell doorbell, string name, bool rung = false) => _registers.Add(doorbell, fabric.Doorbell(hears(doorbell), doorbell, name, Interrupts));

    public void Agent(string name, Func<AgentPort, ValueTask> body, bool daemon = false) => fabric.Agent(node, name, body, daemon);

    public void AtEnd(Action<IEnd> check) => fabric.Stage.AtEnd(check);
}
