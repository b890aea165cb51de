using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Suite.Blk;
using Virtspec.Suite.Peer;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite;

/// <summary>One case of the suite: drives the peer, and leaves judging to the judge.</summary>
/// <param name="Name">Short name, unique.</param>
/// <param name="Title">What it does, in one line.</param>
/// <param name="Exercises">Ids or clauses it is meant to exercise; a selection of other requirements leaves it out.</param>
/// <param name="Run">Does it.</param>
internal sealed record CheckCase(string Name, string Title, IReadOnlyList<string> Exercises, Action<CaseContext> Run);

/// <summary>What a case works with.</summary>
internal sealed class CaseContext(Judge judge, SessionOptions options, Action<string> progress)
{
    private ulong _sessions;

    internal Judge Judge => judge;

    internal SessionOptions Options => options;

    /// <summary>Chance, drawn from the seed of the run; each case begins anew, so that a case alone does what it does in the whole.</summary>
    internal Chooser Chooser { get; } = new(options.Seed);

    /// <summary>Says how far the case is, for a terminal.</summary>
    internal void Progress(string text) => progress(text);

    /// <summary>Opens a session; the case disposes of it.</summary>
    internal JudgedSession Connect()
    {
        judge.Begin(judge.Tally.Case, newSession: true);
        return JudgedSession.Connect(judge, options with { Seed = options.Seed + (_sessions++ << 32) });
    }

    /// <summary>Opens a session with features negotiated and memory shared, and no queue yet; the case disposes of it.</summary>
    /// <param name="features">Features to accept beyond VIRTIO_F_VERSION_1, if offered.</param>
    /// <exception cref="NotApplicableException">The device refuses the features.</exception>
    internal JudgedSession Prepare(ulong features)
    {
        var session = Connect();
        try
        {
            if (session.Has(ProtocolFeature.Config))
                session.ReadConfig();
            if (!session.Negotiate(features | Feature.Bit(Feature.Version1)))
                throw new NotApplicableException("the device refused the features");
            session.ShareMemory();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a session with a running queue.</summary>
    /// <param name="features">Features to accept beyond VIRTIO_F_VERSION_1, if offered.</param>
    /// <param name="size">Queue size.</param>
    /// <param name="start">First avail idx.</param>
    internal Rig Open(ulong features, int size = 64, ushort start = 0) => new(this, features, size, start);

    /// <summary>All features of the ring and the device that the suite knows how to use.</summary>
    internal static ulong AllFeatures { get; } = Feature.Bit(Feature.IndirectDesc) | Feature.Bit(Feature.EventIdx) | BlkFeatures;

    /// <summary>Features of the block device alone.</summary>
    internal static ulong BlkFeatures => Feature.Bit(Feature.BlkFlush) | Feature.Bit(Feature.BlkDiscard) | Feature.Bit(Feature.BlkWriteZeroes)
        | Feature.Bit(Feature.BlkSegMax) | Feature.Bit(Feature.BlkSizeMax) | Feature.Bit(Feature.BlkBlockSize) | Feature.Bit(Feature.BlkTopology)
        | Feature.Bit(Feature.BlkReadOnly);
}

/// <summary>A session with one running queue and a block driver on it: what most cases need.</summary>
internal sealed class Rig : IDisposable
{
    internal Rig(CaseContext context, ulong features, int size, ushort start, bool observed = true)
    {
        Session = context.Prepare(features);
        try
        {
            Queue = new JudgedQueue(Session, size, start, observed);
            Queue.Start();
            Session.DriverOk();
            Blk = new BlkDriver(Session, Queue);
        }
        catch
        {
            Queue?.Dispose();
            Session.Dispose();
            throw;
        }
    }

    internal JudgedSession Session { get; }

    internal JudgedQueue Queue { get; }

    internal BlkDriver Blk { get; }

    /// <summary>Blocks the suite works on: the first of the disk, as many as there are up to a limit.</summary>
    internal ulong Blocks => Math.Min(AllBlocks, 2048);

    /// <summary>Whole blocks of the disk.</summary>
    internal ulong AllBlocks => (Session.Judge.Blk.Capacity ?? 2048) / (ulong)Blk.BlockSectors;

    internal bool ReadOnly => Session.Offered.Has(Feature.BlkReadOnly);

    internal bool Negotiated(int feature) => Session.Accepted.Has(feature);

    /// <summary>A write where the device can be written, else a read: something that moves data.</summary>
    internal BlkSpec Transfer(ulong block, int blocks, Chooser chooser) =>
        ReadOnly ? Blk.Read(block, blocks) : Blk.Write(block, blocks, chooser);

    public void Dispose()
    {
        Queue.Dispose();
        Session.Dispose();
    }
}
