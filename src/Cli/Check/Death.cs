namespace Virtspec.Cli.Check;

/// <summary>A back-end that ended by itself or stopped answering, and had to be started again.</summary>
/// <param name="Case">Case in which it did.</param>
/// <param name="End">How: <c>was ended by SIGSEGV</c>, <c>ended with exit code 1</c>, <c>stopped answering</c>.</param>
/// <param name="Output">The last lines that it printed, oldest first.</param>
internal sealed record Death(string Case, string End, IReadOnlyList<string> Output)
{
    /// <summary>What a shell, and the runtime, add to the number of a signal to make an exit code of it.</summary>
    private const int SignalBase = 128;

    /// <summary>Signals that end processes, by number, as Linux has them on the machines that it has them alike on.</summary>
    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [4] = "SIGILL", [5] = "SIGTRAP", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE", [9] = "SIGKILL",
        [10] = "SIGUSR1", [11] = "SIGSEGV", [12] = "SIGUSR2", [13] = "SIGPIPE", [14] = "SIGALRM", [15] = "SIGTERM", [24] = "SIGXCPU", [25] = "SIGXFSZ", [31] = "SIGSYS",
    };

    /// <summary>How a process ended, from its exit code. A process that chooses such a code itself cannot be told from one ended by a signal.</summary>
    internal static string Describe(int exitCode) => Signals.TryGetValue(exitCode - SignalBase, out var signal) ? $"was ended by {signal}" : $"ended with exit code {exitCode}";

    /// <summary>All of it in a few lines.</summary>
    internal string Text => $"the back-end {End}" + (Output.Count > 0 ? $"; its last output:\n{string.Join('\n', Output.Select(line => $"> {line}"))}" : string.Empty);
}
