using Virtspec.Exploration.MemoryModels;
using Virtspec.Port;

namespace Virtspec.Exploration.Execution;

/// <summary>
/// One execution of a scenario: agents that stand at their next accesses, the memory between them, and whoever steps them. The same world serves
/// all executions of a search, one after another. It makes no choice of its own.
/// </summary>
/// <remarks>
/// Processes are numbered: agents first, then those of the memory. A step of an agent is its pending access and whatever follows up to
/// the next access that another process could interfere with.
/// </remarks>
internal sealed class World : IStage, IEnd
{
    /// <summary>Addresses begin here, so that 0 is never one.</summary>
    private const ulong FirstAddress = 0x1000;

    internal const int MostAgents = 24;

    private readonly Scenario _scenario;
    private readonly Agent[] _agents = new Agent[MostAgents];
    private readonly List<(string Name, bool Daemon, Func<AgentPort, ValueTask> Body)> _bodies = [];
    private readonly List<string> _owed = [];
    private readonly List<Action<IEnd>> _ends = [];
    private readonly int[] _cells = new int[64];
    private readonly int[] _steps = new int[64];
    private uint _nextDoorbell;
    private bool _running;

    internal World(Scenario scenario, MemoryModel model, PlaceNumbers? places = null)
    {
        (_scenario, Model) = (scenario, model);
        if (scenario.Hardware is not null && model != MemoryModel.Sequential)
            throw new ScenarioException($"{scenario.Name} brings its own hardware, in which nodes are sequentially consistent: no other memory model goes with it");
        Memory = scenario.Hardware is { } hardware ? hardware(this) : model switch
        {
            MemoryModel.Sequential => new SequentialMemory(this),
            MemoryModel.TotalStoreOrder => new StoreBufferMemory(this, perPlace: false, places ?? new PlaceNumbers()),
            MemoryModel.PartialStoreOrder => new StoreBufferMemory(this, perPlace: true, places ?? new PlaceNumbers()),
            MemoryModel.ReleaseAcquire => new ViewMemory(this),
            _ => throw new ArgumentOutOfRangeException(nameof(model), model, "no such memory model"),
        };
    }

    internal MemoryModel Model { get; }

    internal SharedMemory Memory { get; }

    /// <summary>Most steps an agent may take on its own or an execution may have, against code that never comes to an end.</summary>
    internal int StepLimit { get; init; } = ExplorationOptions.UsualStepLimit;

    internal int Agents { get; private set; }

    /// <summary>On which the execution was started: agents go on there and nowhere else.</summary>
    internal int Thread { get; private set; }

    /// <summary>Steps since the start.</summary>
    internal int Depth { get; private set; }

    /// <summary>What went wrong, as soon as it does.</summary>
    internal Failure? Failure { get; private set; }

    /// <summary>What the end said it came to.</summary>
    internal string? OutcomeText { get; private set; }

    /// <summary>Told of each access after it took place; none while nobody looks.</summary>
    internal IWitness? Witness { get; set; }

    /// <summary>Whether the scenario's own judge, if it has one, looks on.</summary>
    internal bool Judged { get; init; } = true;

    /// <summary>The scenario's judge, from the first execution on.</summary>
    internal IJudge? Judge { get; private set; }

    /// <summary>Processes that can go on, as bits.</summary>
    internal ulong Enabled
    {
        get
        {
            var enabled = Memory.DrainsReady;
            for (var i = 0; i < Agents; i++)
            {
                var agent = _agents[i];
                if (!agent.Done && ((agent.Kind <= Operation.Store && !Memory.AccessesWait) || Memory.Ready(agent)))
                    enabled |= 1UL << i;
            }

            return enabled;
        }
    }

    /// <summary>Starts over: builds the scenario anew and lets every agent run up to its first access.</summary>
    internal void Reset()
    {
        (_running, Depth, Failure, OutcomeText, Agents, _nextDoorbell) = (false, 0, null, null, 0, 0);
        Array.Fill(_cells, -1);
        Array.Clear(_steps);
        _bodies.Clear();
        _owed.Clear();
        _ends.Clear();
        Memory.Reset();
        Thread = Environment.CurrentManagedThreadId;
        _scenario.Build(this);
        Agents = _bodies.Count;
        if (Agents == 0)
            throw new ScenarioException($"{_scenario.Name} has no agent");
        Memory.Begin();
        Witness?.Begin(this);
        Judge?.Begin(this);
        _running = true;
        for (var i = 0; i < Agents; i++)
        {
            _agents[i] ??= new Agent(this, i);
            _agents[i].Start(_bodies[i].Name, _bodies[i].Daemon, _bodies[i].Body);
        }

        for (var i = 0; i < Agents; i++)
            DoLocal(_agents[i]);
    }

