using System.Diagnostics;
using System.Text;
using Virtspec.Oracle;
using Virtspec.Suite;
using Virtspec.Suite.Peer;

namespace Virtspec.Cli.Check;

/// <summary>The back-end to check: one that runs, one to start by a command, or virtspec's own in a child process.</summary>
internal sealed class Target : IDisposable
{
    private const int LongestSocketPath = 107;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    /// <summary>A file that exists for so long is listened on, whether the kernel lists it here or not.</summary>
    private static readonly TimeSpan SettledLimit = TimeSpan.FromSeconds(1);

    private readonly CheckOptions _options;
    private readonly CancellationToken _stop;
    private readonly string? _folder;
    private ChildProcess? _process;
    private Succession? _succession;

    /// <summary>Starts nothing yet.</summary>
    /// <param name="options">Which back-end.</param>
    /// <param name="stop">The user does not want to wait for it any more.</param>
    internal Target(CheckOptions options, CancellationToken stop)
    {
        (_options, _stop) = (options, stop);
        _folder = options.SocketPath is null ? CreateFolder() : null;
        SocketPath = options.SocketPath ?? SocketIn(_folder!);
    }

    /// <summary>Where it listens.</summary>
    internal string SocketPath { get; }

    /// <summary>Starts the next one of a back-end that ends with its connection; null where the back-end is not the check's to start.</summary>
    internal Succession? Succession => _options.Spawn is null ? null : _succession ??= new Succession(StartNext);

    /// <summary>How it ended each time that it did so by itself in a case.</summary>
    internal List<Death> Deaths { get; } = [];

    /// <summary>The case that runs; null while findings are shown again, which takes as many lives as it takes.</summary>
    internal string? Case { get; set; }

    /// <summary>Starts what has to be started, and waits until it listens.</summary>
    /// <exception cref="PeerLostException">It ended at once, or does not listen in time.</exception>
    /// <exception cref="OperationCanceledException">The user does not want to wait for it.</exception>
    internal void Start()
    {
        if (_options.SocketPath is not null)
            return;
        // virtspec's own back-end takes the folder with it when it ends.
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(_folder!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(SocketPath);
        _process = _options.Spawn is { } command
            ? ChildProcess.StartShell(command.Replace("{socket}", Shell.Quote(SocketPath), StringComparison.Ordinal))
            : ChildProcess.StartSelf(
                ["serve", _options.Device, "--socket-path", SocketPath, "--until-input-ends", .. _options.Fault is { } fault ? ["--fault", fault] : (string[])[]]);
        AwaitListening(_process);
    }

    /// <summary>Starts a back-end again after it ended.</summary>
    /// <returns>Whether it listens again.</returns>
    internal bool Revive()
    {
        if (_process is null || _stop.IsCancellationRequested)
            return false;
        var end = _process.HasExitedAfterAll() ? _process.End : "stopped answering";
        if (Case is { } check)
            Deaths.Add(new Death(check, end, _process.LastOutput));
        return Renew();
    }

    /// <summary>Ends a back-end, if it has not ended, and starts it again.</summary>
    /// <returns>Whether it listens again.</returns>
    internal bool Renew()
    {
        if (_process is null || _stop.IsCancellationRequested)
            return false;
        StopProcess();
        try
        {
            Start();
            return true;
        }
        catch (Exception exception) when (exception is PeerLostException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A result without the path of a socket that was made for this run: it is another one in the next.</summary>
    internal CheckResult Hide(CheckResult result) => _folder is null ? result : result with
    {
        Cases = [.. result.Cases.Select(check => check with { Text = Hide(check.Text) })],
        Robustness = [.. result.Robustness.Select(outcome => outcome with { Detail = Hide(outcome.Detail) })],
        Results = [.. result.Results.Select(one => one with { Findings = [.. one.Findings.Select(Hide)] })],
    };

    private Finding Hide(Finding finding) => finding with
    {
        Seen = Hide(finding.Seen),
        Steps = [.. finding.Steps.Select(Hide)],
        Shrunk = finding.Shrunk is { } shrunk ? shrunk with { Seen = Hide(shrunk.Seen), Steps = [.. shrunk.Steps.Select(Hide)] } : null,
    };

    private string Hide(string text) => text.Replace(SocketPath, "{socket}", StringComparison.Ordinal);

    /// <summary>Ends what was started and removes what was made, at once and on any thread.</summary>
    internal void Abandon()
    {
        _process?.Kill();
        RemoveFolder();
    }

    public void Dispose()
    {
        StopProcess();
        RemoveFolder();
    }

    private static string CreateFolder()
    {
        try
        {
            var folder = Directory.CreateTempSubdirectory("virtspec-").FullName;
            if (Encoding.UTF8.GetByteCount(SocketIn(folder)) <= LongestSocketPath)
                return folder;
            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot make a folder for a socket in {Path.GetTempPath()} (TMPDIR): {exception.Message}");
        }

        throw new UsageException($"{Path.GetTempPath()} (TMPDIR): the path is too long to make a socket there");
    }

    private static string SocketIn(string folder) => Path.Combine(folder, "back-end.sock");

    /// <summary>
    /// A back-end whose only connection was closed ends by itself, with success. It says nothing about the peer, so it is no death.
    /// </summary>
    private bool StartNext() => _process is not null && !_stop.IsCancellationRequested && _process.HasExitedAfterAll() && _process.Succeeded && Renew();

    private void AwaitListening(ChildProcess process)
    {
        var began = Stopwatch.GetTimestamp();
        long? appeared = null;
        while (!ListeningSockets.Lists(SocketPath))
        {
            if (appeared is null && File.Exists(SocketPath))
                appeared = Stopwatch.GetTimestamp();
            if (appeared is { } since && Stopwatch.GetElapsedTime(since) > SettledLimit)
                return;
            if (process.HasExited)
                throw new PeerLostException($"{_options.Target} {process.End} before it listened on {SocketPath}");
            if (Stopwatch.GetElapsedTime(began) > StartLimit)
                throw new PeerLostException($"{_options.Target} does not listen on {SocketPath} after {StartLimit.TotalSeconds:0} s");
            _stop.ThrowIfCancellationRequested();
            Thread.Sleep(1);
        }
    }

    private void StopProcess()
    {
        if (_process is not { } process)
            return;
        process.Stop();
        _process = null;
        process.Dispose();
    }

    private void RemoveFolder()
    {
        try
        {
            if (_folder is not null)
                Directory.Delete(_folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // virtspec's own back-end removes it too, in case its parent cannot.
        }
    }
}
