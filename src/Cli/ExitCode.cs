namespace Virtspec.Cli;

/// <summary>What the tool's exit code says. When several apply, the first of finding, internal, inconclusive, skipped, nothing found wins.</summary>
internal static class ExitCode
{
    internal const int NothingFound = 0;
    internal const int Finding = 1;
    internal const int Usage = 2;
    internal const int Inconclusive = 3;
    internal const int Skipped = 4;
    internal const int Internal = 70;
    internal const int HungUp = 129;
    internal const int Interrupted = 130;
    internal const int Terminated = 143;

    internal const string Help =
        """
        Exit codes:
          0    nothing found
          1    a requirement is broken (check: which ones count, --fail-on says), or a schedule fails
          2    wrong usage, or the peer is another device; nothing was checked, or steps up to one that cannot be taken
          3    inconclusive: the peer did not answer or went away, or time or another limit was up
          4    skipped: nothing selected can be checked on this peer
          70   an error in virtspec itself
          129, 130, 143   stopped by SIGHUP, SIGINT or SIGTERM; what was found so far is reported
        When several apply: 1, then 70, then 2, then the signal, then 3, then 4.
        """;
}
