using System.Diagnostics;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Model.VhostUser;
using Virtspec.Oracle.Ring;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Peer;

/// <summary>
/// One virtqueue of a session: the reference driver on an observed port, started and stopped over vhost-user. Cases drive it; what is
/// right or wrong they leave to the judge.
/// </summary>
internal sealed class JudgedQueue : IDisposable
{
    /// <summary>How long to poll before sleeping.</summary>
    private static readonly TimeSpan PollingTime = TimeSpan.FromMicroseconds(300);

    /// <summary>How long to wait after a kick that should not have been needed.</summary>
    private static readonly TimeSpan LastChance = TimeSpan.FromMilliseconds(500);

    /// <summary>How long to sleep at a time.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(1);

    private readonly JudgedSession _session;
    private readonly QueueDoorbells _doorbells = new();
    private readonly RingObserver _observer;
    private readonly ObservedPort _port;

    /// <summary>Requests in flight when the connection was lost, until they are accounted for.</summary>
    private int _tracked;

    private ushort _base;

    /// <summary>With protocol features rings begin disabled, else there is no such thing.</summary>
    private bool _enabled;

    /// <summary>Lays a queue out in the arena and tells the peer, but does not start it.</summary>
    /// <param name="session">A session with shared memory.</param>
    /// <param name="index">The queue.</param>
    /// <param name="size">Queue size.</param>
    /// <param name="start">First avail idx and used idx.</param>
    /// <param name="scattered">Whether its parts are aligned as they have to be and no better, over ends of pages and in different regions.</param>
    /// <param name="observed">Whether the judge sees the driver's accesses; only a benchmark does without.</param>
    internal JudgedQueue(JudgedSession session, ushort index, int size, ushort start = 0, bool scattered = false, bool observed = true)
    {
        (_session, Index, _base) = (session, index, start);
        _enabled = (session.RawFeatures & VhostUserFeatures.ProtocolFeatures) == 0;
        var arena = session.Arena;
        var layout = arena.TakeRing(index, (ushort)size, scattered);
        var live = new LivePort(arena.Memory, _doorbells, near: layout.Used);
        var plain = new SplitDriver<LivePort>(live, layout, session.Accepted);
        Finish(plain.Initialize(start));
        arena.Shadow.Accept(layout.Avail, layout.AvailBytes);
        arena.Shadow.Accept(layout.Used, layout.UsedBytes);
        arena.Hold();
        _observer = session.Judge.Observe(arena, arena.Shadow, layout, session.Accepted);
        _port = new ObservedPort(live, observed ? _observer : null);
        Driver = new SplitDriver<ObservedPort>(_port, layout, session.Accepted);
        Finish(Driver.Initialize(start));
        Configure(start);
    }

    /// <summary>Number of the queue.</summary>
    internal ushort Index { get; }

    internal SplitDriver<ObservedPort> Driver { get; }

    internal ObservedPort Port => _port;

    internal RingObserver Observer => _observer;

    internal SplitState State => _observer.State;

    internal bool EventIdx => _session.Accepted.Has(Feature.EventIdx);

    /// <summary>Buffers given and not yet returned.</summary>
    internal int InFlight { get; private set; }

    /// <summary>Hands the kick to the peer and enables the ring: the device may work from the first kick on.</summary>
    internal void Start()
    {
        // Told before the message goes out, here and below: the device may act as soon as it has it.
        _observer.Armed(_enabled);
        // In band the first message starts the ring.
        if (!_session.NotifiesInBand)
            _session.Acknowledged(Named("SET_VRING_KICK"), () => _session.FrontEnd.SetVringKick((byte)Index, _doorbells.Kick));
        if (!_enabled)
            Enable(true);
    }

    internal void Enable(bool enable)
    {
        if (enable)
            _observer.Enabled(true);
        _session.Acknowledged(Named($"SET_VRING_ENABLE {(enable ? 1 : 0)}"), () => _session.FrontEnd.SetVringEnable(Index, enable));
        if (!enable)
            _observer.Enabled(false);
        _enabled = enable;
    }

