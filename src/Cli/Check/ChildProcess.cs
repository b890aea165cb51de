using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Virtspec.Suite.Peer;

namespace Virtspec.Cli.Check;

/// <summary>A process that serves one check and ends with it, and with it everything that it started.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int KillSignal = 9;
    private const int TerminateSignal = 15;
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly LastLines _output;

    /// <summary>What signals go to: the process, or the group it leads.</summary>
    private readonly int _receiver;

    private ChildProcess(ProcessStartInfo start, bool isOurs)
    {
        // Kept open and never written to: some back-ends end, and some only read commands, as long as there is input.
        start.RedirectStandardInput = true;
        start.RedirectStandardError = true;
        try
        {
            _process = Process.Start(start)!;
            _output = new LastLines(_process, passesOn: !isOurs);
            _receiver = isOurs ? _process.Id : -_process.Id;
        }
        catch (Win32Exception exception)
        {
            throw new PeerLostException($"cannot start {start.FileName}: {exception.Message}", exception);
        }
    }

    internal bool HasExited => _process.HasExited;

    /// <summary>Whether it ended as one that has done what it was to do.</summary>
    internal bool Succeeded => _process.ExitCode == 0;

    /// <summary>How it ended, once it has.</summary>
    internal string End => Death.Describe(_process.ExitCode);

    /// <summary>The last lines it printed, once it has ended.</summary>
    internal IReadOnlyList<string> LastOutput => _output.OfEnded();

    /// <summary>
    /// Runs a command of the user's. In a session of its own: Ctrl-C is for virtspec, which needs the back-end alive to end the case, and what
    /// the command leaves behind is found by its group. What it prints goes to standard error: standard output is for the report.
    /// </summary>
    internal static ChildProcess StartShell(string command) =>
        new(new ProcessStartInfo("setsid", ["/bin/sh", "-c", "exec /bin/sh -c \"$0\" 1>&2", command]), isOurs: false);

    /// <summary>Runs this very program, with arguments that make it ignore signals and end with its input. What it prints is shown only if it dies.</summary>
    internal static ChildProcess StartSelf(IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [typeof(ChildProcess).Assembly.Location] : [];
        return new(new ProcessStartInfo(host, [.. program, .. arguments]), isOurs: true);
    }

    /// <summary>Gives one that has closed its sockets the moment that it needs to end.</summary>
    internal bool HasExitedAfterAll() => _process.WaitForExit(ExitLimit);

    /// <summary>Asks it to end, gives it some time, then does not ask.</summary>
    internal void Stop()
    {
        _process.StandardInput.Close();
        if (_receiver < 0)
            SendSignal(_receiver, TerminateSignal);
        var began = Stopwatch.GetTimestamp();
        while (IsAlive() && Stopwatch.GetElapsedTime(began) < StopLimit)
            Thread.Sleep(5);
        if (IsAlive())
            Kill();
        _process.WaitForExit(StopLimit);
        _output.OfEnded();
    }

    /// <summary>Ends it at once, from any thread.</summary>
    internal void Kill() => SendSignal(_receiver, KillSignal);

    public void Dispose() => _process.Dispose();

    private bool IsAlive() => !_process.HasExited || (_receiver < 0 && ProcessGroup.Runs(-_receiver));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
