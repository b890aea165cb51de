using System.Buffers.Binary;
using Virtspec.Model.SplitRing;
using Virtspec.Oracle.Ring;
using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Peer;

/// <summary>
/// The memory shared with the peer: regions filled with a pattern, handed out piece by piece with a margin round each. A shadow knows what every byte has to
/// be. The last region is spare: it is there, and nothing lies in it, until it is shared too.
/// </summary>
internal sealed class Arena : IMemoryView, IDisposable
{
    private const ulong RegionSize = 2 << 20;
    private const ulong SmallRegionSize = 1 << 18;
    private const ulong SpareSize = 1 << 16;

    /// <summary>Rings are named by front-end addresses, in another order than guest addresses: mixing the two up shows.</summary>
    private const ulong FirstUserAddress = 0x7f00_0000_0000;

    private const ulong UserStep = 0x1_0000_0000;

    /// <summary>Untouched bytes round every piece.</summary>
    private const ulong Margin = 128;

    private const ulong PageSize = 4096;

    /// <summary>The high bit of every byte.</summary>
    private const ulong Odd = 0x8080_8080_8080_8080;

    private readonly SharedMemory[] _files;
    private readonly FrontEndRegion[] _regions;
    private readonly ulong[] _next;
    private readonly ulong[] _held;
    private readonly bool _adjacent;
    private bool _acrossTaken;
    private ulong _fill;
    private int _turn;

    internal Arena(ulong seed, MemoryPlan plan)
    {
        _fill = seed;
        _adjacent = plan == MemoryPlan.Adjacent;
        var size = plan == MemoryPlan.Small ? SmallRegionSize : RegionSize;
        _files = [SharedMemory.Create(size), SharedMemory.Create(size), SharedMemory.Create(SpareSize)];
        _regions = [.. Starts(plan).Select((start, i) => new FrontEndRegion(
            start, i == Spare ? SpareSize : size, FirstUserAddress - ((ulong)i * UserStep), 0, _files[i].Descriptor))];
        Memory = new GuestMemory(_files.Zip(_regions, (file, region) => file.ToGuestRegion(region.GuestAddress, region.UserAddress)));
        foreach (var region in _regions)
            Fill(Memory.Span(region.GuestAddress, (int)region.Size));
        _next = [.. _regions.Select(region => region.GuestAddress)];
        // Pieces across the border reach into it, and rings must not lie there.
        if (_adjacent)
            _next[1] += PageSize;
        _held = [.. _next];
        Shadow = new ShadowMemory(this, _adjacent
            ? [(_regions[0].GuestAddress, (int)(2 * RegionSize)), (_regions[Spare].GuestAddress, (int)SpareSize)]
            : _regions.Select(region => (region.GuestAddress, (int)region.Size)));
    }

    /// <summary>Number of the spare region.</summary>
    internal const int Spare = 2;

    internal GuestMemory Memory { get; }

    /// <summary>All regions, the spare one last.</summary>
    internal IReadOnlyList<FrontEndRegion> Regions => _regions;

    /// <summary>How many of the regions the peer has, and so how many are handed out from.</summary>
    internal int Shared { get; set; } = Spare;

    internal ShadowMemory Shadow { get; }

    /// <summary>Frees everything: what is handed out from now on may lie where something lay before.</summary>
    internal void Clear()
    {
        for (var i = 0; i < _next.Length; i++)
            _next[i] = _regions[i].GuestAddress;
        Hold();
        Shadow.Forget();
    }

    /// <summary>What is handed out by now stays so.</summary>
    internal void Hold() => _next.CopyTo(_held, 0);

    /// <summary>Frees what was handed out since <see cref="Hold"/>.</summary>
    internal void Release()
    {
        _held.CopyTo(_next, 0);
        _acrossTaken = false;
    }

    /// <summary>Hands out a piece of memory, from the regions in turn.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">A power of two; 1 is moved off alignment on purpose.</param>
    /// <exception cref="InvalidOperationException">The arena is full: the case asks for too much at once.</exception>
    internal ulong Take(ulong length, ulong alignment)
    {
        if (alignment == 1 && _adjacent && !_acrossTaken && length is > 1 and < PageSize)
            return TakeAcross(length);
        for (var tries = 0; tries < Shared; tries++)
        {
            var region = _turn++ % Shared;
            var address = (_next[region] + Margin + alignment - 1) & ~(alignment - 1);
            if (alignment == 1)
                address |= 1;
            if (TryTake(region, address, length))
                return address;
        }

        throw new InvalidOperationException($"the arena has no room for {length} more bytes");
    }