    /// <summary>Stops the ring.</summary>
    /// <returns>The base: the next available entry the device would take.</returns>
    internal ushort Stop()
    {
        var nextAvail = (ushort)_session.Exchange(Named("GET_VRING_BASE"), () => _session.FrontEnd.GetVringBase(Index));
        PollUsed();
        var lost = (ushort)(nextAvail - State.Base) != (ushort)(State.UsedIdx - State.UsedStart);
        _observer.Stopped(nextAvail);
        _base = nextAvail;
        if (!lost)
            return nextAvail;
        WaitCall(_session.Options.AfterStop);
        _observer.Settled();
        throw new RingBrokenException("the base of the stopped ring does not match the buffers used");
    }

    /// <summary>The device was reset: takes back what was used until now, and expects nothing more.</summary>
    internal void Reset()
    {
        PollUsed();
        WaitCall(TimeSpan.Zero);
        _observer.Run(started: false, _enabled);
    }

    /// <summary>The connection is gone: takes back what the device had in hand, once nothing more comes.</summary>
    internal void Dropped()
    {
        WaitCall(_session.Options.WatchTime);
        Drain();
        PollUsed();
        _tracked = InFlight;
        _observer.Detached();
    }

    /// <summary>Sets the queue up on a new connection as it lies in memory. What was taken and not used the device knows by the area.</summary>
    internal void Rejoin()
    {
        _enabled = (_session.RawFeatures & VhostUserFeatures.ProtocolFeatures) == 0;
        Configure(Driver.LastUsed);
        Start();
    }

    /// <summary>Goes on where <see cref="Stop"/> ended. The kick tells of what lies ready, and of what the device was stopped in the middle of.</summary>
    internal void Resume()
    {
        Configure(_base);
        Start();
        KickAnyway();
    }

    /// <summary>Gives the device another file descriptor for its calls, or none.</summary>
    /// <param name="given">Whether it gets one; without, none is missed.</param>
    /// <exception cref="StepException">Calls are messages.</exception>
    internal void ReplaceCall(bool given)
    {
        if (_session.NotifiesInBand)
            throw new StepException("calls are messages, and need no file descriptor");
        Drain();
        using var former = _doorbells.ReplaceCall();
        var named = Named(given ? "SET_VRING_CALL" : "SET_VRING_CALL, no file descriptor");
        _session.Acknowledged(named, () => _session.FrontEnd.SetVringCall((byte)Index, given ? _doorbells.Call : null));
        // Messages are taken in turn: one that is answered says that those before it were taken.
        _session.Exchange("GET_FEATURES", _session.FrontEnd.GetFeatures);
        _observer.CallsGiven(given);
        Drain();
        // A call that was under way came by the descriptor that it had, and counts.
        if (former.TryTake(out _))
            _observer.Called();
    }

    /// <summary>Adds a buffer; the device sees it after <see cref="Publish"/>.</summary>
    internal ushort Add(ReadOnlyMemory<Segment> direct, Segment table = default, bool writeFlag = false)
    {
        InFlight++;
        return Finish(Driver.AddWithTable(direct, table, writeFlag));
    }

    /// <summary>Hands out free descriptors in a random order from now on.</summary>
    internal void Shuffle(ulong seed) => Driver.Shuffle(new Chooser(seed).Choose);

    /// <summary>Makes what was added available and kicks if the device wants it.</summary>
    internal bool Publish()
    {
        Finish(Driver.Publish());
        return Finish(Driver.Kick());
    }

    /// <summary>Kicks although there is nothing new, or the device does not want it.</summary>
    internal void KickAnyway()
    {
        _observer.KickAnyway();
        _port.Signal(RingDoorbell.Kick(Index));
    }

    /// <summary>Asks for a call once <paramref name="after"/> further buffers beyond the next one are used.</summary>
    internal void EnableCalls(ushort after = 0) => Finish(Driver.EnableCalls(after));

