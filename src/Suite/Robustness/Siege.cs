using System.Diagnostics;
using Virtspec.Model.Robustness;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Robustness;

/// <summary>Makes attacks, and shows the judge what came of them.</summary>
internal sealed class Siege(Player player)
{
    private readonly long _began = Stopwatch.GetTimestamp();

    private RobustnessState State => player.Robustness;

    /// <summary>Makes an attack.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="value">What is varied about it.</param>
    /// <param name="words">The attack in words.</param>
    /// <returns>Where the next good request was served.</returns>
    /// <exception cref="NotApplicableException">The peer serves no good request to begin with: no attack is to blame.</exception>
    /// <exception cref="PeerLostException">The peer is gone, and nobody brings it back.</exception>
    internal Recovery Attack(AttackKind kind, ulong value, string words)
    {
        Know();
        using (var assault = Begin())
        {
            var detail = Act(assault, kind, value);
            if (!assault.Sent)
                return Recovery.SameConnection;
            var here = assault.ServesHere(out var spoiled);
            assault.LookAtMemory();
            ShowAnswers(assault, words);
            if (here)
                return Conclude(kind, words, Recovery.SameConnection, string.Empty);
            detail = detail.Length > 0 ? detail : spoiled;
            // Closed before the next connection: a back-end may serve one at a time.
            assault.Dispose();
            return Conclude(kind, words, Elsewhere(ref detail), detail);
        }
    }

    private static string Act(Assault assault, AttackKind kind, ulong value)
    {
        try
        {
            kind.Act(assault, value);
            return string.Empty;
        }
        catch (Exception exception) when (exception is VhostUserException or PeerLostException or NotApplicableException)
        {
            return exception.Message;
        }
    }

    /// <summary>Without knowing that a good request is served, on this connection and the next, nothing can be said of one after an attack.</summary>
    private void Know()
    {
        if (State.Known)
            return;
        if (!Service.Serves(player, player.Options, out var detail) && !(player.Revive?.Invoke() == true && Service.Serves(player, player.Options, out detail)))
            throw new NotApplicableException($"no good request is served to begin with: {detail}");
        if (!Service.Serves(player, player.Options, out detail))
        {
            if (player.Revive?.Invoke() != true)
                throw new NotApplicableException($"the peer serves one connection only, and nobody starts it again: {detail}");
            State.ServesOnce = true;
        }

        State.Known = true;
    }

    private Assault Begin()
    {
        try
        {
            return new Assault(player);
        }
        catch (PeerLostException) when (player.Revive?.Invoke() == true)
        {
            // Alive when it was last looked at, and gone now: the last attack took its time.
            if (!State.ServesOnce && State.Outcomes.Count > 0)
                Conclude(State.Outcomes[^1].Family, State.Outcomes[^1].Attack, Recovery.Restarted, "gone a while later");
            return new Assault(player);
        }
    }

    private Recovery Elsewhere(ref string detail)
    {
        // A peer that hangs costs a limit each time: the first is patient, and the others only so far that no busy machine is taken for one.
        var options = State.Losses == 0 ? player.Options : player.Options with { ReplyLimit = player.Options.ReplyLimit / 2, CompletionLimit = player.Options.CompletionLimit / 2 };
        var fresh = "the peer serves one connection only";
        if (!State.ServesOnce && Service.Serves(player, options, out fresh))
            return Recovery.FreshConnection;
        detail = $"{detail}; then {fresh}";
        if (player.Revive?.Invoke() == true && Service.Serves(player, player.Options, out _))
        {
            if (State.ServesOnce)
                player.Revive();
            return Recovery.Restarted;
        }

        return Recovery.None;
    }

    private void ShowAnswers(Assault assault, string words)
    {
        if (assault.MemoryIsJudged)
            player.Judge.Answer($"memory after {words}", log => Attacked.MemorySeen(assault.Stray, words, log));
        if (assault.Answer is not { } answer)
            return;
        // Silence is no answer, and may yet be one that is late: what it is worth shows in whether the peer serves on.
        if (answer.Kind == RawAnswerKind.Message && Payload.TryParseNumber(answer.Payload, out var value, out _))
            player.Judge.Answer($"{words}: {answer}", log => Attacked.Answered(value, words, log));
        else if (answer.Kind == RawAnswerKind.Closed)
            player.Judge.Answer($"{words}: {answer}", log => Attacked.Answered(null, words, log));
    }

    private Recovery Conclude(AttackKind kind, string words, Recovery recovery, string detail) => Conclude(kind.Family, words, recovery, detail);

    private Recovery Conclude(AttackFamily family, string words, Recovery recovery, string detail)
    {
        State.Add(new RobustnessOutcome(family, words, recovery, detail), Stopwatch.GetElapsedTime(_began));
        var what = $"{words}: {Name(recovery)}{(detail.Length > 0 ? $" ({detail})" : string.Empty)}";
        if (recovery != Recovery.Restarted || State.Counts(recovery))
            player.Judge.Answer(what, log => Attacked.Survived(family, recovery, what, log));
        return recovery == Recovery.None ? throw new PeerLostException($"the peer is gone after {words}") : recovery;
    }

    private static string Name(Recovery recovery) => recovery switch
    {
        Recovery.SameConnection => "the next request was served on the same connection",
        Recovery.FreshConnection => "the next request was served on a fresh connection",
        Recovery.Restarted => "the next request was served only once the peer was started again",
        _ => "nothing was served any more",
    };
}
