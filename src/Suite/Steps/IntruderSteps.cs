using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Steps;

/// <summary>
/// Another front-end connects and asks for the features. A back-end may let it wait, turn it away, or serve it too; the session that is under way must not
/// notice.
/// </summary>
internal sealed record Intrude : Step
{
    internal override string Words => "intrude";

    internal override void Take(Player player)
    {
        player.Intruder?.Dispose();
        player.Intruder = null;
        try
        {
            player.Intruder = VhostUserFrontEnd.Connect(player.Options.SocketPath, player.Options.QuietTime);
            player.Intruder.ReplyTimeout = player.Options.WatchTime;
            player.Intruder.GetFeatures();
        }
        catch (VhostUserException)
        {
            // Turned away, or left to wait: both are fine.
        }
    }
}

/// <summary>The other front-end hangs up.</summary>
internal sealed record IntruderLeaves : Step
{
    internal override string Words => "intruder-leaves";

    internal override void Take(Player player)
    {
        player.Intruder?.Dispose();
        player.Intruder = null;
    }
}
