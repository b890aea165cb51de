namespace Virtspec.Model.SplitRing;

/// <summary>Where the three parts of a split virtqueue lie (VIRTIO 1.4, 2.7, 2.7.5, 2.7.6, 2.7.8).</summary>
/// <param name="Queue">Index of the virtqueue.</param>
/// <param name="Size">Queue size: entries; a power of two, 1 to 32768.</param>
/// <param name="DescriptorTable">Address of the descriptor table.</param>
/// <param name="Avail">Address of the available ring, the driver area.</param>
/// <param name="Used">Address of the used ring, the device area.</param>
public readonly record struct SplitLayout(ushort Queue, ushort Size, ulong DescriptorTable, ulong Avail, ulong Used)
{
    /// <summary>Bytes of one descriptor.</summary>
    public const int DescriptorSize = 16;

    /// <summary>Bytes of the descriptor table.</summary>
    public ulong DescriptorTableBytes => (ulong)Size * DescriptorSize;

    /// <summary>Bytes of the available ring, used_event included.</summary>
    public ulong AvailBytes => 6 + (2UL * Size);

    /// <summary>Bytes of the used ring, avail_event included.</summary>
    public ulong UsedBytes => 6 + (8UL * Size);

    /// <summary>Address of avail flags.</summary>
    public ulong AvailFlags => Avail;

    /// <summary>Address of avail idx.</summary>
    public ulong AvailIdx => Avail + 2;

    /// <summary>Address of used_event.</summary>
    public ulong UsedEvent => Avail + 4 + (2UL * Size);

    /// <summary>Address of used flags.</summary>
    public ulong UsedFlags => Used;

    /// <summary>Address of used idx.</summary>
    public ulong UsedIdx => Used + 2;

    /// <summary>Address of avail_event.</summary>
    public ulong AvailEvent => Used + 4 + (8UL * Size);

    /// <summary>Address of a descriptor.</summary>
    /// <param name="index">Below the queue size.</param>
    public ulong Descriptor(ushort index) => DescriptorTable + ((ulong)index * DescriptorSize);

    /// <summary>Address of the available ring's entry for a free-running position.</summary>
    /// <param name="position">Free-running; reduced modulo the queue size.</param>
    public ulong AvailEntry(ushort position) => Avail + 4 + (2UL * (uint)(position & (Size - 1)));

    /// <summary>Address of the used ring's element for a free-running position.</summary>
    /// <param name="position">Free-running; reduced modulo the queue size.</param>
    public ulong UsedElement(ushort position) => Used + 4 + (8UL * (uint)(position & (Size - 1)));

    /// <summary>
    /// Whether moving an index from <paramref name="before"/> to <paramref name="after"/> passes the entry that the other side asked
    /// to be told about; all arithmetic modulo 2^16 (VIRTIO 1.4, 2.7.7.2 and 2.7.10).
    /// </summary>
    /// <param name="eventIndex">used_event or avail_event.</param>
    /// <param name="before">Index before.</param>
    /// <param name="after">Index after.</param>
    public static bool Passes(ushort eventIndex, ushort before, ushort after) =>
        (ushort)(after - eventIndex - 1) < (ushort)(after - before);
}

/// <summary>Flags of a descriptor (VIRTIO 1.4, 2.7.5).</summary>
[Flags]
internal enum DescriptorFlags
{
    /// <summary>Device-readable, the last of its chain.</summary>
    None = 0,

    /// <summary>The chain goes on at next.</summary>
    Next = 1,

    /// <summary>Device-writable.</summary>
    Write = 2,

    /// <summary>The descriptor names a table of descriptors.</summary>
    Indirect = 4,
}

/// <summary>One descriptor as it lies in memory; any of it may be nonsense.</summary>
/// <param name="Address">Guest-physical address.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Flags">Flags; unknown bits included.</param>
/// <param name="Next">Index of the next descriptor, when the flags say so.</param>
internal readonly record struct Descriptor(ulong Address, uint Length, DescriptorFlags Flags, ushort Next)
{
    /// <summary>Reads the little-endian form.</summary>
    /// <param name="bytes">16 bytes.</param>
    public static Descriptor Parse(ReadOnlySpan<byte> bytes) => new(
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        (DescriptorFlags)System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]),
        System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]));
}
