using Microsoft.Coyote.Specifications;
using Virtspec.Exploration;
using Virtspec.Exploration.Hosts;
using Virtspec.Port;
using Operation = Microsoft.Coyote.Runtime.Operation;

namespace Virtspec.Systematic.Coyote;

/// <summary>
/// One execution under Coyote: each agent is a thread that Coyote lets go on. The thread of the test is an operation too, and waits until no
/// agent can go on; then it looks at what has come of it, and lets those that still wait end.
/// </summary>
internal sealed class CoyoteExecution : IStage, IEnd
{
    private readonly LiveMemory _memory = new();
    private readonly List<(CoyoteAgent Agent, Func<AgentPort, ValueTask> Body)> _agents = [];
    private readonly List<Action<IEnd>> _ends = [];
    private readonly SortedSet<string> _owed = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, bool> _rung = [];

    internal CoyoteExecution(Scenario scenario) => scenario.Build(this);

    /// <summary>Whether agents that wait are to end.</summary>
    internal bool Stopped { get; private set; }

    internal void Run()
    {
        var operations = _agents.ConvertAll(entry => Start(entry.Agent, entry.Body));
        Operation.PauseUntil(() => _agents.TrueForAll(entry => entry.Agent.Ended || entry.Agent.CanGoOn?.Invoke() == false));
        Finish();
        Stopped = true;
        operations.ForEach(Operation.PauseUntilCompleted);
    }

    internal bool IsRung(Doorbell doorbell) => _rung[doorbell.Number];

    internal void Ring(Doorbell doorbell, bool rung) => _rung[doorbell.Number] = rung;

    internal void Owe(string name, bool hot)
    {
        if (hot)
            _owed.Add(name);
        else
            _owed.Remove(name);
    }

    ulong IStage.Memory(string name, int bytes) => _memory.Allocate(bytes);

    void IStage.Preset(ulong address, ulong value, AccessSize size) => _memory.Store(address, value, size);

    void IStage.Label(ulong address, int bytes, string name)
    {
    }

    Doorbell IStage.Doorbell(string name, bool rung)
    {
        var doorbell = new Doorbell(0);
        while (!_rung.TryAdd(doorbell.Number, rung))
            doorbell = new Doorbell(doorbell.Number + 1);
        return doorbell;
    }

    void IStage.Doorbell(Doorbell doorbell, string name, bool rung) => _rung.Add(doorbell.Number, rung);

    void IStage.Agent(string name, Func<AgentPort, ValueTask> body, bool daemon) =>
        _agents.Add((new CoyoteAgent(this, _memory, name, daemon), body));

    void IStage.AtEnd(Action<IEnd> check) => _ends.Add(check);

    ulong IEnd.Read(ulong address, AccessSize size) => _memory.Load(address, size);

    void IEnd.Check(bool holds, string claim) => Specification.Assert(holds, $"at the end {claim} does not hold");

    void IEnd.Outcome(string text)
    {
    }

    private static ulong Start(CoyoteAgent agent, Func<AgentPort, ValueTask> body)
    {
        var operation = Operation.CreateNext() ?? throw new InvalidOperationException("Coyote does not control this execution");
        var thread = new Thread(() => RunAgent(operation, agent, body)) { IsBackground = true, Name = agent.Name };
        Operation.Start(operation);
        thread.Start();
        return operation;
    }

    private static void RunAgent(ulong operation, CoyoteAgent agent, Func<AgentPort, ValueTask> body)
    {
        try
        {
            Operation.OnStarted(operation);
            Follow(agent, body);
            agent.Ended = true;
            Operation.OnCompleted();
            Operation.ScheduleNext();
        }
        catch (ThreadInterruptedException)
        {
            // This is how Coyote ends an execution; let out, it would end the process.
        }
    }

    private static void Follow(CoyoteAgent agent, Func<AgentPort, ValueTask> body)
    {
        try
        {
            // Every access has taken place when it returns, so the code runs straight through.
            var run = body(new AgentPort(agent)).AsTask();
            Specification.Assert(run.IsCompleted, $"{agent.Name} awaits something that is not an access of its port");
            run.GetAwaiter().GetResult();
        }
        catch (StoppedException)
        {
        }
        catch (Exception error) when (error is not ThreadInterruptedException)
        {
            Specification.Assert(false, $"{agent.Name}: {error.Message}");
        }
    }

    private void Finish()
    {
        Specification.Assert(_owed.Count == 0, $"nobody goes on, and it is still owed: {string.Join("; ", _owed)}");
        var waiting = string.Join(" and ", _agents.Where(entry => entry.Agent is { Ended: false, Daemon: false }).Select(entry => entry.Agent.Name));
        Specification.Assert(waiting.Length == 0, $"nobody goes on: {waiting} waits for ever");
        _ends.ForEach(check => check(this));
    }
}
