using Virtspec.Exploration.Execution;
using Virtspec.Model.Fabric;
using Virtspec.Transports.Fabric;

namespace Virtspec.Scenarios.Fabric;

/// <summary>Judges a protocol and the hardware that it goes over: what the hardware breaks comes first, for all else rests on it.</summary>
/// <param name="protocol">Judges the protocol.</param>
/// <param name="fabric">Judges the hardware.</param>
internal sealed class LayeredJudge(IJudge protocol, FabricJudge fabric) : IJudge, IFabricObserver
{
    private readonly IJudge _fabric = fabric;

    public IReadOnlyList<BrokenStatement> Broken => _fabric.Broken.Count == 0 ? protocol.Broken : [.. _fabric.Broken, .. protocol.Broken];

    public BrokenStatement? Failing => _fabric.Failing ?? protocol.Failing;

    public IReadOnlyDictionary<string, StatementCount> Counts => StatementCount.Sum([_fabric.Counts, protocol.Counts]);

    void IWitness.Begin(World world)
    {
        _fabric.Begin(world);
        protocol.Begin(world);
    }

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        _fabric.AddTo(ref fingerprint);
        protocol.AddTo(ref fingerprint);
    }

    void IWitness.Performed(World world, Agent agent, ulong result) => protocol.Performed(world, agent, result);

    void IJudge.Ended(World world)
    {
        _fabric.Ended(world);
        protocol.Ended(world);
    }

    void IFabricObserver.Saw(in FabricEvent e) => ((IFabricObserver)fabric).Saw(e);
}
