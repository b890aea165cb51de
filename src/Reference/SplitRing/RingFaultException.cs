namespace Virtspec.Reference.SplitRing;

/// <summary>The other side of a ring did what makes going on impossible. The message names the value and what was expected.</summary>
/// <param name="message">What was found.</param>
public sealed class RingFaultException(string message) : Exception(message);