    internal Agent AgentAt(int process) => _agents[process];

    /// <summary>Steps a process has done.</summary>
    internal int Steps(int process) => _steps[process];

    /// <summary>A process whose step commutes with all others, so that nobody else need be tried before it; -1 for none.</summary>
    internal int Alone(ulong enabled)
    {
        for (var i = 0; i < Agents; i++)
        {
            if (_agents[i].Kind >= Operation.Fence && (enabled >> i & 1) != 0 && Memory.IsAlone(_agents[i]))
                return i;
        }

        return -1;
    }

    internal int Alternatives(int process) => process < Agents ? Memory.Alternatives(_agents[process]) : 1;

    internal Footprint FootprintOf(int process) => Memory.FootprintOf(process);

    /// <summary>Whether a process that can go on, or waits, waits for something others do.</summary>
    internal bool Waits(int process) => process < Agents && _agents[process].Kind is Operation.Wait or Operation.Until;

    /// <summary>Lets a process that is enabled do its step.</summary>
    internal void Step(int process, int alternative)
    {
        _steps[process]++;
        Depth++;
        if (process >= Agents)
        {
            var offset = Memory.DrainOffset(process);
            Memory.Drain(process);
            Witness?.Drained(this, process, offset);
            Judge?.Drained(this, process, offset);
            return;
        }

        var agent = _agents[process];
        Perform(agent, alternative);
        DoLocal(agent);
        FailAsJudged();
    }

    /// <summary>Nobody can go on: what is to be said of it.</summary>
    internal void Finish()
    {
        if (Failure is not null)
            return;
        Judge?.Ended(this);
        var waiting = string.Empty;
        for (var i = 0; i < Agents; i++)
        {
            if (!_agents[i].Done && !_agents[i].Daemon)
                waiting += (waiting.Length == 0 ? string.Empty : " and ") + _agents[i].Name;
        }

        if (_owed.Count > 0)
            Failure = new Failure(FailureKind.Obligation, _owed[0], $"nobody goes on, and it is still owed: {string.Join("; ", _owed)}");
        else if (waiting.Length > 0)
            Failure = new Failure(FailureKind.Deadlock, waiting, $"nobody goes on: {waiting} waits for ever");
        foreach (var end in _ends)
            end(this);
        FailAsJudged();
    }

    /// <summary>All that makes a difference later.</summary>
    internal Fingerprint Fingerprint()
    {
        var fingerprint = Execution.Fingerprint.Empty;
        Memory.AddTo(ref fingerprint);
        for (var i = 0; i < Agents; i++)
            fingerprint.Add(_agents[i].History);
        Witness?.AddTo(ref fingerprint);
        Judge?.AddTo(ref fingerprint);
        return fingerprint;
    }

    internal void Fail(Failure failure) => Failure ??= failure;

    internal void Owe(string name, bool hot)
    {
        var at = _owed.IndexOf(name);
        if (hot && at < 0)
            _owed.Add(name);
        else if (!hot && at >= 0)
            _owed.RemoveAt(at);
    }

    internal int Cell(Doorbell doorbell)
    {
        var cell = doorbell.Number < _cells.Length ? _cells[doorbell.Number] : -1;
        return cell >= 0 ? cell : throw new ScenarioException($"doorbell {doorbell.Number} is not on the stage");
    }

    internal bool Covers(Agent agent, ulong address, ulong length) => Memory.Covers(agent, address, length);

    internal bool Covers(ulong address, ulong length) =>
        length == 0 || (address >= FirstAddress && length <= (ulong)Memory.Length && address - FirstAddress <= (ulong)Memory.Length - length);

    internal static ulong AddressOf(int offset) => FirstAddress + (ulong)offset;

