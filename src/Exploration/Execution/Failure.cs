namespace Virtspec.Exploration.Execution;

/// <summary>In what way an execution went wrong.</summary>
internal enum FailureKind
{
    /// <summary>A property that an agent or the end checks does not hold.</summary>
    Property,

    /// <summary>An agent's code threw.</summary>
    Exception,

    /// <summary>Nobody can go on and something is still owed.</summary>
    Obligation,

    /// <summary>Nobody can go on and an agent that is no daemon waits.</summary>
    Deadlock,

    /// <summary>The scenario's judge names a statement that is broken.</summary>
    Statement,
}

/// <summary>What went wrong in an execution.</summary>
/// <param name="Kind">In what way.</param>
/// <param name="Property">What it is called: failures of one kind and property are one finding.</param>
/// <param name="Text">One line for people.</param>
internal sealed record Failure(FailureKind Kind, string Property, string Text);

/// <summary>A scenario does what no execution can follow: an error of whoever wrote it, not a finding.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>Says what it does.</summary>
    /// <param name="message">Names the agent and what was expected.</param>
    public ScenarioException(string message)
        : base(message)
    {
    }
}
