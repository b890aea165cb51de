namespace Virtspec.Cli.Check;

/// <summary>
/// Tells whether a back-end listens without connecting to it: that would be a session, and the only one for a back-end that serves one.
/// </summary>
internal static class ListeningSockets
{
    /// <summary>Flags of a socket on which somebody listens, as the kernel prints them.</summary>
    private const string AcceptsConnections = " 00010000 ";

    /// <summary>Whether the kernel lists the path as listened on. It does not for one made in another network namespace.</summary>
    internal static bool Lists(string path)
    {
        try
        {
            return File.ReadLines("/proc/net/unix")
                .Any(line => line.Contains(AcceptsConnections, StringComparison.Ordinal) && line.EndsWith(' ' + path, StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
