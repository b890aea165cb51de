using Virtspec.Reference.Port;

namespace Virtspec.Transports.Posix;

/// <summary>Anonymous memory made here to be passed to another process.</summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private readonly MappedRegion _mapping;

    private SharedMemory(FileDescriptor descriptor, MappedRegion mapping)
    {
        Descriptor = descriptor;
        _mapping = mapping;
    }

    /// <summary>What to pass; the memory starts at offset 0. Owned here.</summary>
    internal FileDescriptor Descriptor { get; }

    /// <summary>Bytes.</summary>
    internal ulong Size => _mapping.Size;

    /// <summary>The first byte, aligned to a page.</summary>
    internal byte* Pointer => (byte*)_mapping.Pointer;

    /// <summary>Makes zeroed memory.</summary>
    /// <param name="size">Bytes, 1 to 2^63 - 1.</param>
    /// <exception cref="PosixException">No memory or no descriptor left.</exception>
    internal static SharedMemory Create(ulong size)
    {
        var descriptor = NativeMethods.CreateMemory("virtspec", Constants.MemoryCloseOnExec | Constants.MemoryAllowSealing);
        if (descriptor.IsInvalid)
            throw new PosixException("memfd_create", "shared memory");
        try
        {
            if (NativeMethods.Truncate(descriptor, (long)size) < 0)
                throw new PosixException("ftruncate", $"shared memory of {size} bytes");

            // A peer that shrank the file would kill this process at its next access.
            if (NativeMethods.Control(descriptor, Constants.AddSeals, Constants.SealSealShrinkGrow) < 0)
                throw new PosixException("fcntl", "F_ADD_SEALS");
            return new SharedMemory(descriptor, MappedRegion.Map(descriptor, 0, size));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>This memory as a region of guest memory.</summary>
    /// <param name="guestAddress">Guest-physical address of the first byte.</param>
    /// <param name="userAddress">The address it is given in messages.</param>
    internal GuestRegion ToGuestRegion(ulong guestAddress, ulong userAddress) => new(guestAddress, Size, userAddress, _mapping.Pointer);

    public void Dispose()
    {
        _mapping.Dispose();
        Descriptor.Dispose();
    }
}
