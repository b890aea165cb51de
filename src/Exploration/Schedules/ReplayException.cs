namespace Virtspec.Exploration.Schedules;

/// <summary>A schedule cannot be followed: it belongs to another scenario, other parameters, another memory model or other code.</summary>
public sealed class ReplayException : Exception
{
    /// <summary>Says where and why.</summary>
    /// <param name="step">The step that cannot be done, from 1.</param>
    /// <param name="message">Names the pick and what could have been picked.</param>
    public ReplayException(int step, string message)
        : base($"step {step}: {message}") => Step = step;

    /// <summary>The step that cannot be done, from 1.</summary>
    public int Step { get; }
}
