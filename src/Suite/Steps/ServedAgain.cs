using Virtspec.Model.VhostUser;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Steps;

/// <summary>Connects anew and sees whether a small request is served.</summary>
/// <param name="After">What the last connection was left in the middle of, words joined by hyphens.</param>
internal sealed record ServedAgain(string After) : Step<bool>
{
    internal override string Words => $"served-again {After}";

    internal override bool Act(Player player)
    {
        var (served, what) = (false, "no answer to a request");
        var predecessors = player.Options.Succession?.Count;
        try
        {
            new Open(CaseContext.AllFeatures, 16, 0, 1).Take(player);
            var session = player.Session;
            var first = session.Device.FirstRequestQueue;
            new Request(Workload.For(session).Probe(), null) { Queue = first }.Take(player);
            var same = predecessors == player.Options.Succession?.Count;
            served = session.Queue(first).InFlight == 0 && same;
            if (served)
                what = "a request was served";
            else if (!same)
                what = "the back-end ended with its connection, and another one had to be started";
            session.Queue(first).Settle();
        }
        catch (PeerLostException exception)
        {
            what += "; " + exception.Message;
        }

        var state = After.Replace('-', ' ');
        player.Judge.Answer($"connected again {state}", log => SessionRules.Reconnected(served, $"{state}: {what}", log));
        player.Close();
        return served;
    }
}
