using System.Runtime.CompilerServices;

namespace Virtspec.Model.Rules;

/// <summary>One rule broken by one event.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Seen">What happened, in one line.</param>
/// <param name="Expected">What the statement asks for instead, in one line.</param>
public sealed record Breach(Rule Rule, string Seen, string Expected);

/// <summary>
/// What a step says besides the next state: the rules whose premise arose and held, and the breaches. Append-only: a step is a
/// function of state and event, and this is the second half of its result, kept out of the return value so that steps allocate nothing
/// when all is well.
/// </summary>
public sealed class RuleLog
{
    private readonly List<Rule> _held = [];
    private readonly List<Breach> _breaches = [];

    /// <summary>Rules that held, once for each time their premise arose.</summary>
    public IReadOnlyList<Rule> Held => _held;

    /// <summary>Whether nothing was said.</summary>
    public bool IsEmpty => _held.Count == 0 && _breaches.Count == 0;

    /// <summary>Breaches in the order they happened.</summary>
    public IReadOnlyList<Breach> Breaches => _breaches;

    /// <summary>How often a rule's premise arose and the rule held.</summary>
    /// <param name="rule">The rule.</param>
    public int HeldCount(Rule rule)
    {
        var count = 0;
        foreach (var held in _held)
        {
            if (held == rule)
                count++;
        }

        return count;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _held.Clear();
        _breaches.Clear();
    }

    internal void Holds(Rule rule) => _held.Add(rule);

    internal void Breaks(Rule rule, string seen, string expected) => _breaches.Add(new Breach(rule, seen, expected));

    /// <summary>Holds when <paramref name="held"/>, else a breach; only then are its texts made.</summary>
    internal void Check(
        bool held,
        Rule rule,
        [InterpolatedStringHandlerArgument(nameof(held))] BreachText seen,
        [InterpolatedStringHandlerArgument(nameof(held))] BreachText expected)
    {
        if (held)
            Holds(rule);
        else
            Breaks(rule, seen.Finish(), expected.Finish());
    }
}
