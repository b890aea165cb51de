using Virtspec.Exploration.Execution;
using Virtspec.Model.Epf;
using Virtspec.Port;

namespace Virtspec.Scenarios.Fabric;

/// <summary>Turns what host and endpoint do into events of the model of their register file. The host is the first agent, the endpoint the second.</summary>
/// <param name="registers">Where the register file is, in the endpoint.</param>
/// <param name="queues">How many queues it has.</param>
/// <param name="command">Rung by the host.</param>
/// <param name="replied">Rung by the endpoint.</param>
internal sealed class EpfJudge(ulong registers, int queues, Doorbell command, Doorbell replied) : IJudge
{
    private readonly Verdicts _verdicts = new();
    private EpfState _state;

    public IReadOnlyList<BrokenStatement> Broken => _verdicts.Broken;

    public BrokenStatement? Failing => _verdicts.Failing;

    public IReadOnlyDictionary<string, StatementCount> Counts => _verdicts.Counts;

    void IWitness.Begin(World world)
    {
        _verdicts.Begin();
        _state = default;
    }

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add((ulong)_state.Marks | ((ulong)_state.Enabled << 32));
        fingerprint.Add(_state.Epoch | ((ulong)_state.LastEpoch << 32));
        fingerprint.Add(_state.Request | ((ulong)_state.Argument << 32));
        fingerprint.Add(_state.Written);
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
        if (agent.Index > 1)
            return;
        var isHost = agent.Index == 0;
        switch (agent.Kind)
        {
            case Operation.Signal when agent.Offset == world.Cell(isHost ? command : replied):
                Apply(world, new(isHost ? EpfEventKind.HostRang : EpfEventKind.EndpointRang));
                break;
            case Operation.Wait when agent.Offset == world.Cell(isHost ? replied : command):
                Slept(world, isHost);
                if (!isHost)
                    Apply(world, new(EpfEventKind.EndpointWoke));
                break;
            case Operation.Load or Operation.Until or Operation.Store:
                Accessed(world, agent, isHost, (uint)(agent.Kind == Operation.Store ? agent.Value : result));
                break;
        }
    }

    void IJudge.Ended(World world)
    {
        for (var i = 0; i < 2; i++)
        {
            if (world.AgentAt(i) is { Done: false, Kind: Operation.Wait } asleep && asleep.Offset == world.Cell(i == 0 ? replied : command))
                Slept(world, isHost: i == 0);
        }

        Apply(world, new(EpfEventKind.Settled));
    }

    private void Slept(World world, bool isHost) => Apply(world, new(isHost ? EpfEventKind.HostSlept : EpfEventKind.EndpointSlept));

    private void Accessed(World world, Agent agent, bool isHost, uint value)
    {
        var register = world.Memory.AddressOf(agent) - registers;
        var stores = agent.Kind == Operation.Store;
        if (register < (ulong)EpfLayout.BytesFor(queues))
            Apply(world, new(isHost ? stores ? EpfEventKind.HostWrote : EpfEventKind.HostRead : stores ? EpfEventKind.EndpointWrote : EpfEventKind.EndpointRead, (int)register, value));
        else if (!isHost)
            Apply(world, new(EpfEventKind.EndpointTouched));
    }

    private void Apply(World world, in EpfEvent e)
    {
        _state = EpfMachine.Step(_state, e, _verdicts.Log);
        _verdicts.NoteFailing(world);
    }
}
