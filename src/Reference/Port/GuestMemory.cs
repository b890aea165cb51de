using Virtspec.Port;

namespace Virtspec.Reference.Port;

/// <summary>One range of guest-physical addresses and where this process has it mapped.</summary>
/// <param name="GuestAddress">First guest-physical address.</param>
/// <param name="Size">Bytes; the end does not pass 2^64.</param>
/// <param name="UserAddress">The address the front-end has the first byte at (vhost-user names rings by it); else the guest address.</param>
/// <param name="Pointer">Where the first byte is mapped here.</param>
internal readonly record struct GuestRegion(ulong GuestAddress, ulong Size, ulong UserAddress, nint Pointer);

/// <summary>
/// An address map of mapped regions, immutable: a peer that changes its memory table gets a new map, and whoever still runs on the
/// old one keeps a consistent view. Owning the mappings is the business of whoever made them.
/// </summary>
internal sealed unsafe class GuestMemory
{
    private readonly GuestRegion[] _regions;

    /// <summary>Makes a map.</summary>
    /// <param name="regions">Non-empty ranges that do not overlap in guest-physical addresses.</param>
    /// <exception cref="ArgumentException">A range is empty, passes 2^64 or overlaps another; the message names it.</exception>
    internal GuestMemory(IEnumerable<GuestRegion> regions)
    {
        _regions = [.. regions.OrderBy(region => region.GuestAddress)];
        for (var i = 0; i < _regions.Length; i++)
        {
            var region = _regions[i];
            if (region.Size == 0 || region.GuestAddress + (region.Size - 1) < region.GuestAddress)
                throw new ArgumentException($"memory region at 0x{region.GuestAddress:x} of {region.Size} bytes is empty or passes 2^64");
            if (i > 0 && region.GuestAddress - _regions[i - 1].GuestAddress < _regions[i - 1].Size)
                throw new ArgumentException($"memory region at 0x{region.GuestAddress:x} overlaps the one at 0x{_regions[i - 1].GuestAddress:x}");
        }
    }

    internal static GuestMemory Empty { get; } = new([]);

    internal IReadOnlyList<GuestRegion> Regions => _regions;

    /// <summary>Whether a range lies in shared memory whole, in one region or in several that follow on each other.</summary>
    internal bool Covers(ulong address, ulong length)
    {
        while (length > 0)
        {
            var part = Part(address, length, out _);
            // What follows on the last address is not the first one.
            if (part == 0 || (part < length && address + part == 0))
                return false;
            (address, length) = (address + part, length - part);
        }

        return true;
    }

    /// <summary>Copies bytes out of a range, over as many regions as it takes.</summary>
    /// <exception cref="InaccessibleAddressException">It is not covered whole.</exception>
    internal void CopyOut(ulong address, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var part = PartOrThrow(address, destination.Length, out var pointer);
            new ReadOnlySpan<byte>(pointer, part).CopyTo(destination);
            destination = destination[part..];
            address += (ulong)part;
        }
    }

    /// <summary>Copies bytes into a range, over as many regions as it takes.</summary>
    /// <exception cref="InaccessibleAddressException">It is not covered whole.</exception>
    internal void CopyIn(ulong address, ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            var part = PartOrThrow(address, source.Length, out var pointer);
            source[..part].CopyTo(new Span<byte>(pointer, part));
            source = source[part..];
            address += (ulong)part;
        }
    }

    /// <summary>The pointer to a range that one region holds whole; a range over two regions is not contiguous here.</summary>
    internal bool TryTranslate(ulong address, ulong length, out byte* pointer)
    {
        foreach (ref readonly var region in _regions.AsSpan())
        {
            var offset = address - region.GuestAddress;
            if (offset < region.Size && length <= region.Size - offset)
            {
                pointer = (byte*)region.Pointer + offset;
                return true;
            }
        }

        pointer = null;
        return false;
    }

    /// <summary>The guest-physical address of a range that the front-end names by its own user address.</summary>
    internal bool TryFromUser(ulong userAddress, ulong length, out ulong guestAddress)
    {
        foreach (ref readonly var region in _regions.AsSpan())
        {
            var offset = userAddress - region.UserAddress;
            if (offset < region.Size && length <= region.Size - offset)
            {
                guestAddress = region.GuestAddress + offset;
                return true;
            }
        }

        guestAddress = 0;
        return false;
    }

    /// <summary>The pointer to a range.</summary>
    /// <exception cref="InaccessibleAddressException">No region holds it whole.</exception>
    internal byte* Translate(ulong address, ulong length)
    {
        if (!TryTranslate(address, length, out var pointer))
            throw new InaccessibleAddressException(address, length);
        return pointer;
    }

    private int PartOrThrow(ulong address, int length, out byte* pointer)
    {
        var part = Part(address, (ulong)length, out pointer);
        return part > 0 ? (int)part : throw new InaccessibleAddressException(address, (ulong)length);
    }

    /// <summary>How much of a range the region at its beginning holds; 0 when there is none.</summary>
    private ulong Part(ulong address, ulong length, out byte* pointer)
    {
        foreach (ref readonly var region in _regions.AsSpan())
        {
            var offset = address - region.GuestAddress;
            if (offset >= region.Size)
                continue;
            pointer = (byte*)region.Pointer + offset;
            return Math.Min(length, region.Size - offset);
        }

        pointer = null;
        return 0;
    }

    internal Span<byte> Span(ulong address, int length) => new(Translate(address, (ulong)length), length);
}
