namespace Virtspec.Suite.Steps;

/// <summary>
/// One thing the suite does to a peer, as data: what a case did can be written down, read again, done again, and made smaller while it still shows
/// the same. <see cref="StepText"/> has the words.
/// </summary>
internal abstract record Step
{
    /// <summary>The virtqueue it is about, where it is about one.</summary>
    internal ushort Queue { get; init; }

    /// <summary>Whether it is about a queue.</summary>
    internal virtual bool HasQueue => false;

    /// <summary>The step without its queue, as <see cref="StepText.Parse(string)"/> reads it.</summary>
    internal abstract string Words { get; }

    /// <summary>The step as it is written down.</summary>
    public sealed override string ToString() => Queue == 0 ? Words : $"q{Queue}: {Words}";

    /// <summary>Does it.</summary>
    internal abstract void Take(Player player);

    /// <summary>Smaller steps to try in its place, the smallest first.</summary>
    internal virtual IEnumerable<Step> Smaller() => [];
}

/// <summary>A step that brings something back.</summary>
internal abstract record Step<T> : Step
{
    /// <summary>Does it.</summary>
    internal abstract T Act(Player player);

    internal sealed override void Take(Player player) => Act(player);
}

/// <summary>A step has nothing to work on: it follows on others that are not there.</summary>
internal sealed class StepException(string message) : Exception(message);

/// <summary>Steps that somebody wrote down do not fit together, or not this peer.</summary>
internal sealed class MisusedStepException(string message, StepException cause) : Exception(message, cause);
