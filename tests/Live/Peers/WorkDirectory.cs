namespace Virtspec.Live.Peers;

/// <summary>
/// A temporary directory for the sockets, disks and images of one test. Its name is short because the address of a
/// Unix socket holds 108 bytes only.
/// </summary>
internal sealed class WorkDirectory : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("virtspec-").FullName;

    public string this[string name] => Path.Combine(path, name);

    /// <summary>A sparse disk image that reads as zeroes.</summary>
    public string CreateDisk(string name, long bytes)
    {
        using var file = File.Create(this[name]);
        file.SetLength(bytes);
        return file.Name;
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
