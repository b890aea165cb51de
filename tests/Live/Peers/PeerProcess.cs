using System.Diagnostics;
using Xunit;

namespace Virtspec.Live.Peers;

/// <summary>
/// A program a test starts. Its output is collected line by line, waiting for something ends early when the program
/// does, and disposing of it kills it with everything it started.
/// </summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private const int TailLines = 60;

    /// <summary>How long to wait for what takes an instant on an idle machine: only a program that hangs reaches it.</summary>
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];

    private PeerProcess(ProcessStartInfo start)
    {
        Name = Path.GetFileName(start.FileName);
        CommandLine = string.Join(' ', start.ArgumentList.Prepend(start.FileName));
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Collect(output, line.Data);
        process.ErrorDataReceived += (_, line) => Collect(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // None of the peers is interactive; one that reads its input sees the end of it at once.
        process.StandardInput.Close();
    }

    public string Name { get; }

    public string CommandLine { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>The lines written to standard output so far.</summary>
    public IReadOnlyList<string> Output => Snapshot(output);

    /// <summary>The lines written to standard error so far.</summary>
    public IReadOnlyList<string> Errors => Snapshot(errors);

    public static PeerProcess Start(string executable, params IEnumerable<string> arguments) =>
        new(new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });

    /// <summary>Waits for a line, on standard output or standard error, and returns the first that matches.</summary>
    public async Task<string> WaitForLineAsync(Predicate<string> matches, string what)
    {
        string? Match() => Output.Concat(Errors).FirstOrDefault(line => matches(line));
        await WaitUntilAsync(() => Match() is not null, what);
        return Match()!;
    }

    /// <summary>Waits for a file or a socket to appear in the file system.</summary>
    public Task WaitForFileAsync(string path) => WaitUntilAsync(() => File.Exists(path), $"to create {path}");

    /// <summary>
    /// Waits for a Unix socket that accepts connections: the file appears a moment before, and trying to connect would
    /// use up the one connection that some back-ends serve.
    /// </summary>
    public Task WaitForListeningSocketAsync(string path)
    {
        const string AcceptsConnections = " 00010000 ";
        return WaitUntilAsync(
            () => File.ReadLines("/proc/net/unix").Any(line => line.Contains(AcceptsConnections) && line.EndsWith(' ' + path)),
            $"to listen on {path}");
    }

    /// <summary>Waits for the program to end by itself and returns its exit code, or null when it did not.</summary>
    public async Task<int?> WaitForExitAsync(TimeSpan limit)
    {
        using var expiry = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        expiry.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(expiry.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
        return process.ExitCode;
    }

    /// <summary>What to put in a failure message: the command line, how the program ended, and the end of its output.</summary>
    public string Describe()
    {
        var state = process.HasExited ? $"ended with exit code {process.ExitCode}" : "has not ended";
        return $"{CommandLine}\n{Name} {state}\n"
            + $"--- standard output\n{Tail(Output)}\n--- standard error\n{Tail(Errors)}\n---";
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        process.Dispose();
    }

    private async Task WaitUntilAsync(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            // Asked again after the end was seen: the last thing a program does may be what we wait for.
            if (process.HasExited)
            {
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                if (!condition())
                    Assert.Fail($"{Name} ended while the test waited for it {what}\n{Describe()}");
                return;
            }
            if (waited.Elapsed > Generous)
                Assert.Fail($"waited {Generous.TotalSeconds} s in vain for {Name} {what}\n{Describe()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static void Collect(List<string> lines, string? line)
    {
        lock (lines)
        {
            if (line is not null)
                lines.Add(line);
        }
    }

    private static string[] Snapshot(List<string> lines)
    {
        lock (lines)
            return [.. lines];
    }

    private static string Tail(IReadOnlyList<string> lines) => string.Join('\n', lines.TakeLast(TailLines));
}