    internal int Offset(Agent agent, ulong address, int size) => _running ? Memory.Locate(agent, address, size) : Offset(address, size);

    internal int Offset(ulong address, int size) =>
        Covers(address, (ulong)size) ? (int)(address - FirstAddress) : throw new InaccessibleAddressException(address, (ulong)size);

    ulong IStage.Memory(string name, int bytes)
    {
        Setting();
        if (bytes is < 1 or > 65_536)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"{name}: 1 to 65,536 bytes were expected");
        var offset = Memory.Allocate(bytes);
        Witness?.Named(offset, bytes, name);
        return FirstAddress + (ulong)offset;
    }

    void IStage.Preset(ulong address, ulong value, AccessSize size)
    {
        Setting();
        Memory.Preset(Offset(address, (int)size), (int)size, value);
    }

    void IStage.Label(ulong address, int bytes, string name) => Witness?.Named(Offset(address, bytes), bytes, name);

    Doorbell IStage.Doorbell(string name, bool rung)
    {
        while (_nextDoorbell < _cells.Length && _cells[_nextDoorbell] >= 0)
            _nextDoorbell++;
        var doorbell = new Doorbell(_nextDoorbell);
        ((IStage)this).Doorbell(doorbell, name, rung);
        return doorbell;
    }

    void IStage.Doorbell(Doorbell doorbell, string name, bool rung)
    {
        Setting();
        if (doorbell.Number >= _cells.Length || _cells[doorbell.Number] >= 0)
            throw new ArgumentException($"{name}: doorbell {doorbell.Number} is taken or beyond 63", nameof(doorbell));
        var cell = Memory.Allocate(8);
        _cells[doorbell.Number] = cell;
        Memory.Preset(cell, 8, rung ? 1UL : 0);
        Witness?.Named(cell, 8, name);
    }

    void IStage.Agent(string name, Func<AgentPort, ValueTask> body, bool daemon)
    {
        Setting();
        if (_bodies.Count == MostAgents)
            throw new ScenarioException($"{_scenario.Name} has more than {MostAgents} agents");
        _bodies.Add((name, daemon, body));
    }

    T? IStage.Judge<T>(Func<T> judge)
        where T : class
    {
        Setting();
        if (Judged)
            Judge ??= judge();
        return (T?)Judge;
    }

    void IStage.AtEnd(Action<IEnd> check) => _ends.Add(check);

    ulong IEnd.Read(ulong address, AccessSize size) => Memory.Peek(Offset(address, (int)size), (int)size);

    void IEnd.Check(bool holds, string claim)
    {
        if (!holds)
            Fail(new Failure(FailureKind.Property, claim, $"at the end {claim} does not hold"));
    }

    void IEnd.Outcome(string text) => OutcomeText = OutcomeText is null ? text : $"{OutcomeText}; {text}";

    private void Setting()
    {
        if (_running)
            throw new InvalidOperationException("the stage is set before agents run");
    }

    private void Perform(Agent agent, int alternative)
    {
        if (Memory.Issue(agent))
            return;
        Witness?.Performing(this, agent, alternative);
        var result = Memory.Perform(agent, alternative, out var seen);
        Witness?.Performed(this, agent, result);
        if (Judge is not null)
        {
            Judge.Performed(this, agent, result);
            FailAsJudged();
        }

        agent.Complete(result, seen);
    }

    /// <summary>An access that was issued earlier is answered: its agent goes on.</summary>
    internal void Answer(Agent agent, ulong result)
    {
        Witness?.Performing(this, agent, 0);
        Witness?.Performed(this, agent, result);
        Judge?.Performed(this, agent, result);
        agent.Complete(result, result);
        DoLocal(agent);
        FailAsJudged();
    }

    private void FailAsJudged()
    {
        if (Judge?.Failing is { } broken)
            Fail(new Failure(FailureKind.Statement, broken.Id, broken.ToString()));
    }

    private void DoLocal(Agent agent)
    {
        for (var count = 0; !agent.Done && Failure is null && agent.Kind is Operation.Store or Operation.Fence or Operation.Signal && Memory.IsLocal(agent); count++)
        {
            if (count > StepLimit)
                throw new ScenarioException($"{agent.Name} does {StepLimit} accesses that concern nobody else and goes on");
            Perform(agent, 0);
        }
    }
}
