using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Robustness;

/// <summary>Whether a peer serves a good request; how well it does is not looked at here.</summary>
internal static class Service
{
    /// <summary>A session as it is enough to see service: little memory, and no time for calls that nobody judges.</summary>
    internal static SessionOptions Lean(SessionOptions options) => options with { Memory = MemoryPlan.Small, QuietTime = TimeSpan.Zero };

    /// <summary>Connects, sets everything up, and has one request served.</summary>
    /// <param name="player">Whose peer it is.</param>
    /// <param name="options">Limits.</param>
    /// <param name="detail">Why not.</param>
    internal static bool Serves(Player player, SessionOptions options, out string detail)
    {
        try
        {
            using var session = JudgedSession.Connect(player.Judge.Apart(), Lean(options));
            if (!session.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1)))
            {
                detail = "the device refused the features";
                return false;
            }

            session.ShareMemory();
            return Serves(session, out detail);
        }
        catch (Exception exception) when (exception is PeerLostException or NotApplicableException or RingBrokenException)
        {
            detail = exception.Message;
            return false;
        }
    }

    /// <summary>Sets a queue up in a session that has memory, and has one request served.</summary>
    internal static bool Serves(JudgedSession session, out string detail)
    {
        var queue = session.LayOut(0, HostileRing.Size, 0);
        queue.Start();
        session.DriverOk();
        var probe = Workload.For(session).Probe();
        session.Add(0, probe, probe.Plain);
        queue.Publish();
        queue.AwaitAll();
        detail = string.Empty;
        return true;
    }
}
