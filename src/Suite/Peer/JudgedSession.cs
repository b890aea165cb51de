using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.VhostUser;
using Virtspec.Oracle;
using Virtspec.Suite.Devices;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Peer;

/// <summary>
/// One connection to the peer, driven as a front-end drives it, with everything the peer answers shown to the judge.
/// </summary>
internal sealed class JudgedSession : IDisposable
{
    /// <summary>Descriptors that the area which tracks requests in flight has room for.</summary>
    private const int InflightQueueSize = 64;

    private readonly Judge _judge;
    private VhostUserFrontEnd _frontEnd;
    private InflightKeepsake? _inflight;

    private readonly List<JudgedQueue> _queues = [];
    private readonly RequestPlacer _placer;

    /// <summary>Whether the peer has answered anything on this connection.</summary>
    private bool _heard;

    private JudgedSession(VhostUserFrontEnd frontEnd, Judge judge, SessionOptions options)
    {
        (_frontEnd, _judge, Options) = (frontEnd, judge, options);
        Arena = new Arena(options.Seed, options.Memory);
        _placer = new RequestPlacer(Arena);
        (Status, Config) = (new SessionStatus(this), new SessionConfig(this));
    }

    internal SessionOptions Options { get; }

    internal Arena Arena { get; }

    internal SessionStatus Status { get; }

    internal SessionConfig Config { get; }

    internal Judge Judge => _judge;

    /// <summary>What the suite knows of the type of device.</summary>
    internal SuiteDevice Device => SuiteDevice.Of(_judge.Type);

    internal VhostUserFrontEnd FrontEnd => _frontEnd;

    /// <summary>Features offered, vhost's own bits left out.</summary>
    internal ulong Offered { get; private set; }

    /// <summary>Features accepted.</summary>
    internal ulong Accepted { get; private set; }

    internal ProtocolFeature ProtocolFeatures { get; private set; }

    /// <summary>Protocol features as offered; what is in use are <see cref="ProtocolFeatures"/>.</summary>
    internal ProtocolFeature OfferedProtocol { get; private set; }

    /// <summary>How many queues the peer says it has; 1 where it does not say.</summary>
    internal int QueueCount { get; private set; } = 1;

    /// <summary>Features as offered, vhost's bits included.</summary>
    internal ulong RawFeatures { get; private set; }

    /// <summary>A queue that was laid out.</summary>
    /// <exception cref="StepException">It was not.</exception>
    internal JudgedQueue Queue(ushort index)
    {
        foreach (var queue in _queues)
        {
            if (queue.Index == index)
                return queue;
        }

        throw new StepException($"queue {index} is not laid out");
    }

    /// <summary>Lays a queue out in memory and tells the peer, but does not start it; one that was there is forgotten.</summary>
    /// <param name="index">The queue.</param>
    /// <param name="size">Its size.</param>
    /// <param name="start">First avail idx and used idx.</param>
    /// <param name="scattered">As for <see cref="JudgedQueue"/>.</param>
    /// <param name="observed">Whether the judge sees the driver's accesses; only a benchmark does without.</param>
    internal JudgedQueue LayOut(ushort index, int size, ushort start, bool scattered = false, bool observed = true)
    {
        if (_queues.Find(other => other.Index == index) is { } former)
        {
            former.Dispose();
            _queues.Remove(former);
        }

        var queue = new JudgedQueue(this, index, size, start, scattered, observed);
        _queues.Add(queue);
        return queue;
    }

    /// <summary>Forgets all queues, as after a reset, and what lay in memory.</summary>
    internal void ForgetQueues()
    {
        foreach (var queue in _queues)
            queue.Dispose();
        _queues.Clear();
        Arena.Clear();
    }

    /// <summary>Adds a request to a queue; the device sees it after a publish.</summary>
    internal void Add(ushort queue, RequestSpec spec, Shape shape)
    {
        // While nothing is in flight, what earlier requests lay in can be used again.
        var busy = false;
        foreach (var other in _queues)
            busy |= other.InFlight > 0;
        if (!busy)
            Arena.Release();
        _placer.Add(Queue(queue), spec, shape);
    }

    internal bool Has(ProtocolFeature feature) => (ProtocolFeatures & feature) == feature;

