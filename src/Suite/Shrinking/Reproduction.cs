using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Shrinking;

/// <summary>Takes steps against the peer again, with a judge of their own, to see whether they break the same requirement.</summary>
/// <param name="catalogue">The catalogue.</param>
/// <param name="type">Type of the device.</param>
/// <param name="options">The peer and its limits.</param>
/// <param name="revive">Brings the peer back after it went away; null when nobody can.</param>
internal sealed class Reproduction(RequirementCatalogue catalogue, DeviceType type, SessionOptions options, Func<bool>? revive)
{
    /// <summary>The user's wish to stop: what was not shown by then is not shown.</summary>
    internal CancellationToken Stop { get; init; }

    /// <summary>Whether the peer did not even take the last connection: then nothing was shown either way.</summary>
    internal bool PeerGone { get; private set; }

    /// <summary>Ends the peer and starts it anew; null when nobody can.</summary>
    internal Func<bool>? StartAnew { get; init; }

    /// <summary>Begins with a peer that knows of no try before, where somebody can start it anew: what is on its disk by now may be what the steps go by.</summary>
    /// <returns>Whether somebody could.</returns>
    internal bool Renew() => StartAnew?.Invoke() == true;

    /// <summary>Takes steps until the requirement is broken.</summary>
    /// <param name="program">The steps.</param>
    /// <param name="id">The requirement.</param>
    /// <returns>
    /// The steps taken up to there and the breach; null when it was not broken, or the driver broke a rule too: then the device may have every reason.
    /// </returns>
    internal (IReadOnlyList<Step> Program, Finding Finding)? Show(IReadOnlyList<Step> program, string id)
    {
        var judge = new Judge(catalogue, type);
        judge.Begin("again", newSession: true);
        using var player = new Player(judge, options, revive) { Stop = Stop };
        PeerGone = false;
        for (var i = 0; i < program.Count && judge.Tally.Broken(id) == 0; i++)
        {
            if (!Take(player, program[i]))
                break;
        }

        if (judge.Tally.Broken(id) == 0 || OwnBreaches(judge))
            return null;
        return (player.Taken, judge.Tally.Conclude([catalogue[id]])[0].Findings[0]);
    }

    /// <returns>Whether further steps make sense.</returns>
    private bool Take(Player player, Step step)
    {
        try
        {
            try
            {
                player.Do(step);
            }
            catch (PeerLostException) when (player.Current < 0 && revive?.Invoke() == true)
            {
                // The try before this one ended the peer, and this one has not begun. The step is the same one, and counts once.
                step.Take(player);
            }

            return true;
        }
        catch (PeerLostException) when (player.Current < 0)
        {
            PeerGone = true;
            return false;
        }
        catch (Exception exception) when (exception is PeerLostException or RingBrokenException or NotApplicableException or StepException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }

    private bool OwnBreaches(Judge judge) =>
        judge.Tally.Conclude(catalogue.All.Where(requirement => requirement.Role == Role.Driver)).Any(result => result.Verdict == Verdict.Failed);
}