    /// <summary>Hands out a piece that is aligned as it has to be and no better, and lies over the end of a page.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">A power of two.</param>
    /// <param name="region">Which region.</param>
    /// <exception cref="InvalidOperationException">The region is full.</exception>
    internal ulong TakeBarelyAligned(ulong length, ulong alignment, int region)
    {
        var page = (_next[region] + Margin + length + PageSize - 1) & ~(PageSize - 1);
        var address = (page - (length / 2)) & ~((2 * alignment) - 1);
        return TryTake(region, address + alignment, length)
            ? address + alignment
            : throw new InvalidOperationException($"region {region} has no room for {length} more bytes");
    }

    /// <summary>Hands out the parts of a ring.</summary>
    /// <param name="queue">Its queue.</param>
    /// <param name="size">Queue size.</param>
    /// <param name="scattered">Whether its parts are aligned as they have to be and no better, over ends of pages and in different regions.</param>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    internal SplitLayout TakeRing(ushort queue, ushort size, bool scattered)
    {
        var shape = new SplitLayout(queue, size, 0, 0, 0);
        return scattered
            ? shape with
            {
                DescriptorTable = TakeBarelyAligned(shape.DescriptorTableBytes, 16, 1),
                Avail = TakeBarelyAligned(shape.AvailBytes, 2, 0),
                Used = TakeBarelyAligned(shape.UsedBytes, 4, 1),
            }
            : shape with
            {
                DescriptorTable = Take(shape.DescriptorTableBytes, 16),
                Avail = Take(shape.AvailBytes, 2),
                Used = Take(shape.UsedBytes, 4),
            };
    }

    /// <summary>The address that messages name a ring part by.</summary>
    internal ulong ToUser(ulong guestAddress)
    {
        foreach (var region in _regions)
        {
            if (guestAddress - region.GuestAddress < region.Size)
                return region.UserAddress + (guestAddress - region.GuestAddress);
        }

        throw new ArgumentOutOfRangeException(nameof(guestAddress), guestAddress, "no region has this address");
    }

    private bool TryTake(int region, ulong address, ulong length)
    {
        // The end of the first of two adjacent regions is kept for what lies across.
        var end = _regions[region].GuestAddress + _regions[region].Size - (_adjacent ? PageSize : 0);
        if (address + length + Margin > end)
            return false;
        _next[region] = address + length;
        return true;
    }

    private ulong TakeAcross(ulong length)
    {
        _acrossTaken = true;
        var border = _regions[1].GuestAddress;
        return border - (length / 2);
    }

    private static ulong[] Starts(MemoryPlan plan) => plan switch
    {
        // As far up as 52 address bits reach, which is as many as processors have.
        MemoryPlan.High => [(1UL << 52) - RegionSize, 1UL << 51, 1UL << 40],
        MemoryPlan.Adjacent => [0x8000_0000, 0x8000_0000 + RegionSize, 0x1_0000_0000],
        MemoryPlan.Zero => [0, 0x1_0000_0000 - RegionSize, 0x1_0000_0000],
        // The second further than any address in the first, and not a multiple of it: mixing regions up shows.
        _ => [0x10_0000, 0x1_4000_0000, 0x4000_0000],
    };

    /// <summary>
    /// Writes bytes that no device happens to write: high bit set, so that no status is among them, and different each time.
    /// </summary>
    internal void Fill(Span<byte> bytes)
    {
        var random = new Chooser(_fill++);
        while (bytes.Length >= 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, random.NextU64() | Odd);
            bytes = bytes[8..];
        }

        var rest = random.NextU64() | Odd;
        for (var i = 0; i < bytes.Length; i++, rest >>= 8)
            bytes[i] = (byte)rest;
    }

    public bool TryRead(ulong address, Span<byte> destination)
    {
        if (!Memory.Covers(address, (ulong)destination.Length))
            return false;
        Memory.CopyOut(address, destination);
        return true;
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
