using Virtspec.Exploration.Execution;
using Virtspec.Model.Rules;

namespace Virtspec.Scenarios;

/// <summary>What a judge has to say: what the execution under way breaks, and how often each statement was judged in all of them.</summary>
internal sealed class Verdicts
{
    private static readonly IReadOnlyList<Rule> Rules = Rule.All;

    private readonly List<BrokenStatement> _broken = [];
    private readonly StatementCount[] _counts = new StatementCount[Rules.Count];

    /// <summary>Takes what the model says of this execution.</summary>
    internal RuleLog Log { get; } = new();

    internal IReadOnlyList<BrokenStatement> Broken => _broken;

    /// <summary>The first that is a failure by itself.</summary>
    internal BrokenStatement? Failing { get; private set; }

    internal IReadOnlyDictionary<string, StatementCount> Counts
    {
        get
        {
            Count();
            return Rules.Where(rule => _counts[rule.Index] != default).ToDictionary(rule => rule.Id, rule => _counts[rule.Index]);
        }
    }

    /// <summary>Another execution begins.</summary>
    internal void Begin()
    {
        Count();
        _broken.Clear();
        Failing = null;
    }

    /// <summary>Keeps what was broken since the last time.</summary>
    internal void Note(World world)
    {
        for (; _broken.Count < Log.Breaches.Count;)
        {
            var breach = Log.Breaches[_broken.Count];
            _broken.Add(new BrokenStatement(breach.Rule.Id, breach.Seen, breach.Expected, world.Depth));
        }
    }

    /// <summary>Keeps what was broken since the last time, which is a failure.</summary>
    internal void NoteFailing(World world)
    {
        var before = _broken.Count;
        Note(world);
        if (_broken.Count > before)
            Failing ??= _broken[before];
    }

    /// <summary>Adds up what the log says of an execution that is over, and begins a new one.</summary>
    private void Count()
    {
        for (var i = 0; i < Log.Held.Count; i++)
        {
            ref var count = ref _counts[Log.Held[i].Index];
            count = count with { Held = count.Held + 1 };
        }

        foreach (var breach in Log.Breaches)
        {
            ref var count = ref _counts[breach.Rule.Index];
            count = count with { Broken = count.Broken + 1 };
        }

        Log.Clear();
    }
}
