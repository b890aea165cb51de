using Virtspec.Oracle;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Robustness;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Steps;

/// <summary>Takes steps against a peer, one after the other, and remembers them. Whether the peer does well is the judge's to say.</summary>
internal sealed class Player : IDisposable
{
    private readonly List<Step> _taken = [];
    private readonly List<JudgedSession?> _sessions = [];

    /// <summary>A player that has not begun.</summary>
    /// <param name="judge">Who sees what happens; told of every step.</param>
    /// <param name="options">The peer and its limits.</param>
    /// <param name="revive">Brings the peer back after it went away; null when nobody can.</param>
    internal Player(Judge judge, SessionOptions options, Func<bool>? revive = null)
    {
        (Judge, Options, Revive) = (judge, options, revive);
        options.Patience.Begin();
        judge.Tally.Program = () => [.. _taken.Select(step => step.ToString())];
    }

    internal Judge Judge { get; }

    /// <summary>The peer and its limits, and how sessions are to be.</summary>
    internal SessionOptions Options { get; set; }

    /// <summary>Brings the peer back after it went away; null when nobody can.</summary>
    internal Func<bool>? Revive { get; }

    /// <summary>What is known of the peer under attack.</summary>
    internal RobustnessState Robustness { get; } = new();

    /// <summary>Steps taken.</summary>
    internal IReadOnlyList<Step> Taken => _taken;

    /// <summary>Number of the session that steps are about.</summary>
    internal int Current { get; private set; } = -1;

    /// <summary>A second front-end, which does nothing but be there.</summary>
    internal VhostUserFrontEnd? Intruder { get; set; }

    /// <summary>The session that steps are about.</summary>
    /// <exception cref="StepException">None is open.</exception>
    internal JudgedSession Session => (Current >= 0 ? _sessions[Current] : null) ?? throw new StepException("no session is open");

    /// <summary>The user's wish to stop, heeded before each step but those that close sessions.</summary>
    internal CancellationToken Stop { get; init; }

    /// <summary>Takes a step.</summary>
    /// <exception cref="OperationCanceledException">The user wants to stop.</exception>
    internal void Do(Step step)
    {
        if (step is not Steps.Close)
            Stop.ThrowIfCancellationRequested();
        _taken.Add(step);
        step.Take(this);
    }

    /// <summary>Takes a step that brings something back.</summary>
    /// <exception cref="OperationCanceledException">The user wants to stop.</exception>
    internal T Do<T>(Step<T> step)
    {
        Stop.ThrowIfCancellationRequested();
        _taken.Add(step);
        return step.Act(this);
    }

    /// <summary>Opens a further session, which is the current one from now on.</summary>
    internal JudgedSession Open()
    {
        Judge.Begin(Judge.Tally.Case, newSession: true);
        // A number of its own for each, lest memory of a new session hold by chance what the last one left.
        var session = JudgedSession.Connect(Judge, Options with { Seed = Options.Seed + ((ulong)_sessions.Count << 32) });
        _sessions.Add(session);
        Current = _sessions.Count - 1;
        return session;
    }

    /// <summary>Makes another session the current one.</summary>
    internal void Switch(int session) =>
        Current = session < _sessions.Count ? session : throw new StepException($"there is no session {session}");

    /// <summary>Closes the current session.</summary>
    internal void Close()
    {
        if (Current < 0 || _sessions[Current] is not { } session)
            return;
        _sessions[Current] = null;
        session.Dispose();
    }

    public void Dispose()
    {
        foreach (var session in _sessions)
            session?.Dispose();
        Intruder?.Dispose();
    }
}
