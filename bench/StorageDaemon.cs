using System.ComponentModel;
using System.Diagnostics;

namespace Virtspec.Bench;

/// <summary>A qemu-storage-daemon that serves a disk in a temporary folder, for as long as this lives.</summary>
internal sealed class StorageDaemon : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("virtspec-bench-");
    private Process _process;

    private StorageDaemon()
    {
        SocketPath = Path.Combine(_folder.FullName, "socket");
        using (var file = File.Create(Disk))
            file.SetLength(16 << 20);
        try
        {
            _process = Launch();
        }
        catch
        {
            _folder.Delete(recursive: true);
            throw;
        }
    }

    internal string SocketPath { get; }

    private string Disk => Path.Combine(_folder.FullName, "disk");

    /// <summary>Starts one; null when it is not installed.</summary>
    internal static StorageDaemon? Start()
    {
        try
        {
            return new StorageDaemon();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Starts it again after it died.</summary>
    /// <returns>Whether it had.</returns>
    internal bool Revive()
    {
        if (!_process.WaitForExit(EndLimit))
            return false;
        _process.Dispose();
        File.Delete(SocketPath);
        _process = Launch();
        return true;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private Process Launch()
    {
        var process = Process.Start(
            "qemu-storage-daemon",
            [
                "--blockdev", $"driver=file,node-name=file,filename={Disk}",
                "--export", $"type=vhost-user-blk,id=export,addr.type=unix,addr.path={SocketPath},node-name=file,writable=on,num-queues=4",
            ]);
        while (!File.Exists(SocketPath) && !process.HasExited)
            Thread.Sleep(10);
        return process;
    }
}
