namespace Virtspec.Suite.Peer;

/// <summary>
/// Starts the next one of a back-end that serves one connection and then ends in good order, as some are made to. One that ended in any other way is
/// not brought back by this: that is a finding or the end of the check.
/// </summary>
/// <param name="start">Starts the next one; false where the last has not ended, or not in good order.</param>
internal sealed class Succession(Func<bool> start)
{
    /// <summary>How many were started since the first.</summary>
    internal int Count { get; private set; }

    /// <summary>Starts the next one.</summary>
    /// <returns>Whether it listens.</returns>
    internal bool Next()
    {
        if (!start())
            return false;
        Count++;
        return true;
    }
}
