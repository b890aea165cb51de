using System.Runtime.InteropServices;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// The payloads, from and to bytes in the byte order of the machine (vhost-user, "Payload"). Every parser takes any bytes, never
/// throws, and says in one line what is wrong; the caller puts the name of the message in front.
/// </summary>
internal static class Payload
{
    internal const int NumberSize = 8;
    internal const int VringStateSize = 8;
    internal const int VringAddressSize = 40;
    internal const int RegionSize = 32;
    internal const int SingleRegionSize = 40;
    internal const int TableHeaderSize = 8;
    internal const int MaximumTableRegions = 8;
    internal const int ConfigHeaderSize = 12;

    /// <summary>Packed; C programs send it padded to <see cref="PaddedInflightSize"/>.</summary>
    internal const int InflightSize = 20;
    internal const int PaddedInflightSize = 24;

    /// <summary>The document sets no limit; front-ends in use ask for 256 bytes or, at most, this many.</summary>
    internal const int MaximumConfigSize = 4096;

    private const ulong IndexMask = 0xFF;
    /// <summary>In SET_VRING_CALL and its like: no file descriptor comes with it.</summary>
    internal const ulong NoDescriptorFlag = 1UL << 8;

    internal static bool TryParseNumber(ReadOnlySpan<byte> bytes, out ulong value, out string error)
    {
        value = 0;
        if (!HasSize(bytes, NumberSize, out error))
            return false;
        value = MemoryMarshal.Read<ulong>(bytes);
        return true;
    }

    internal static bool TryParseVringState(ReadOnlySpan<byte> bytes, out VringState state, out string error)
    {
        state = default;
        if (!HasSize(bytes, VringStateSize, out error))
            return false;
        state = new(UInt32(bytes, 0), UInt32(bytes, 4));
        return true;
    }

    internal static bool TryParseVringAddress(ReadOnlySpan<byte> bytes, out VringAddress address, out string error)
    {
        address = default;
        if (!HasSize(bytes, VringAddressSize, out error))
            return false;
        address = new(UInt32(bytes, 0), UInt32(bytes, 4), UInt64(bytes, 8), UInt64(bytes, 16), UInt64(bytes, 24), UInt64(bytes, 32));
        return true;
    }

    internal static bool TryParseVringDescriptor(ReadOnlySpan<byte> bytes, out VringDescriptor descriptor, out string error)
    {
        descriptor = default;
        if (!TryParseNumber(bytes, out var value, out error))
            return false;
        if ((value & ~(IndexMask | NoDescriptorFlag)) != 0)
        {
            error = $"payload 0x{value:x}, expected nothing above bit 8";
            return false;
        }

        descriptor = new((byte)(value & IndexMask), (value & NoDescriptorFlag) == 0);
        return true;
    }

    /// <summary>The regions of SET_MEM_TABLE: 0 to 8, and no bytes behind the last.</summary>
    internal static bool TryParseMemoryTable(ReadOnlySpan<byte> bytes, out RegionDescription[] regions, out string error)
    {
        regions = [];
        if (bytes.Length < TableHeaderSize)
        {
            error = $"payload of {bytes.Length} bytes, expected {TableHeaderSize} and {RegionSize} for each region";
            return false;
        }

        var count = UInt32(bytes, 0);
        if (count > MaximumTableRegions)
        {
            error = $"{count} regions, expected at most {MaximumTableRegions}";
            return false;
        }

        if (!HasSize(bytes, TableHeaderSize + (int)count * RegionSize, out error))
            return false;
        regions = new RegionDescription[count];
        for (var i = 0; i < regions.Length; i++)
            regions[i] = Region(bytes[(TableHeaderSize + i * RegionSize)..]);
        return true;
    }

    internal static bool TryParseSingleRegion(ReadOnlySpan<byte> bytes, out RegionDescription region, out string error)
    {
        region = default;
        if (!HasSize(bytes, SingleRegionSize, out error))
            return false;
        region = Region(bytes[(SingleRegionSize - RegionSize)..]);
        return true;
    }

    /// <summary>The head of GET_CONFIG and SET_CONFIG; the bytes behind it are as many as it says, 0 to 4096.</summary>
    internal static bool TryParseConfig(ReadOnlySpan<byte> bytes, out ConfigAccess access, out string error)
    {
        access = default;
        if (bytes.Length < ConfigHeaderSize)
        {
            error = $"payload of {bytes.Length} bytes, expected {ConfigHeaderSize} and the configuration bytes";
            return false;
        }

        var head = new ConfigAccess(UInt32(bytes, 0), UInt32(bytes, 4), UInt32(bytes, 8));
        if (head.Size > MaximumConfigSize)
        {
            error = $"{head.Size} configuration bytes, expected at most {MaximumConfigSize}";
            return false;
        }

        if (!HasSize(bytes, ConfigHeaderSize + (int)head.Size, out error))
            return false;
        access = head;
        return true;
    }