    /// <summary>Connects and reads what is offered.</summary>
    /// <exception cref="PeerLostException">Nobody answers.</exception>
    internal static JudgedSession Connect(Judge judge, SessionOptions options)
    {
        var session = new JudgedSession(Dial(options), judge, options);
        try
        {
            session.ReadOffer();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Connects, to the next one where a back-end ends with each connection; nothing is sent.</summary>
    /// <exception cref="PeerLostException">Nobody answers.</exception>
    internal static VhostUserFrontEnd Dial(SessionOptions options)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                var frontEnd = VhostUserFrontEnd.Connect(options.SocketPath, options.ConnectLimit);
                frontEnd.ReplyTimeout = options.ReplyLimit;
                return frontEnd;
            }
            catch (VhostUserException) when (!again && options.Succession?.Next() == true)
            {
                // The one that served the last connection ended with it, and this is the next.
            }
            catch (VhostUserException exception)
            {
                throw new PeerLostException(exception.Message, exception);
            }
        }
    }

    /// <summary>Asks for an area that tracks requests in flight, and puts it to use; before queues start.</summary>
    /// <exception cref="NotApplicableException">The peer has none.</exception>
    internal void TrackInflight()
    {
        if (!Has(ProtocolFeature.InflightSharedMemory))
            throw new NotApplicableException("the back-end does not offer the INFLIGHT_SHMFD protocol feature");
        _inflight?.Dispose();
        _inflight = Exchange("GET_INFLIGHT_FD", () => _frontEnd.GetInflightFd((ushort)(Device.FirstRequestQueue + 1), InflightQueueSize))
            ?? throw new NotApplicableException("the back-end gives no area that tracks requests in flight");
        Acknowledged("SET_INFLIGHT_FD", () => _frontEnd.SetInflightFd(_inflight));
    }

    /// <summary>Drops the connection; memory, queues and the area stay. What the peer had in hand it may still finish.</summary>
    internal void Drop()
    {
        _frontEnd.Dispose();
        foreach (var queue in _queues)
            queue.Dropped();
    }

    /// <summary>Connects again, with all that <see cref="Drop"/> left.</summary>
    internal void Rejoin()
    {
        var (features, area) = (Accepted, _inflight ?? throw new StepException("no requests in flight are tracked"));
        _frontEnd = Dial(Options);
        _heard = false;
        _judge.Reconnected();
        ReadOffer();
        if (!Negotiate(features))
            throw new NotApplicableException("the device refused the features that it took before");
        ShareMemory();
        Acknowledged("SET_INFLIGHT_FD", () => _frontEnd.SetInflightFd(area));
        foreach (var queue in _queues)
            queue.Rejoin();
        DriverOk();
        foreach (var queue in _queues)
            queue.KickAnyway();
    }

    /// <summary>Accepts features, as far as the status field goes without DRIVER_OK.</summary>
    /// <param name="wanted">Features to accept; those not offered are left out, and those that mean nothing for this type of device.</param>
    /// <param name="onPurpose">Features to accept although they are not offered.</param>
    /// <returns>Whether the device took them.</returns>
    internal bool Negotiate(ulong wanted, ulong onPurpose = 0)
    {
        if (Status.Exists)
            Status.Greet();

        var ack = Accept(Feature.Defined(wanted & Offered, _judge.Type) | onPurpose);
        if (Status.Exists)
            return Status.GiveFeatures();
        if (ack.Kind != AckKind.NotAsked)
            _judge.Device(DeviceEventKind.FeaturesAnswered, ack.IsRefused ? 0UL : 1);
        return !ack.IsRefused;
    }

    /// <summary>Writes the features to accept, whatever the status is.</summary>
    /// <param name="features">Features, without the bits of vhost.</param>
    internal Ack Accept(ulong features)
    {
        Accepted = features;
        var raw = features | (RawFeatures & SessionRules.ProtocolFeaturesBit);
        _judge.Device(DeviceEventKind.FeaturesWritten, features);
        return Exchange("SET_FEATURES", () => _frontEnd.SetFeatures(raw));
    }

    /// <summary>Shares the arena, the spare region left out; done again, the peer gets the same table again.</summary>
    internal void ShareMemory()
    {
        if (!Has(ProtocolFeature.ConfigureMemSlots))
        {
            ShareTable();
            return;
        }

        var slots = Exchange("GET_MAX_MEM_SLOTS", _frontEnd.GetMaxMemSlots);
        var taken = Arena.Regions.Take(Arena.Shared).All(region => !Exchange("ADD_MEM_REG", () => _frontEnd.AddMemRegion(region)).IsRefused);
        _judge.Answer($"{Arena.Shared} memory regions shared", log => SessionRules.MemoryOffered(slots, taken, log));
    }

    /// <summary>Shares the spare region, or takes it back, while the rings are idle.</summary>
    internal void ShareSpare(bool share)
    {
        var spare = Arena.Regions[Arena.Spare];
        Arena.Shared = share ? Arena.Spare + 1 : Arena.Spare;
        if (!Has(ProtocolFeature.ConfigureMemSlots))
            ShareTable();
        else if (share)
            Acknowledged("ADD_MEM_REG", () => _frontEnd.AddMemRegion(spare));
        else
            Acknowledged("REM_MEM_REG", () => _frontEnd.RemoveMemRegion(spare));
    }

    private void ShareTable()
    {
        const ulong Regions = 8;
        var taken = !Exchange("SET_MEM_TABLE", () => _frontEnd.SetMemTable([.. Arena.Regions.Take(Arena.Shared)])).IsRefused;
        _judge.Answer($"{Arena.Shared} memory regions shared", log => SessionRules.MemoryOffered(Regions, taken, log));
    }

    /// <summary>Says that the driver is ready, where there is a way to say so.</summary>
    internal void DriverOk()
    {
        if (Status.Exists)
            Status.DriverOk();
    }

    /// <summary>What the device did before the reset was complete it did in time, whenever we look.</summary>
    internal void QueuesReset()
    {
        foreach (var queue in _queues)
            queue.Reset();
    }

    /// <summary>Whether kicks and calls are messages.</summary>
    internal bool NotifiesInBand => Has(ProtocolFeature.InbandNotifications | ProtocolFeature.BackEndRequests | ProtocolFeature.ReplyAck);

    /// <summary>For cases about notifications in band.</summary>
    /// <exception cref="NotApplicableException">They are not offered.</exception>
    internal void RequireInBand()
    {
        if (!NotifiesInBand)
            throw new NotApplicableException("the back-end does not offer the INBAND_NOTIFICATIONS protocol feature with those it rests on");
    }

    /// <summary>Sends what the peer has to take, and judges its acknowledgement.</summary>
    internal Ack Acknowledged(string request, Func<Ack> send)
    {
        var ack = Exchange(request, send);
        if (ack.Kind != AckKind.NotAsked)
            _judge.Answer($"{request}: {ack}", log => SessionRules.AckRead(request, ack.Value, log));
        return ack;
    }

    /// <summary>Does one exchange; what goes wrong in it is shown to the judge or ends the case.</summary>
    /// <exception cref="PeerLostException">No answer, or the connection is gone.</exception>
    internal T Exchange<T>(string request, Func<T> exchange)
    {
        try
        {
            var result = exchange();
            _judge.Answer(request, SessionRules.ReplyRead);
            _heard = true;
            return result;
        }
        catch (VhostUserProtocolException exception)
        {
            _judge.Answer(request, log => SessionRules.ReplyMalformed(exception.Message, log));
            throw new PeerLostException(exception.Message, exception);
        }
        catch (VhostUserTimeoutException exception)
        {
            // Connected still, and silent: the answer is owed. A peer that hung up says by that that it will not answer, and
            // one that never said a word may be at work for another front-end and not have accepted this one.
            if (_heard)
                _judge.Answer(request, log => SessionRules.ReplyMissing(request, exception.Message, log));
            throw new PeerLostException(exception.Message, exception);
        }
        catch (VhostUserDisconnectedException exception)
        {
            throw HungUp(request, exception);
        }
        catch (VhostUserException exception)
        {
            throw new PeerLostException(exception.Message, exception);
        }
    }

    /// <summary>Looks whether the peer is still there, while nothing is said.</summary>
    /// <exception cref="PeerLostException">It closed the connection.</exception>
    internal void RequireConnection()
    {
        try
        {
            _frontEnd.RequireConnection();
        }
        catch (VhostUserDisconnectedException exception)
        {
            throw HungUp("waiting", exception);
        }
    }

    /// <summary>One that never said a word turned this front-end away, which it may; one that was provoked may have every reason.</summary>
    private PeerLostException HungUp(string step, VhostUserDisconnectedException exception)
    {
        if (_heard && !_judge.Provoked)
            _judge.Answer(step, log => SessionRules.HungUp(exception.Message, log));
        return new PeerLostException(exception.Message, exception);
    }

    public void Dispose()
    {
        foreach (var queue in _queues)
            queue.Dispose();
        _frontEnd.Dispose();
        _inflight?.Dispose();
        Arena.Dispose();
    }

    private void ReadOffer()
    {
        RawFeatures = Exchange("GET_FEATURES", _frontEnd.GetFeatures);
        Offered = RawFeatures & ~Feature.VhostBits;
        _judge.Device(DeviceEventKind.FeaturesOffered, RawFeatures);
        _judge.Answer($"features 0x{RawFeatures:x}", log => SessionRules.FeaturesRead(RawFeatures, log));
        if ((RawFeatures & SessionRules.ProtocolFeaturesBit) == 0)
            return;
        var offered = Exchange("GET_PROTOCOL_FEATURES", _frontEnd.GetProtocolFeatures);
        OfferedProtocol = offered;
        ProtocolFeatures = offered & Options.Protocol;
        // It rests on the others, and a back-end may close the connection on one who wants it without them.
        if (!NotifiesInBand)
            ProtocolFeatures &= ~ProtocolFeature.InbandNotifications;
        var ack = Exchange("SET_PROTOCOL_FEATURES", () => _frontEnd.SetProtocolFeatures(ProtocolFeatures));
        _judge.Answer($"protocol features {ProtocolFeatures}", log => SessionRules.ProtocolFeaturesWritten((ulong)ProtocolFeatures, !ack.IsRefused, log));
        if (Has(ProtocolFeature.MultiQueue))
        {
            var count = Exchange("GET_QUEUE_NUM", _frontEnd.GetQueueNum);
            QueueCount = (int)Math.Min(count, 256);
            _judge.Answer($"{count} queues", log => SessionRules.QueueCountRead(count, log));
        }

        Acknowledged("SET_OWNER", _frontEnd.SetOwner);
        if (Has(ProtocolFeature.BackEndRequests))
            Acknowledged("SET_BACKEND_REQ_FD", _frontEnd.SetBackEndRequestFd);
        if (Status.Exists)
            Status.ReadFirst();
    }
}
