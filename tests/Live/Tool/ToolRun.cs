using System.Globalization;
using System.Text.Json;
using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>
/// The built tool as a process. It keeps its temporary files in a folder of the test's, so that what it leaves behind, files and processes,
/// is told from what others leave.
/// </summary>
internal sealed class ToolRun : IAsyncDisposable
{
    private readonly PeerProcess process;
    private readonly string temporary;

    private ToolRun(PeerProcess process, string temporary) => (this.process, this.temporary) = (process, temporary);

    public string Output => string.Join('\n', process.Output);

    public IReadOnlyList<string> Errors => process.Errors;

    /// <summary>The command that starts the tool, as one would write it in a shell.</summary>
    public static string Command => $"dotnet {Path.Combine(AppContext.BaseDirectory, "virtspec.dll")}";

    public static ToolRun Start(WorkDirectory work, params IEnumerable<string> arguments)
    {
        var temporary = work["tmp"];
        Directory.CreateDirectory(temporary);
        // A shell that runs the tests in the background makes them ignore SIGINT, and with them all that they start.
        // The runtime's own sockets for debuggers would be taken for the tool's.
        IEnumerable<string> command = ["--default-signal=INT", $"TMPDIR={temporary}", "DOTNET_EnableDiagnostics=0", .. Command.Split(' '), .. arguments];
        return new ToolRun(PeerProcess.Start(Peer.Require("env", "coreutils"), command), temporary);
    }

    /// <summary>Runs the tool to its end, sees to it that nothing of it is left, and checks its exit code.</summary>
    public static async Task<ToolRun> ExpectAsync(int exit, WorkDirectory work, params IEnumerable<string> arguments)
    {
        var run = Start(work, arguments);
        await run.ExpectExitAsync(exit);
        return run;
    }

    public async Task ExpectExitAsync(int exit)
    {
        Assert.True(await process.WaitForExitAsync(PeerProcess.Generous) == exit, $"expected exit code {exit}\n{process.Describe()}");
        Assert.Empty(ChildrenLeft());
        Assert.Empty(Directory.GetFileSystemEntries(temporary));
    }

    /// <summary>Waits until the back-end that the tool started listens, which is before the first case.</summary>
    public async Task BackEndListensAsync()
    {
        while (!File.ReadLines("/proc/net/unix").Any(line => line.Contains(" 00010000 ") && line.Contains(temporary + "/")))
        {
            Assert.False(process.HasExited, process.Describe());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until so many different connections to the back-end were seen.</summary>
    public async Task SessionsSeenAsync(int count)
    {
        const string Connected = " 03 ";
        var seen = new HashSet<string>();
        while (seen.Count < count)
        {
            Assert.False(process.HasExited, process.Describe());
            // The line of a connection begins with its address and ends with its inode and the path.
            seen.UnionWith(File.ReadLines("/proc/net/unix").Where(line => line.Contains(Connected) && line.Contains(temporary + "/")));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the tool says something on standard error.</summary>
    public async Task SaysAsync()
    {
        while (process.Errors.Count == 0)
        {
            Assert.False(process.HasExited, process.Describe());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a signal to the tool.</summary>
    public Task SignalAsync(string name) => SignalAsync(name, process.Id);

    /// <summary>Sends a signal to all that the tool started.</summary>
    public async Task SignalChildrenAsync(string name)
    {
        foreach (var child in ChildrenLeft())
            await SignalAsync(name, child);
    }

    public async Task ChildrenEndAsync()
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (ChildrenLeft().Count > 0)
        {
            Assert.True(waited.Elapsed < PeerProcess.Generous, "what the tool started has not ended");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The exit code, whatever it is and whatever is left.</summary>
    public Task<int?> WaitForExitAsync() => process.WaitForExitAsync(PeerProcess.Generous);

    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;

    public string Describe() => process.Describe();

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task SignalAsync(string name, int id)
    {
        await using var kill = PeerProcess.Start("/bin/sh", "-c", $"kill -{name} {id}");
        await kill.WaitForExitAsync(PeerProcess.Generous);
    }

    /// <summary>Processes with the temporary folder on their command line: everything the tool starts is told its socket so.</summary>
    private List<int> ChildrenLeft() =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => CommandLine(id).Contains($"{temporary}/"))];

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
