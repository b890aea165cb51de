using Virtspec.Exploration.Execution;
using Virtspec.Model.Fabric;
using Virtspec.Transports.Fabric;

namespace Virtspec.Scenarios.Fabric;

/// <summary>Judges a ring and the hardware that it goes over: what the hardware breaks comes first, for the ring rests on it.</summary>
/// <param name="ring">Judges the ring.</param>
/// <param name="fabric">Judges the hardware.</param>
internal sealed class RingOnFabricJudge(IJudge ring, FabricJudge fabric) : IJudge, IFabricObserver
{
    private readonly IJudge _fabric = fabric;

    public IReadOnlyList<BrokenStatement> Broken => _fabric.Broken.Count == 0 ? ring.Broken : [.. _fabric.Broken, .. ring.Broken];

    public BrokenStatement? Failing => _fabric.Failing ?? ring.Failing;

    public IReadOnlyDictionary<string, StatementCount> Counts => StatementCount.Sum([_fabric.Counts, ring.Counts]);

    void IWitness.Begin(World world)
    {
        _fabric.Begin(world);
        ring.Begin(world);
    }

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        _fabric.AddTo(ref fingerprint);
        ring.AddTo(ref fingerprint);
    }

    void IWitness.Performed(World world, Agent agent, ulong result) => ring.Performed(world, agent, result);

    void IJudge.Ended(World world)
    {
        _fabric.Ended(world);
        ring.Ended(world);
    }

    void IFabricObserver.Saw(in FabricEvent e) => ((IFabricObserver)fabric).Saw(e);
}
