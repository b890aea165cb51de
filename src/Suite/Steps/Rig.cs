using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Oracle;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Steps;

/// <summary>One session as a case uses it: everything it does to the peer is a step.</summary>
internal sealed class Rig : IDisposable
{
    private readonly Player _player;
    private readonly int _session;
    private Workload? _work;

    /// <summary>Takes the current session of a player; closes it in the end.</summary>
    internal Rig(Player player)
    {
        _player = player;
        _session = player.Current;
        Session = player.Session;
    }

    /// <summary>What is known of the session; to do something with it, take a step.</summary>
    internal JudgedSession Session { get; }

    internal Judge Judge => Session.Judge;

    /// <summary>Requests for the device.</summary>
    internal Workload Work => _work ??= Workload.For(Session);

    /// <summary>Requests for a block device.</summary>
    internal BlkWork Blk => (BlkWork)Work;

    internal bool Negotiated(int feature) => Session.Accepted.Has(feature);

    /// <summary>For cases that cannot do without a feature.</summary>
    /// <exception cref="NotApplicableException">It was not negotiated.</exception>
    internal void Require(int feature)
    {
        if (!Negotiated(feature))
            throw new NotApplicableException($"{Feature.Name(feature, Judge.Type)} is not offered");
    }

    /// <summary>What is known of a ring.</summary>
    /// <param name="queue">Which request queue, here and below: 0 is the first, whatever virtqueue that is.</param>
    internal SplitState State(ushort queue = 0) => Session.Queue(Virtqueue(queue)).State;

    /// <summary>Buffers given and not yet returned.</summary>
    internal int InFlight(ushort queue = 0) => Session.Queue(Virtqueue(queue)).InFlight;

    /// <summary>Descriptors that a new chain can take.</summary>
    internal int FreeDescriptors(ushort queue = 0) => Session.Queue(Virtqueue(queue)).Driver.FreeDescriptors;

    /// <summary>Takes a step in this session. Where it is about a queue, its number is that of a request queue.</summary>
    internal void Do(Step step)
    {
        Here();
        _player.Do(OnVirtqueue(step));
    }

    /// <summary>Takes a step that brings something back.</summary>
    internal T Do<T>(Step<T> step)
    {
        Here();
        return _player.Do((Step<T>)OnVirtqueue(step));
    }

    /// <summary>Takes a step on a queue that takes no ordinary requests.</summary>
    /// <param name="step">The step; its queue is a virtqueue.</param>
    internal void DoOnVirtqueue(Step step)
    {
        Here();
        _player.Do(step);
    }

    /// <summary>Makes the requests that have to come before others; to open a session does so too.</summary>
    internal void Begin()
    {
        foreach (var spec in Work.Opening())
            Run(spec);
    }

    internal void Run(RequestSpec spec, Shape? shape = null, ushort queue = 0) => Do(new Request(spec, shape) { Queue = queue });

    internal void Add(RequestSpec spec, Shape? shape = null, ushort queue = 0) => Do(new Add(spec, shape) { Queue = queue });

    internal void Publish(ushort queue = 0) => Do(new Publish { Queue = queue });

    internal void PublishSilently(ushort queue = 0) => Do(new PublishSilently { Queue = queue });

    internal void Kick(ushort queue = 0) => Do(new Kick { Queue = queue });

    internal int Poll(ushort queue = 0) => Do(new Poll { Queue = queue });

    internal void Await(ushort queue = 0) => Do(new Await { Queue = queue });

    internal void Settle(ushort queue = 0) => Do(new Settle { Queue = queue });

    internal void Quiet(ushort queue = 0) => Do(new Quiet { Queue = queue });

    internal void Drain(ushort queue = 0) => Do(new Drain { Queue = queue });

    internal void ReplaceCall(bool given, ushort queue = 0) => Do(new ReplaceCall(given) { Queue = queue });

    internal void EnableCalls(int after = 0, ushort queue = 0) => Do(new EnableCalls((ushort)after) { Queue = queue });

    internal void DisableCalls(ushort queue = 0) => Do(new DisableCalls { Queue = queue });

    internal void UsedEvent(int ahead, ushort queue = 0) => Do(new UsedEvent((ushort)ahead) { Queue = queue });

    internal void LayOut(int size, ushort start = 0, bool scattered = false, ushort queue = 0) => Do(new LayOut(size, start, scattered) { Queue = queue });

    internal void Start(ushort queue = 0) => Do(new StartQueue { Queue = queue });

    internal void Enable(bool on, ushort queue = 0) => Do(new Enable(on) { Queue = queue });

    internal ushort Stop(ushort queue = 0) => Do(new StopQueue { Queue = queue });

    internal void Resume(ushort queue = 0) => Do(new Resume { Queue = queue });

    internal void AvailFlags(ushort flags, ushort queue = 0) => Do(new AvailFlags(flags) { Queue = queue });

    internal void Shuffle(Chooser chooser, ushort queue = 0) => Do(new Shuffle((uint)chooser.NextU64()) { Queue = queue });

    /// <summary>Many requests in batches.</summary>
    internal void WorkOff(int count, int batch, Chooser chooser, ushort queue = 0) => Do(new Work(count, batch, (uint)chooser.NextU64()) { Queue = queue });

    /// <summary>Requests one by one, each just when the device is about to sleep.</summary>
    internal void Race(int count, Chooser chooser, ushort queue = 0) => Do(new Race(count, (uint)chooser.NextU64()) { Queue = queue });

    internal void DriverOk() => Do(new DriverOk());

    internal void WriteStatus(DeviceStatus status) => Do(new WriteStatus(status));

    internal DeviceStatus ReadStatus() => Do(new ReadStatus());

    internal byte[] ReadConfig() => Do(new ReadConfig());

    internal byte[]? ReadConfig(int offset, int size) => Do(new ReadConfigPart(offset, size));

    internal void WriteConfig(int offset, byte value) => Do(new WriteConfig(offset, value));

    internal bool Negotiate(ulong features, ulong notOffered = 0) => Do(new Negotiate(features, notOffered));

    internal void ShareMemory() => Do(new ShareMemory());

    /// <summary>Until disposed of, the driver breaks rules on purpose.</summary>
    internal Purpose OnPurpose() => new(this);

    public void Dispose()
    {
        Here();
        _player.Do(new Close());
    }

    private ushort Virtqueue(ushort queue) => (ushort)(Session.Device.FirstRequestQueue + queue);

    private Step OnVirtqueue(Step step) => step.HasQueue ? step with { Queue = Virtqueue(step.Queue) } : step;

    private void Here()
    {
        if (_player.Current != _session)
            _player.Do(new Switch(_session));
    }

    /// <summary>A stretch in which the driver breaks rules on purpose.</summary>
    internal readonly struct Purpose : IDisposable
    {
        private readonly Rig _rig;

        internal Purpose(Rig rig)
        {
            _rig = rig;
            rig.Do(new OnPurpose(true));
        }

        public void Dispose() => _rig.Do(new OnPurpose(false));
    }
}