    internal static bool TryParseInflight(ReadOnlySpan<byte> bytes, out InflightDescription area, out string error)
    {
        area = default;
        error = bytes.Length is >= InflightSize and <= PaddedInflightSize ? "" : $"payload of {bytes.Length} bytes, expected {InflightSize} to {PaddedInflightSize}";
        if (error.Length > 0)
            return false;
        area = new(UInt64(bytes, 0), UInt64(bytes, 8), MemoryMarshal.Read<ushort>(bytes[16..]), MemoryMarshal.Read<ushort>(bytes[18..]));
        return true;
    }

    /// <param name="area">The area.</param>
    /// <param name="size">Bytes of the payload, 20 to 24.</param>
    internal static byte[] OfInflight(in InflightDescription area, int size = PaddedInflightSize)
    {
        var bytes = new byte[size];
        MemoryMarshal.Write(bytes, area.MappingSize);
        MemoryMarshal.Write(bytes.AsSpan(8), area.MappingOffset);
        MemoryMarshal.Write(bytes.AsSpan(16), area.QueueCount);
        MemoryMarshal.Write(bytes.AsSpan(18), area.QueueSize);
        return bytes;
    }

    internal static byte[] OfNumber(ulong value) => BitConverter.GetBytes(value);

    internal static byte[] OfVringState(VringState state) => OfNumbers(stackalloc uint[] { state.Index, state.Number }, []);

    internal static byte[] OfVringAddress(in VringAddress address) => OfNumbers(
        stackalloc uint[] { address.Index, address.Flags },
        stackalloc ulong[] { address.Descriptor, address.Used, address.Available, address.Log });

    internal static byte[] OfVringDescriptor(VringDescriptor descriptor) =>
        OfNumber(descriptor.Index | (descriptor.HasDescriptor ? 0 : NoDescriptorFlag));

    internal static byte[] OfMemoryTable(IReadOnlyList<RegionDescription> regions)
    {
        var bytes = new byte[TableHeaderSize + regions.Count * RegionSize];
        MemoryMarshal.Write(bytes, (uint)regions.Count);
        for (var i = 0; i < regions.Count; i++)
            Write(regions[i], bytes.AsSpan(TableHeaderSize + i * RegionSize));
        return bytes;
    }

    internal static byte[] OfSingleRegion(in RegionDescription region)
    {
        var bytes = new byte[SingleRegionSize];
        Write(region, bytes.AsSpan(SingleRegionSize - RegionSize));
        return bytes;
    }

    /// <param name="offset">First byte of the configuration space.</param>
    /// <param name="flags">0, or 1 for live migration.</param>
    /// <param name="data">The bytes to write, or room for those to read.</param>
    internal static byte[] OfConfig(uint offset, uint flags, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[ConfigHeaderSize + data.Length];
        MemoryMarshal.Write(bytes, offset);
        MemoryMarshal.Write(bytes.AsSpan(4), (uint)data.Length);
        MemoryMarshal.Write(bytes.AsSpan(8), flags);
        data.CopyTo(bytes.AsSpan(ConfigHeaderSize));
        return bytes;
    }

    private static bool HasSize(ReadOnlySpan<byte> bytes, int size, out string error)
    {
        error = bytes.Length == size ? "" : $"payload of {bytes.Length} bytes, expected {size}";
        return bytes.Length == size;
    }

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => MemoryMarshal.Read<uint>(bytes[at..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int at) => MemoryMarshal.Read<ulong>(bytes[at..]);

    private static RegionDescription Region(ReadOnlySpan<byte> bytes) =>
        new(UInt64(bytes, 0), UInt64(bytes, 8), UInt64(bytes, 16), UInt64(bytes, 24));

    private static void Write(in RegionDescription region, Span<byte> bytes) => MemoryMarshal.AsBytes(
        stackalloc ulong[] { region.GuestAddress, region.Size, region.UserAddress, region.MappingOffset }).CopyTo(bytes);

    private static byte[] OfNumbers(ReadOnlySpan<uint> words, ReadOnlySpan<ulong> longs) =>
        [.. MemoryMarshal.AsBytes(words), .. MemoryMarshal.AsBytes(longs)];
}
