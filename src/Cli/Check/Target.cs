using System.Diagnostics;
using Virtspec.Suite.Peer;

namespace Virtspec.Cli.Check;

/// <summary>The back-end to check: one that runs, one to start by a command, or virtspec's own in a child process.</summary>
internal sealed class Target : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly CheckOptions _options;
    private readonly string? _folder;
    private Process? _process;

    private Target(CheckOptions options)
    {
        _options = options;
        if (options.SocketPath is null)
            _folder = Directory.CreateTempSubdirectory("virtspec-").FullName;
        SocketPath = options.SocketPath ?? Path.Combine(_folder!, "back-end.sock");
    }

    /// <summary>Where it listens.</summary>
    internal string SocketPath { get; }

    /// <summary>What the user would call it.</summary>
    internal string Description => _options switch
    {
        { SocketPath: { } path } => path,
        { Spawn: { } command } => $"'{command}'",
        { Fault: { } fault } => $"virtspec's own back-end with fault {fault}",
        _ => "virtspec's own back-end",
    };

    /// <summary>The options that name this target again on a command line.</summary>
    internal string Arguments => _options switch
    {
        { SocketPath: { } path } => $"blk --socket-path {Quote(path)}",
        { Spawn: { } command } => $"blk --spawn {Quote(command)}",
        { Fault: { } fault } => $"blk --fault {fault}",
        _ => "blk",
    };

    /// <summary>Starts what has to be started.</summary>
    /// <exception cref="PeerLostException">It ended at once, or does not listen in time.</exception>
    internal static Target Open(CheckOptions options)
    {
        var target = new Target(options);
        try
        {
            target.StartProcess();
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Starts a spawned back-end again after it ended.</summary>
    /// <returns>Whether it listens again.</returns>
    internal bool Revive()
    {
        if (_process is null)
            return false;
        StopProcess();
        try
        {
            StartProcess();
            return true;
        }
        catch (PeerLostException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        StopProcess();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private void StartProcess()
    {
        if (_options.SocketPath is not null)
            return;
        var start = _options.Spawn is { } command ? Shell(command.Replace("{socket}", Quote(SocketPath), StringComparison.Ordinal)) : Own();
        File.Delete(SocketPath);
        _process = Process.Start(start) ?? throw new PeerLostException($"cannot start {Description}");
        var began = Stopwatch.GetTimestamp();
        while (!Listens())
        {
            if (_process.HasExited)
                throw new PeerLostException($"{Description} ended with exit code {_process.ExitCode} before it listened on {SocketPath}");
            if (Stopwatch.GetElapsedTime(began) > StartLimit)
                throw new PeerLostException($"{Description} does not listen on {SocketPath} after {StartLimit.TotalSeconds:0} s");
            Thread.Sleep(10);
        }
    }

    /// <summary>A file that is there need not be listened on yet, and connecting to see would be a session for a back-end that serves one.</summary>
    private bool Listens() => File.Exists(SocketPath);

    /// <summary>Terminates politely, then not.</summary>
    private void StopProcess()
    {
        if (_process is not { } process)
            return;
        _process = null;
        using (process)
        {
            if (!process.HasExited)
            {
                process.StandardInput.Close();
                Transports.Posix.ProcessSignals.Terminate(process.Id);
                if (!process.WaitForExit(StopLimit))
                    process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo Shell(string command) => new("/bin/sh", ["-c", "exec " + command]) { RedirectStandardInput = true };

    /// <summary>This very program, serving until its standard input closes, so that it never outlives its parent.</summary>
    private ProcessStartInfo Own()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Target).Assembly.Location);
        foreach (var argument in (string[])["serve", "blk", "--socket-path", SocketPath, "--until-input-ends"])
            start.ArgumentList.Add(argument);
        if (_options.Fault is { } fault)
        {
            start.ArgumentList.Add("--fault");
            start.ArgumentList.Add(fault);
        }

        return start;
    }

    private static string Quote(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+:=,@".Contains(letter)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