    /// <summary>Advises the device that no calls are needed.</summary>
    internal void DisableCalls() => Finish(Driver.DisableCalls());

    /// <summary>Waits until all buffers came back.</summary>
    /// <exception cref="RingBrokenException">None came back for as long as the limit, and the judge has seen it.</exception>
    internal void AwaitAll()
    {
        var patience = _session.Options.Patience;
        var began = Stopwatch.GetTimestamp();
        var waited = TimeSpan.Zero;
        var kicks = 0;
        while (InFlight > 0)
        {
            if (PollUsed() > 0)
            {
                if (kicks > 0)
                    ServedLate(patience);
                else
                    patience.Answered(Stopwatch.GetElapsedTime(began));
                kicks = 0;
                (began, waited) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
                continue;
            }

            if (waited > patience.Limit(_session.Options.CompletionLimit))
            {
                if (kicks++ == 0 && State.Running)
                {
                    // What comes now comes too late, and says which of the two it was: a kick that was not heard, or a request that is not served.
                    _doorbells.Signal(RingDoorbell.Kick(Index));
                    waited = patience.Limit(_session.Options.CompletionLimit) - LastChance;
                    continue;
                }

                _observer.Settled();
                var missing = $"requests did not come back ({InFlight}) within {waited.TotalSeconds:0.0} s";
                patience.InVain(missing);
                throw new RingBrokenException(missing);
            }

            // Most answers come within microseconds, and a sleep costs a millisecond when no call ends it. A device on the same cores gets
            // the processor all the same.
            if (Stopwatch.GetElapsedTime(began) < PollingTime)
            {
                Thread.Yield();
                continue;
            }

            waited += Patience.Slept(() => WaitCall(Slice));
            _session.RequireConnection();
        }
    }

    /// <summary>Takes back what is used.</summary>
    /// <returns>How many buffers.</returns>
    internal int PollUsed()
    {
        var count = 0;
        try
        {
            while (!Finish(Driver.Reclaim()).IsNone)
            {
                count++;
                InFlight--;
            }
        }
        catch (RingFaultException exception)
        {
            // The judge has seen the element and said what is wrong with it; what memory shows it sees now.
            _observer.Settled();
            throw new RingBrokenException(exception.Message);
        }

        if (!_observer.IsAstray)
            return count;
        // Whatever the driver took back by such a ring may still be the device's.
        _observer.Settled();
        throw new RingBrokenException("the used ring makes no sense");
    }

    /// <summary>Waits for a call.</summary>
    /// <returns>Whether one came.</returns>
    internal bool WaitCall(TimeSpan limit)
    {
        _doorbells.WaitLimit = limit;
        return _port.Wait(RingDoorbell.Call(Index)).GetResult() != 0;
    }

    /// <summary>
    /// Waits until whatever was going to happen has happened, and lets the judge look: everything used, a call that has to come waited
    /// for, one that has not to come listened for.
    /// </summary>
    internal void Settle()
    {
        if (_tracked > 0)
            AwaitTracked();
        AwaitAll();
        var due = CallDue();
        var came = due ? AwaitCall() : WaitCall(_session.Options.QuietTime);
        if (State.UsedIdx != State.JudgedUsed && State.Has(SplitMarks.Kicked))
            _session.Judge.Answer("settled", log => SplitMachine.KickTaken(heard: true, log));
        _observer.Settled();
        if (due && !came)
            _session.Options.Patience.InVain("a call that had to come did not");
    }

    /// <summary>Listens for what must not happen. Long enough for a device that would do it at once, and no proof against one that is slow.</summary>
    internal void QuietPeriod()
    {
        WaitCall(_session.Options.WatchTime);
        _observer.Settled();
    }

