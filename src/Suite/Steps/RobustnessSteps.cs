using Virtspec.Model.Robustness;
using Virtspec.Suite.Robustness;

namespace Virtspec.Suite.Steps;

/// <summary>
/// Connects, makes one attack, and sees where the next good request is served: on this connection, on a fresh one, by a peer that was started again, or
/// nowhere.
/// </summary>
/// <param name="Name">Name of the attack.</param>
/// <param name="Value">What is varied about it; 0 where nothing is.</param>
internal sealed record Attack(string Name, ulong Value) : Step<Recovery>
{
    internal override string Words => Kind.Parameter.Length > 0 ? $"attack {Name} {Kind.Parameter}={Value}" : $"attack {Name}";

    private AttackKind Kind => Attacks.Find(Name) ?? throw new StepException($"there is no attack {Name}");

    internal override Recovery Act(Player player) => new Siege(player).Attack(Kind, Value, Words["attack ".Length..]);

    internal override IEnumerable<Step> Smaller() => Kind.Values.TakeWhile(value => value < Value).Select(value => this with { Value = value });
}

/// <summary>Connects, works, and hangs up, again and again, and counts what the peer's process holds.</summary>
/// <param name="Count">How often after it has warmed up; at least 4.</param>
internal sealed record Reconnects(int Count) : Step
{
    private const int Stretches = 4;

    internal override string Words => $"reconnects {Count}";

    internal override void Take(Player player) => LeakWatch.Run(player, Stretches, Math.Max(1, Count / Stretches));

    internal override IEnumerable<Step> Smaller() => Count >= 2 * Stretches ? [this with { Count = Count / 2 }] : [];
}

/// <summary>Measures how busy the peer is while nothing is asked of it, and compares with what it was the first time.</summary>
internal sealed record Idle : Step
{
    internal override string Words => "idle";

    internal override void Take(Player player)
    {
        var process = PeerProcess.Of(player, out var reason);
        if (process is null)
        {
            player.Judge.Tally.NotObservable("robust.idle", reason);
            return;
        }

        if (player.Robustness.IdleBefore is not { } before)
        {
            player.Robustness.IdleBefore = process.ShareOfCore();
            return;
        }

        var after = process.ShareOfCore();
        player.Judge.Answer($"idle at {after:0%} of a core", log => Attacked.Idled(before, after, log));
    }
}
