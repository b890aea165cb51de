using Virtspec.Exploration.Execution;
using Virtspec.Port;

namespace Virtspec.Exploration.Hosts;

/// <summary>
/// One execution on threads. It is at its end when nobody can go on, which is found out and not guessed: whoever pauses or ends looks, under
/// the one lock, whether all others have and what they wait for has not come.
/// </summary>
internal sealed class LiveExecution : IStage, IEnd
{
    private const int Doorbells = 64;

    // How far apart agents may start, in turns of an empty loop: about as long as a scenario runs.
    private const int LongestHeadStart = 2_000;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly LiveMemory _memory = new();
    private readonly Scenario _scenario;
    private readonly List<(LiveAgent Agent, Func<AgentPort, ValueTask> Body)> _agents = [];
    private readonly List<Action<IEnd>> _ends = [];
    private readonly List<string> _owed = [];
    private readonly bool?[] _rung = new bool?[Doorbells];
    private Random64 _seeds;
    private volatile bool _stopped;
    private bool _givenUp;
    private Exception? _error;

    internal LiveExecution(Scenario scenario, ulong seed)
    {
        (_scenario, _seeds) = (scenario, new Random64(seed));
        scenario.Build(this);
        if (_agents.Count == 0)
            throw new ScenarioException($"{scenario.Name} has no agent");
    }

    /// <summary>What went wrong first; null for nothing.</summary>
    internal Failure? Failure { get; private set; }

    /// <summary>What the end said it came to.</summary>
    internal string? OutcomeText { get; private set; }

    /// <summary>Who was not at an end when the execution was given up.</summary>
    internal string Unfinished { get; private set; } = string.Empty;

    /// <summary>Runs it to its end.</summary>
    /// <returns>False when it was given up, and says nothing.</returns>
    internal bool Run(CancellationToken deadline)
    {
        using var start = new Barrier(_agents.Count);
        var threads = _agents.ConvertAll(entry => new Thread(() => RunAgent(entry.Agent, entry.Body, start)) 
        {
            IsBackground = true,
            Name = entry.Agent.Name,
        });
        threads.ForEach(thread => thread.Start());
        using (deadline.Register(GiveUp))
        {
            if (!threads.TrueForAll(thread => Join(thread, deadline)))
                return false;
        }

        if (_error is not null)
            throw _error;
        if (_givenUp)
            return false;
        Finish();
        return true;
    }

    internal void ThrowIfStopped()
    {
        if (_stopped)
            throw new StoppedException();
    }

    internal void Signal(Doorbell doorbell)
    {
        lock (_gate)
        {
            ThrowIfStopped();
            _ = IsRung(doorbell);
            _rung[doorbell.Number] = true;
            Monitor.PulseAll(_gate);
        }
    }

    internal void Wait(LiveAgent agent, Doorbell doorbell)
    {
        lock (_gate)
        {
            ThrowIfStopped();
            if (!IsRung(doorbell))
            {
                Pause(agent, () => IsRung(doorbell));
                while (!IsRung(doorbell) && !_stopped)
                    Monitor.Wait(_gate);
                GoOn(agent);
            }

            _rung[doorbell.Number] = false;
        }
    }

    internal void Pause(LiveAgent agent, Func<bool> canGoOn)
    {
        lock (_gate)
        {
            (agent.Activity, agent.CanGoOn) = (Activity.Paused, canGoOn);
            StopIfNobodyGoesOn();
        }
    }

    internal void GoOn(LiveAgent agent)
    {
        lock (_gate)
        {
            ThrowIfStopped();
            (agent.Activity, agent.CanGoOn) = (Activity.Running, null);
        }
    }

    internal void Fail(Failure failure)
    {
        lock (_gate)
        {
            // What others run into because they were stopped is not a finding.
            if (!_stopped)
                Failure ??= failure;
            Stop();
        }
    }

    internal void Owe(string name, bool hot)
    {
        lock (_gate)
        {
            if (!hot)
                _owed.Remove(name);
            else if (!_owed.Contains(name))
                _owed.Add(name);
        }
    }

