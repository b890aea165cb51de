using System.Collections;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties.Rules;

/// <summary>One rule, a sequence under which it holds, and one that breaks it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="What">Which of its sides the sequences show.</param>
/// <param name="Held">Its premise arises and it holds.</param>
/// <param name="Broken">It is broken.</param>
/// <param name="Also">What else is broken with it of necessity, in either sequence; anything beyond is a wrong blame.</param>
internal sealed record RuleCase(Rule Rule, string What, Action<RuleLog> Held, Action<RuleLog> Broken, Rule[] Also)
{
    internal void AssertHolds()
    {
        var log = new RuleLog();
        Held(log);
        Assert.DoesNotContain(log.Breaches, breach => !Also.Contains(breach.Rule) || breach.Rule == Rule);
        Assert.True(log.HeldCount(Rule) > 0, $"the premise of {Rule} did not arise");
    }

    internal void AssertBreaks()
    {
        var log = new RuleLog();
        Broken(log);
        Assert.Contains(log.Breaches, breach => breach.Rule == Rule);
        Assert.DoesNotContain(log.Breaches, breach => breach.Rule != Rule && !Also.Contains(breach.Rule));
        Assert.All(log.Breaches, breach => Assert.False(string.IsNullOrWhiteSpace(breach.Seen) || string.IsNullOrWhiteSpace(breach.Expected)));
    }
}

/// <summary>A table of cases, found by names that a test runner can pass around.</summary>
internal sealed class RuleCases : IEnumerable<RuleCase>
{
    private readonly Dictionary<string, RuleCase> _cases = [];

    /// <summary>The names of the cases.</summary>
    internal IEnumerable<string> Names => _cases.Keys;

    internal RuleCase this[string name] => _cases[name];

    internal void Add(Rule rule, string what, Action<RuleLog> held, Action<RuleLog> broken, params ReadOnlySpan<Rule> also) =>
        _cases.Add($"{rule.Id}: {what}", new RuleCase(rule, what, held, broken, [.. also]));

    public IEnumerator<RuleCase> GetEnumerator() => _cases.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
