namespace Virtspec.Transports.Posix;

/// <summary>
/// A range of a file mapped for reading and writing. The descriptor is not needed once it is mapped.
/// </summary>
/// <remarks>A peer that truncates the file afterwards kills this process (SIGBUS); only a sealed memfd rules that out.</remarks>
internal sealed class MappedRegion : IDisposable
{
    private const uint LargestHugePage = 1u << 30;

    private readonly nuint _length;
    private nint _start;

    private MappedRegion(nint start, nuint length, nint pointer, ulong size)
    {
        _start = start;
        _length = length;
        Pointer = pointer;
        Size = size;
    }

    /// <summary>Where the first byte of the range is.</summary>
    internal nint Pointer { get; }

    /// <summary>Bytes in the range.</summary>
    internal ulong Size { get; }

    /// <summary>Maps a range that lies within the file.</summary>
    /// <param name="descriptor">The file; not owned.</param>
    /// <param name="offset">First byte of the range in the file; any alignment.</param>
    /// <param name="size">Bytes, at least 1.</param>
    /// <exception cref="ArgumentException">The range is empty or the file ends before it does; the message says by how much.</exception>
    /// <exception cref="PosixException">The file cannot be mapped for reading and writing.</exception>
    internal static MappedRegion Map(FileDescriptor descriptor, ulong offset, ulong size)
    {
        var status = descriptor.GetStatus();
        if (size == 0)
            throw new ArgumentException("the range to map is empty");
        if (offset > status.Size || size > status.Size - offset)
            throw new ArgumentException($"the file has {status.Size} bytes, too few for {size} bytes at offset {offset}");

        // Files of huge pages map in whole huge pages only, and give their page size as block size. No sum overflows: a file has
        // less than 2^63 bytes.
        var page = (ulong)Environment.SystemPageSize;
        if (status.BlockSize > page && status.BlockSize <= LargestHugePage && ulong.IsPow2(status.BlockSize))
            page = status.BlockSize;
        var first = offset & ~(page - 1);
        var end = (offset + size + page - 1) & ~(page - 1);
        var length = (nuint)(end - first);
        var start = NativeMethods.Map(0, length, Constants.ReadWriteProtection, Constants.SharedMapping, descriptor, (long)first);
        return start == -1
            ? throw new PosixException("mmap", $"{size} bytes at offset {offset}")
            : new MappedRegion(start, length, start + (nint)(offset - first), size);
    }

    public void Dispose()
    {
        var start = Interlocked.Exchange(ref _start, 0);
        if (start != 0 && NativeMethods.Unmap(start, _length) < 0)
            throw new PosixException("munmap", $"{Size} bytes");
    }
}
