using Virtspec.Model.Robustness;

namespace Virtspec.Suite.Robustness;

/// <summary>What came of one attack.</summary>
/// <param name="Family">What it is about.</param>
/// <param name="Attack">The attack in the words that make it again.</param>
/// <param name="Recovery">Where the next good request was served.</param>
/// <param name="Detail">What was seen of the peer on the way there; may be empty.</param>
internal sealed record RobustnessOutcome(AttackFamily Family, string Attack, Recovery Recovery, string Detail);

/// <summary>What is known of a peer under attack, from one attack to the next.</summary>
internal sealed class RobustnessState
{
    /// <summary>Losses to one family that have to be, whatever they cost, before the family is given up.</summary>
    private const int LossesEnough = 3;

    /// <summary>Time that losses to one family may cost: a peer that dies is started again at once, one that hangs costs a limit each time.</summary>
    private static readonly TimeSpan CostsEnough = TimeSpan.FromSeconds(8);

    private readonly List<RobustnessOutcome> _outcomes = [];
    private readonly List<(AttackFamily Family, TimeSpan Cost)> _losses = [];

    /// <summary>Whether the peer was seen to serve a good request, and another connection after the first, before anything was done to it.</summary>
    internal bool Known { get; set; }

    /// <summary>A peer that serves one connection and ends: that it is gone afterwards says nothing.</summary>
    internal bool ServesOnce { get; set; }

    /// <summary>Share of a core that the peer used before the attacks while nothing was asked of it; null when nobody looked.</summary>
    internal double? IdleBefore { get; set; }

    /// <summary>What came of the attacks, in their order.</summary>
    internal IReadOnlyList<RobustnessOutcome> Outcomes => _outcomes;

    /// <summary>Times the peer was gone after an attack.</summary>
    internal int Losses => _losses.Count;

    /// <summary>Notes what came of an attack.</summary>
    /// <param name="outcome">What.</param>
    /// <param name="cost">How long it took to see it.</param>
    internal void Add(RobustnessOutcome outcome, TimeSpan cost)
    {
        _outcomes.Add(outcome);
        if (Counts(outcome.Recovery))
            _losses.Add((outcome.Family, cost));
    }

    /// <summary>Whether more attacks of a family would only show the same again.</summary>
    internal bool IsEnough(AttackFamily family)
    {
        var losses = _losses.Where(loss => loss.Family == family).ToList();
        return losses.Count >= LossesEnough && losses.Aggregate(TimeSpan.Zero, (sum, loss) => sum + loss.Cost) > CostsEnough;
    }

    /// <summary>Whether the peer was lost to an attack: one that serves one connection is gone after it, attacked or not.</summary>
    internal bool Counts(Recovery recovery) => recovery == Recovery.None || (recovery == Recovery.Restarted && !ServesOnce);
}
