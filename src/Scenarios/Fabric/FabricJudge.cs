using Virtspec.Exploration.Execution;
using Virtspec.Model.Fabric;
using Virtspec.Transports.Fabric;

namespace Virtspec.Scenarios.Fabric;

/// <summary>Holds what happens on a fabric to what hardware guarantees.</summary>
internal sealed class FabricJudge : IJudge, IFabricObserver
{
    private readonly Verdicts _verdicts = new();
    private FabricState _state = new();
    private World? _world;

    public IReadOnlyList<BrokenStatement> Broken => _verdicts.Broken;

    public BrokenStatement? Failing => _verdicts.Failing;

    public IReadOnlyDictionary<string, StatementCount> Counts => _verdicts.Counts;

    void IWitness.Begin(World world)
    {
        _verdicts.Begin();
        _world = world;
        var map = ((FabricMemory)world.Memory).Map;
        _state = new FabricState { StrictNodes = [.. map.Nodes.Where(node => node.IsStrict).Select(node => node.Index)] };
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
    }

    /// <summary>What is on its way is part of the fabric's own state; doorbells are memory.</summary>
    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
    }

    void IJudge.Ended(World world)
    {
        for (var i = 0; i < world.Agents; i++)
        {
            if (world.AgentAt(i) is { Done: false, Kind: Operation.Wait } asleep)
                ((IFabricObserver)this).Saw(new FabricEvent(FabricEventKind.Heard, asleep.Offset));
        }

        ((IFabricObserver)this).Saw(new FabricEvent(FabricEventKind.Settled, 0));
    }

    void IFabricObserver.Saw(in FabricEvent e)
    {
        _state = FabricMachine.Step(_state, e, _verdicts.Log);
        _verdicts.NoteFailing(_world!);
    }
}
