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

    internal bool Covers(ulong address, ulong length) => length == 0 || TryTranslate(address, length, out _);

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

    internal Span<byte> Span(ulong address, int length) => new(Translate(address, (ulong)length), length);
}
