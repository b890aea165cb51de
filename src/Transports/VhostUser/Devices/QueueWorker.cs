using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser.Devices;

/// <summary>Code that works on any port, for whoever knows which.</summary>
internal interface IPortUser
{
    /// <summary>Works on the port until the port gives up waiting.</summary>
    void Use<TPort>(TPort port)
        where TPort : IPort;
}

/// <summary>Stands between a queue and its live port; the plain one hands the port on as it is.</summary>
internal class PortSource
{
    /// <summary>Gives <paramref name="user"/> the port to work on.</summary>
    internal virtual void Open(LivePort port, in SplitLayout layout, IPortUser user) => user.Use(port);
}

/// <summary>Makes what serves the requests of a queue.</summary>
internal interface IChainServer
{
    /// <summary>A server on a port: takes a chain, serves it and says how many bytes it wrote.</summary>
    Func<DescriptorChain, ValueTask<uint>> On<TPort>(TPort port)
        where TPort : IPort;
}

/// <summary>A thread that serves one queue of a back-end from its start to its stop.</summary>
internal sealed class QueueWorker : IPortUser, IDisposable
{
    private readonly QueueStart _start;
    private readonly SplitLayout _layout;
    private readonly ulong _features;
    private readonly IChainServer _server;
    private readonly EventFd _stop = EventFd.Create();
    private readonly EventFdDoorbells _doorbells;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private ushort _nextAvail;

    /// <summary>Starts serving.</summary>
    /// <param name="start">The queue.</param>
    /// <param name="features">Negotiated features.</param>
    /// <param name="server">What serves the requests.</param>
    /// <param name="source">Where the port comes from.</param>
    internal QueueWorker(QueueStart start, ulong features, IChainServer server, PortSource source)
    {
        (_start, _features, _server) = (start, features, server);
        _nextAvail = (ushort)start.Base;
        _layout = new SplitLayout((ushort)start.Index, (ushort)start.Size, start.DescriptorTable, start.AvailableRing, start.UsedRing);
        _doorbells = new EventFdDoorbells(waitLimit: null, _stop);
        _doorbells.Attach(RingDoorbell.Kick(_layout.Queue), start.Kick);
        ReplaceCall(start.Call);
        ReplaceError(start.Error);
        var port = new LivePort(start.Memory, _doorbells, near: start.UsedRing);
        _thread = new Thread(() => source.Open(port, _layout, this)) { IsBackground = true, Name = $"queue {start.Index}" };
        _thread.Start();
    }

    private ISignal? Error { get; set; }

    internal void ReplaceCall(ISignal? call) => _doorbells.Attach(RingDoorbell.Call(_layout.Queue), call);

    internal void ReplaceError(ISignal? error)
    {
        lock (_doorbells)
            Error = error;
    }

    /// <summary>Ends the service; what was taken is completed first.</summary>
    /// <returns>The next available entry to take.</returns>
    internal ushort Stop()
    {
        _stopping = true;
        _stop.Signal();
        _thread.Join();
        return _nextAvail;
    }

    public void Use<TPort>(TPort port)
        where TPort : IPort
    {
        var ring = new SplitDevice<TPort>(port, _layout, _features, _start.Inflight);
        var isResumed = _start.Inflight?.IsInUse == true;
        try
        {
            var left = Recover(port);
            Finish(ring.Attach(_nextAvail));

            // Who was there before has heard the kicks for what was available then. Nobody repeats them.
            if (_start.AwaitKick && !isResumed && port.Wait(RingDoorbell.Kick(_layout.Queue)).GetResult() == 0)
                return;
            var serve = _server.On(port);
            Finish(DeviceLoop.Resume(ring, left, serve));
            Finish(DeviceLoop.Run(port, ring, _layout.Queue, serve, () => _stopping));
            _nextAvail = ring.NextAvail;
        }
        catch (Exception exception) when (exception is RingFaultException or InaccessibleAddressException)
        {
            // The driver broke the ring. The session lives on, so that the front-end can stop the queue and start it anew.
            _nextAvail = ring.NextAvail;
            Console.Error.WriteLine($"queue {_start.Index} stopped serving: {exception.Message}");
            lock (_doorbells)
                Error?.Signal();
        }
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>Finds out where to go on: an area that was kept knows better than the base, which a front-end guesses after a crash.</summary>
    /// <returns>What is in flight already.</returns>
    private IReadOnlyList<ushort> Recover<TPort>(TPort port)
        where TPort : IPort
    {
        if (_start.Inflight is not { } inflight)
            return [];
        var isResumed = inflight.IsInUse;
        var usedIdx = (ushort)port.Read(_layout.UsedIdx, AccessSize.Two).GetResult();
        var left = inflight.Recover(usedIdx);
        if (isResumed)
            _nextAvail = (ushort)(usedIdx + left.Count);
        return left;
    }

    /// <summary>On a live port nothing suspends, so the work is done when the call returns.</summary>
    private static void Finish(ValueTask work) => work.AsTask().GetAwaiter().GetResult();
}
