using Virtspec.Live.Peers;

namespace Virtspec.Live.Guest;

/// <summary>A running vhost-user back-end that listens on a socket and serves a raw disk image.</summary>
internal sealed class BackEnd : IAsyncDisposable
{
    /// <summary>More than one, for what only shows then.</summary>
    private const int Queues = 4;

    private readonly Func<PeerProcess> _start;

    private BackEnd(string socketPath, Func<PeerProcess> start) => (SocketPath, _start, Process) = (socketPath, start, start());

    public PeerProcess Process { get; private set; }

    public string SocketPath { get; }

    /// <summary>qemu-storage-daemon, its storage throttled where a test needs requests to take their time.</summary>
    public static Task<BackEnd> StartQemuStorageDaemonAsync(WorkDirectory work, string disk, int? requestsPerSecond = null)
    {
        var socket = work["disk.sock"];
        string[] throttle = requestsPerSecond is null
            ? []
            : ["--object", $"throttle-group,id=group,x-iops-total={requestsPerSecond}", "--blockdev", "driver=throttle,node-name=slow,throttle-group=group,file=file"];
        var node = requestsPerSecond is null ? "file" : "slow";
        return ListeningAsync(socket, () => PeerProcess.Start(
            Peer.Require("qemu-storage-daemon", "qemu-system-common"),
            [
                "--blockdev", $"driver=file,node-name=file,filename={disk}", .. throttle,
                "--export", $"type=vhost-user-blk,id=export,addr.type=unix,addr.path={socket},node-name={node},writable=on,num-queues={Queues}",
            ]));
    }

    /// <summary>virtspec's own back-end, from the build the tests belong to.</summary>
    public static Task<BackEnd> StartVirtspecAsync(WorkDirectory work, string disk)
    {
        var socket = work["disk.sock"];
        return ListeningAsync(socket, () => PeerProcess.Start(
            Peer.Require("dotnet", "dotnet-sdk-10.0"),
            Path.Combine(AppContext.BaseDirectory, "virtspec.dll"),
            "serve", "blk", "--socket-path", socket, "--blk-file", disk));
    }

    /// <summary>Starts it again after it died.</summary>
    /// <returns>Whether it had: one that is still there is left alone.</returns>
    public bool Revive() => Task.Run(async () =>
    {
        if (await Process.WaitForExitAsync(TimeSpan.FromSeconds(1)) is null)
            return false;
        await Process.DisposeAsync();
        File.Delete(SocketPath);
        Process = _start();
        await Process.WaitForListeningSocketAsync(SocketPath);
        return true;
    }).GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task<BackEnd> ListeningAsync(string socket, Func<PeerProcess> start)
    {
        var backEnd = new BackEnd(socket, start);
        try
        {
            await backEnd.Process.WaitForListeningSocketAsync(socket);
            return backEnd;
        }
        catch
        {
            await backEnd.DisposeAsync();
            throw;
        }
    }
}