    /// <summary>
    /// Lets stray calls of earlier buffers arrive before the wish for calls changes, so that none is taken for an answer to the new wish. A
    /// device that has called for a buffer has made all its earlier calls.
    /// </summary>
    internal void Drain()
    {
        // Bounded, for a device that never stops calling.
        for (var calls = 0; calls < 1000 && WaitCall(_session.Options.QuietTime); calls++)
        {
        }
    }

    internal static void Finish(ValueTask work)
    {
        Invariant.Check(work.IsCompleted, "a live port never suspends");
        work.GetAwaiter().GetResult();
    }

    internal static T Finish<T>(ValueTask<T> work)
    {
        Invariant.Check(work.IsCompleted, "a live port never suspends");
        return work.GetAwaiter().GetResult();
    }

    public void Dispose() => _doorbells.Dispose();

    private void AwaitTracked()
    {
        var tracked = _tracked;
        _tracked = 0;
        try
        {
            AwaitAll();
        }
        finally
        {
            _session.Judge.Answer("after the reconnect", log => SessionRules.InflightReturned(tracked, tracked - Math.Min(tracked, InFlight), log));
        }
    }

    private void ServedLate(Patience patience)
    {
        _session.Judge.Answer("driver: kicked once more, and only then it was served", log => SplitMachine.KickTaken(heard: false, log));
        patience.InVain("served only after a further kick");
    }

    private bool AwaitCall()
    {
        var came = false;
        var limit = _session.Options.Patience.Limit(_session.Options.CallLimit);
        for (var waited = TimeSpan.Zero; !came && waited < limit;)
            waited += Patience.Slept(() => came = WaitCall(Slice));
        return came;
    }

    /// <summary>The first queue is the one most sessions have.</summary>
    private string Named(string request) => Index == 0 ? request : $"{request} (queue {Index})";

    private bool CallDue()
    {
        var state = State;
        if (state.Calls > 0 || state.UsedIdx == state.JudgedUsed || state.Has(SplitMarks.CannotCall))
            return false;
        return state.EventIdx
            ? SplitLayout.Passes(state.UsedEvent, state.JudgedUsed, state.UsedIdx)
            : (state.AvailFlags & 1) == 0;
    }

    private void Configure(ushort nextAvail)
    {
        var (frontEnd, layout) = (_session.FrontEnd, Driver.Layout);
        // No message tells the largest size a device takes, so refusing one is no breach.
        if (_session.Exchange(Named($"SET_VRING_NUM {layout.Size}"), () => frontEnd.SetVringNum(Index, layout.Size)).IsRefused)
            throw new NotApplicableException($"the device refuses queue size {layout.Size}");
        _session.Acknowledged(Named($"SET_VRING_BASE {nextAvail}"), () => frontEnd.SetVringBase(Index, nextAvail));
        _session.Acknowledged(Named("SET_VRING_ADDR"), () => frontEnd.SetVringAddr(new(
            Index, 0, _session.Arena.ToUser(layout.DescriptorTable), _session.Arena.ToUser(layout.Used), _session.Arena.ToUser(layout.Avail), 0)));
        if (_session.NotifiesInBand)
        {
            frontEnd.RouteNotices(Index, _doorbells.Call, _doorbells.Error);
            _doorbells.KickBy = () => _session.Acknowledged(Named("VRING_KICK"), () => _session.FrontEnd.VringKick(Index));
            return;
        }

        _session.Acknowledged(Named("SET_VRING_ERR"), () => frontEnd.SetVringErr((byte)Index, _doorbells.Error));
        _session.Acknowledged(Named("SET_VRING_CALL"), () => frontEnd.SetVringCall((byte)Index, _doorbells.Call));
        _observer.CallsGiven(true);
        // Some back-ends call once when they get the file descriptor, to wake a driver that slept through a reconnect. That has to be out
        // of the way before the ring starts, for buffers that lie ready may come back at once.
        Drain();
    }
}

/// <summary>The ring is in a state in which nothing more can be driven; the judge has the finding.</summary>
internal sealed class RingBrokenException(string message) : Exception(message);
