using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// Does some executions again. A scenario that comes out differently depends on something besides its choices, and nothing said about it would hold.
/// </summary>
internal sealed class SelfCheck(World again)
{
    private const int First = 16;
    private const int Every = 512;
    private long _seen;

    internal long Done { get; private set; }

    internal void Look(World world, Func<Pick[]> schedule)
    {
        if (_seen++ >= First && _seen % Every != 0 && world.Failure is null)
            return;
        Done++;
        var picks = schedule();
        again.Reset();
        for (var i = 0; i < picks.Length; i++)
        {
            var process = picks[i].ProcessIn(again);
            if (process < 0 || (again.Enabled >> process & 1) == 0 || picks[i].Alternative >= again.Alternatives(process))
                throw new NondeterministicScenarioException($"step {i + 1} of an execution cannot be done the second time");
            again.Step(process, picks[i].Alternative);
        }

        if (again.Enabled == 0)
            again.Finish();
        if (!again.Fingerprint().Equals(world.Fingerprint()) || again.Failure != world.Failure)
            throw new NondeterministicScenarioException("an execution ends in another state the second time");
    }
}

/// <summary>The scenario's code depends on something besides its accesses: time, random numbers, or state that outlives an execution.</summary>
public sealed class NondeterministicScenarioException : Exception
{
    /// <summary>Says how it showed.</summary>
    /// <param name="message">What differed.</param>
    public NondeterministicScenarioException(string message)
        : base($"{message}: its code depends on something besides its accesses and choices")
    {
    }
}
