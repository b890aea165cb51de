using Xunit;

namespace Virtspec.Live.Peers;

/// <summary>
/// virtiofsd of QEMU on a folder of its own. It serves one connection and ends with it: whoever wants to connect again starts the next one. Needs
/// root, for it changes its root folder.
/// </summary>
internal sealed class VirtioFsDaemon : IAsyncDisposable
{
    private const string Executable = "/usr/lib/qemu/virtiofsd";

    private readonly string _source;
    private PeerProcess? _process;

    private VirtioFsDaemon(WorkDirectory work)
    {
        SocketPath = work["fs.sock"];
        _source = Directory.CreateDirectory(work["shared"]).FullName;
    }

    /// <summary>Where it listens.</summary>
    public string SocketPath { get; }

    /// <summary>How often it ended in any other way than with its connection and success.</summary>
    public int Deaths { get; private set; }

    public static async Task<VirtioFsDaemon> StartAsync(WorkDirectory work)
    {
        Peer.RequireFile(Executable, "qemu-system-common");
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("virtiofsd needs root");
        var daemon = new VirtioFsDaemon(work);
        await daemon.StartOneAsync();
        return daemon;
    }

    /// <summary>Starts the next one, if the last ended with success.</summary>
    public bool Next() => Start(afterSuccess: true);

    /// <summary>Starts the next one, however the last ended.</summary>
    public bool Revive() => Start(afterSuccess: false);

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool Start(bool afterSuccess) => Task.Run(async () =>
    {
        if (await _process!.WaitForExitAsync(TimeSpan.FromSeconds(1)) is not 0)
        {
            if (afterSuccess)
                return false;
            Deaths++;
        }

        await StartOneAsync();
        return true;
    }).GetAwaiter().GetResult();

    private async Task StartOneAsync()
    {
        if (_process is { } last)
            await last.DisposeAsync();
        File.Delete(SocketPath);
        _process = PeerProcess.Start(Executable, $"--socket-path={SocketPath}", "-o", $"source={_source}", "-o", "sandbox=chroot", "-f");
        await _process.WaitForListeningSocketAsync(SocketPath);
    }
}
