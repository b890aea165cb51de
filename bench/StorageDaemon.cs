using System.ComponentModel;
using System.Diagnostics;

namespace Virtspec.Bench;

/// <summary>A qemu-storage-daemon that serves a disk in a temporary folder, for as long as this lives.</summary>
internal sealed class StorageDaemon : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private StorageDaemon(Process process, DirectoryInfo folder, string socketPath) =>
        (_process, _folder, SocketPath) = (process, folder, socketPath);

    internal string SocketPath { get; }

    /// <summary>Starts one; null when it is not installed.</summary>
    internal static StorageDaemon? Start()
    {
        var folder = Directory.CreateTempSubdirectory("virtspec-bench-");
        var disk = Path.Combine(folder.FullName, "disk");
        var socket = Path.Combine(folder.FullName, "socket");
        using (var file = File.Create(disk))
            file.SetLength(16 << 20);
        try
        {
            var process = Process.Start(
                "qemu-storage-daemon",
                [
                    "--blockdev", $"driver=file,node-name=file,filename={disk}",
                    "--export", $"type=vhost-user-blk,id=export,addr.type=unix,addr.path={socket},node-name=file,writable=on",
                ]);
            while (!File.Exists(socket) && !process.HasExited)
                Thread.Sleep(10);
            return new StorageDaemon(process, folder, socket);
        }
        catch (Win32Exception)
        {
            folder.Delete(recursive: true);
            return null;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