    ulong IStage.Memory(string name, int bytes)
    {
        if (bytes is < 1 or > 65_536)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"{name}: 1 to 65,536 bytes were expected");
        return _memory.Allocate(bytes);
    }

    void IStage.Preset(ulong address, ulong value, AccessSize size) => _memory.Store(address, value, size);

    void IStage.Label(ulong address, int bytes, string name)
    {
    }

    Doorbell IStage.Doorbell(string name, bool rung)
    {
        var doorbell = new Doorbell((uint)Array.IndexOf(_rung, null));
        ((IStage)this).Doorbell(doorbell, name, rung);
        return doorbell;
    }

    void IStage.Doorbell(Doorbell doorbell, string name, bool rung)
    {
        if (doorbell.Number >= Doorbells || _rung[doorbell.Number] is not null)
            throw new ArgumentException($"{name}: doorbell {doorbell.Number} is taken or beyond 63", nameof(doorbell));
        _rung[doorbell.Number] = rung;
    }

    void IStage.Agent(string name, Func<AgentPort, ValueTask> body, bool daemon) =>
        _agents.Add((new LiveAgent(this, _memory, name, daemon, _seeds.Next()), body));

    void IStage.AtEnd(Action<IEnd> check) => _ends.Add(check);

    ulong IEnd.Read(ulong address, AccessSize size) => _memory.Load(address, size);

    void IEnd.Check(bool holds, string claim)
    {
        if (!holds)
            Failure ??= new Failure(FailureKind.Property, claim, $"at the end {claim} does not hold");
    }

    void IEnd.Outcome(string text) => OutcomeText = OutcomeText is null ? text : $"{OutcomeText}; {text}";

    private void RunAgent(LiveAgent agent, Func<AgentPort, ValueTask> body, Barrier start)
    {
        try
        {
            start.SignalAndWait();
            Thread.SpinWait(agent.Random(LongestHeadStart));
            var run = body(new AgentPort(agent));
            if (run.IsCompleted)
                run.GetAwaiter().GetResult();
            else
                Abort(new ScenarioException($"{agent.Name} awaits something that is not an access of its port"));
        }
        catch (StoppedException)
        {
            // The execution is over: this is how its daemons end.
        }
        catch (PropertyViolatedException)
        {
            // Check has said so.
        }
        catch (ScenarioException error)
        {
            Abort(error);
        }
        catch (Exception error)
        {
            Fail(new Failure(FailureKind.Exception, error.GetType().Name, $"{agent.Name}: {error.Message}"));
        }

        lock (_gate)
        {
            // Who is stopped while paused stays what he was: that tells at the end who would have waited for ever.
            if (!_stopped)
                agent.Activity = Activity.Ended;
            StopIfNobodyGoesOn();
        }
    }

    /// <summary>Waits for a thread; one that does not end after it was told to, because it asks for no access, is left behind.</summary>
    private static bool Join(Thread thread, CancellationToken deadline)
    {
        while (!thread.Join(TimeSpan.FromMilliseconds(100)))
        {
            if (deadline.IsCancellationRequested)
                return thread.Join(Grace);
        }

        return true;
    }

    private void GiveUp()
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            _givenUp = true;
            Unfinished = string.Join(" and ", _agents.Where(entry => entry.Agent.Activity != Activity.Ended).Select(entry => entry.Agent.Name));
            Stop();
        }
    }

    private void Abort(ScenarioException error)
    {
        lock (_gate)
        {
            _error ??= error;
            Stop();
        }
    }

    private bool IsRung(Doorbell doorbell) =>
        (doorbell.Number < Doorbells ? _rung[doorbell.Number] : null) ?? throw new ScenarioException($"doorbell {doorbell.Number} is not on the stage");

    private void StopIfNobodyGoesOn()
    {
        foreach (var (agent, _) in _agents)
        {
            if (agent.Activity == Activity.Running || (agent.Activity == Activity.Paused && agent.CanGoOn!()))
                return;
        }

        Stop();
    }

    private void Stop()
    {
        _stopped = true;
        Monitor.PulseAll(_gate);
    }

    /// <summary>Nobody runs any more: what is to be said of it.</summary>
    private void Finish()
    {
        if (Failure is not null)
            return;
        var waiting = string.Join(" and ", _agents.Where(entry => entry.Agent is { Activity: not Activity.Ended, Daemon: false }).Select(entry => entry.Agent.Name));
        if (_owed.Count > 0)
            Failure = new Failure(FailureKind.Obligation, _owed[0], $"nobody goes on, and it is still owed: {string.Join("; ", _owed)}");
        else if (waiting.Length > 0)
            Failure = new Failure(FailureKind.Deadlock, waiting, $"nobody goes on: {waiting} waits for ever");
        _ends.ForEach(check => check(this));
    }
}
