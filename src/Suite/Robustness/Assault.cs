using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Robustness;

/// <summary>
/// One attack while it goes on: a session of its own, with a judge of its own whose verdicts nobody reads, for what a device owes to a driver that keeps the
/// rules it does not owe here.
/// </summary>
internal sealed class Assault : IDisposable
{
    /// <summary>How long to give the peer for taking a kick: long for one that runs, and a loss of time with one that has refused the queue.</summary>
    private static readonly TimeSpan TakeTime = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to give it for doing something about it.</summary>
    private static readonly TimeSpan WorkTime = TimeSpan.FromMilliseconds(3);

    /// <summary>How long to wait for an answer that may well not come, and for service on a connection that may well be spoiled: a fresh one tells.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(250);

    private readonly JudgedSession _session;
    private HostileRing? _ring;
    private bool _spoiled;
    private bool _negotiated;
    private bool _over;

    /// <summary>Connects.</summary>
    /// <param name="player">Whose peer it is.</param>
    /// <exception cref="PeerLostException">Nobody answers.</exception>
    internal Assault(Steps.Player player)
    {
        var options = Service.Lean(player.Options) with { CompletionLimit = Short, Patience = new Patience(Short) };
        _session = JudgedSession.Connect(player.Judge.Apart(), options);
    }

    /// <summary>Whether it got as far as to attack.</summary>
    internal bool Sent { get; private set; }

    /// <summary>Whether memory was looked at after the attack.</summary>
    internal bool MemoryIsJudged { get; private set; }

    /// <summary>The first byte that the device wrote without having been given it; null when there is none.</summary>
    internal ulong? Stray { get; private set; }

    /// <summary>What came back to a message that cannot be carried out and asked for an acknowledgement; null when there was none.</summary>
    internal RawAnswer? Answer { get; private set; }

    /// <summary>The regions of memory that a good session shares.</summary>
    internal IReadOnlyList<FrontEndRegion> Regions => [.. _session.Arena.Regions.Take(_session.Arena.Shared)];

    /// <summary>How many queues the peer says it has.</summary>
    internal int QueueCount => _session.QueueCount;

    /// <summary>User address just behind a region of shared memory.</summary>
    internal ulong EndOfUserRegion => Regions[0].UserAddress + Regions[0].Size;

    /// <summary>Negotiates features and shares memory, so that the attack meets a session in good order.</summary>
    internal void Prepare()
    {
        if (_negotiated)
            return;
        if (!_session.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1)))
            throw new NotApplicableException("the device refused the features");
        _session.ShareMemory();
        _negotiated = true;
    }

    /// <summary>Sets a ring up, starts it, and kicks.</summary>
    /// <param name="write">Makes of the ring what is wrong about it.</param>
    /// <param name="memoryIsJudged">Whether it is clear what the device may write to.</param>
    /// <param name="before">What to do before the kick.</param>
    internal void Launch(Action<HostileRing> write, bool memoryIsJudged = true, Action? before = null)
    {
        Prepare();
        _ring = new HostileRing(_session, Workload.For(_session).Probe());
        write(_ring);
        // What is wrong with the numbers shows in the messages; all else from the kick on.
        Sent = !memoryIsJudged;
        _ring.SetUp();
        _session.DriverOk();
        before?.Invoke();
        Sent = true;
        _ring.Kick(TakeTime, WorkTime);
        MemoryIsJudged = memoryIsJudged;
    }

    /// <summary>Sends a message that is whole, whatever it says, and reads an answer that is due.</summary>
    /// <param name="request">Number of the request.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="descriptors">File descriptors with it.</param>
    /// <param name="flags">Flags beyond the version and the wish for an answer.</param>
    /// <param name="impossible">Whether no back-end can carry it out, so that success is no right answer.</param>
    internal void Send(uint request, ReadOnlySpan<byte> payload, IReadOnlyList<FileDescriptor>? descriptors = null, uint flags = 0, bool impossible = false)
    {
        var replies = HasReply(request);
        var asks = _session.Has(ProtocolFeature.ReplyAck) && !replies;
        var header = new MessageHeader(request, MessageHeader.Version | flags | (asks ? MessageHeader.NeedReplyFlag : 0), (uint)payload.Length);
        SendAs(header, payload, descriptors);
        if (_spoiled || !(asks || replies))
            return;
        var answer = _session.FrontEnd.ReceiveAnything(Short);
        _spoiled = answer.Kind != RawAnswerKind.Message;
        if (asks && impossible)
            Answer = answer;
    }

    /// <summary>Sends a header as it is, and a payload that need not fit it; nothing is read.</summary>
    internal void SendAs(MessageHeader header, ReadOnlySpan<byte> payload, IReadOnlyList<FileDescriptor>? descriptors = null)
    {
        Sent = true;
        _session.FrontEnd.ReplyTimeout = Short;
        _spoiled |= !_session.FrontEnd.TrySendMessage(header, payload, descriptors ?? []) || header.Size != payload.Length;
    }

    /// <summary>Sends the first bytes of a message and hangs up.</summary>
    internal void HangUp(MessageHeader header, ReadOnlySpan<byte> payload, int bytes, IReadOnlyList<FileDescriptor>? descriptors = null)
    {
        var message = new byte[MessageHeader.Length + payload.Length];
        header.Write(message);
        payload.CopyTo(message.AsSpan(MessageHeader.Length));
        Sent = true;
        _session.FrontEnd.TrySendBytes(message.AsSpan(0, bytes), descriptors ?? []);
        _spoiled = true;
    }

    /// <summary>Sees what became of memory, with the queue stopped where the peer still stops it.</summary>
    internal void LookAtMemory()
    {
        if (_ring is not null && MemoryIsJudged)
            Stray = _ring.FirstStray();
    }

    /// <summary>Whether a good request is served on this connection, all set up anew.</summary>
    /// <param name="detail">Why not.</param>
    internal bool ServesHere(out string detail)
    {
        detail = "the connection is out of step";
        if (_spoiled)
            return false;
        try
        {
            _session.FrontEnd.ReplyTimeout = Short;
            if (_ring is not null)
                _session.FrontEnd.GetVringBase(_session.Device.FirstRequestQueue);
            if (_session.Has(ProtocolFeature.Status))
                _session.Status.Write(default);
            _negotiated = _session.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1));
            _session.FrontEnd.SetMemTable(Regions);
            return Service.Serves(_session, out detail);
        }
        catch (Exception exception) when (exception is PeerLostException or VhostUserException or NotApplicableException or RingBrokenException)
        {
            detail = exception.Message;
            return false;
        }
    }

    /// <summary>Hangs up; a second time does nothing.</summary>
    public void Dispose()
    {
        if (_over)
            return;
        _over = true;
        _ring?.Dispose();
        _session.Dispose();
    }

    private static bool HasReply(uint request) => (FrontEndRequest)request
        is FrontEndRequest.GetFeatures or FrontEndRequest.GetProtocolFeatures or FrontEndRequest.GetVringBase or FrontEndRequest.GetQueueNum or FrontEndRequest.GetConfig
        or FrontEndRequest.GetInflightFd or FrontEndRequest.GetMaxMemSlots or FrontEndRequest.GetStatus;
}
