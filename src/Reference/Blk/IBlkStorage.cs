namespace Virtspec.Reference.Blk;

/// <summary>
/// What a block device keeps its sectors in. Offsets and lengths are bytes, within the capacity and multiples of 512. Several queues
/// use it at once: each call sees and leaves whole sectors.
/// </summary>
internal interface IBlkStorage
{
    /// <summary>Size in bytes, a multiple of 512.</summary>
    long Length { get; }

    /// <summary>Reads; an <see cref="IOException"/> becomes a failed request.</summary>
    void Read(long offset, Span<byte> destination);

    /// <summary>Writes; an <see cref="IOException"/> becomes a failed request.</summary>
    void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Makes everything written so far stable.</summary>
    void Flush();
}

/// <summary>Sectors in memory; gone with the process.</summary>
internal sealed class MemoryStorage(int length) : IBlkStorage
{
    private readonly Lock _lock = new();
    private readonly byte[] _bytes = new byte[length];

    public long Length => _bytes.Length;

    public void Read(long offset, Span<byte> destination)
    {
        lock (_lock)
            _bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        lock (_lock)
            source.CopyTo(_bytes.AsSpan((int)offset));
    }

    public void Flush()
    {
    }
}

/// <summary>Sectors in a file, whose size rounded down to 512 is the capacity. The file system keeps accesses at once apart.</summary>
internal sealed class FileStorage : IBlkStorage, IDisposable
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;

    /// <summary>Opens the file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="readOnly">Whether to open it for reading only.</param>
    /// <exception cref="IOException">It cannot be opened so.</exception>
    internal FileStorage(string path, bool readOnly)
    {
        _file = File.OpenHandle(path, FileMode.Open, readOnly ? FileAccess.Read : FileAccess.ReadWrite, FileShare.ReadWrite);
        Length = RandomAccess.GetLength(_file) / 512 * 512;
    }

    public long Length { get; }

    public void Read(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
                throw new EndOfStreamException($"the file ends at byte {offset}, its capacity was {Length}");
            destination = destination[read..];
            offset += read;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source) => RandomAccess.Write(_file, source, offset);

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();
}
