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
        var what = "a request was served";
        var served = false;
        try
        {
            new Open(CaseContext.AllFeatures, 16, 0, 1).Take(player);
            var session = player.Session;
            new Request(Workload.For(session).Probe(), null).Take(player);
            served = session.Queue(0).InFlight == 0;
            session.Queue(0).Settle();
        }
        catch (PeerLostException exception)
        {
            what = exception.Message;
        }

        var state = After.Replace('-', ' ');
        player.Judge.Answer($"connected again {state}", log => SessionRules.Reconnected(served, $"{state}: {(served ? what : "no answer to a request; " + what)}", log));
        player.Close();
        return served;
    }
}
