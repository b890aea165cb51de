namespace Virtspec.Model.Blk;

/// <summary>Request types (VIRTIO 1.4, 5.2.6).</summary>
internal enum BlkRequestType : uint
{
    In = 0,
    Out = 1,
    Flush = 4,
    GetId = 8,
    GetLifetime = 10,
    Discard = 11,
    WriteZeroes = 13,
    SecureErase = 14,
    ZoneAppend = 15,
    ZoneReport = 16,
    ZoneOpen = 18,
    ZoneClose = 20,
    ZoneFinish = 22,
    ZoneReset = 24,
    ZoneResetAll = 26,
}

/// <summary>Values of the status byte (VIRTIO 1.4, 5.2.6).</summary>
internal enum BlkStatus : byte
{
    Ok = 0,
    IoError = 1,
    Unsupported = 2,

    /// <summary>The last of those that zoned storage adds.</summary>
    ZoneActiveResource = 6,
}

/// <summary>Sizes and offsets of the block device's structures (VIRTIO 1.4, 5.2.4 and 5.2.6).</summary>
internal static class BlkProtocol
{
    /// <summary>Bytes in a sector, whatever the block size.</summary>
    internal const int SectorSize = 512;

    /// <summary>Bytes of type, reserved and sector in front of a request.</summary>
    internal const int HeaderSize = 16;

    /// <summary>Bytes of the device identity.</summary>
    internal const int IdentitySize = 20;

    /// <summary>Bytes of the lifetime metrics.</summary>
    internal const int LifetimeSize = 6;

    /// <summary>The largest value of pre_eol_info that is not reserved.</summary>
    internal const int LargestPreEolInfo = 3;

    /// <summary>The largest value of device_lifetime_est_typ_a and device_lifetime_est_typ_b that is not reserved.</summary>
    internal const int LargestLifetimeEstimate = 11;

    /// <summary>Bytes of one segment of a discard or write zeroes request.</summary>
    internal const int RangeSize = 16;

    /// <summary>The unmap flag of such a segment; all others are reserved.</summary>
    internal const uint UnmapFlag = 1;

    /// <summary>Bytes of the configuration structure in VIRTIO 1.4.</summary>
    internal const int ConfigSize = 96;

    /// <summary>The zone model of a device whose zones have to be written in sequence.</summary>
    internal const byte HostManaged = 1;

    /// <summary>Whether a type belongs to zoned storage.</summary>
    internal static bool IsZone(BlkRequestType type) => type is BlkRequestType.ZoneAppend or BlkRequestType.ZoneReport or BlkRequestType.ZoneOpen
        or BlkRequestType.ZoneClose or BlkRequestType.ZoneFinish or BlkRequestType.ZoneReset or BlkRequestType.ZoneResetAll;
}

/// <summary>Byte offsets in the configuration structure (VIRTIO 1.4, 5.2.4).</summary>
internal static class BlkConfigOffset
{
    internal const int Capacity = 0;
    internal const int SizeMax = 8;
    internal const int SegMax = 12;
    internal const int Geometry = 16;
    internal const int BlockSize = 20;
    internal const int Topology = 24;
    internal const int Writeback = 32;
    internal const int Unused0 = 33;
    internal const int QueueCount = 34;
    internal const int MaxDiscardSectors = 36;
    internal const int MaxDiscardSegments = 40;
    internal const int DiscardAlignment = 44;
    internal const int MaxWriteZeroesSectors = 48;
    internal const int MaxWriteZeroesSegments = 52;
    internal const int WriteZeroesMayUnmap = 56;
    internal const int Unused1 = 57;
    internal const int MaxSecureEraseSectors = 60;
    internal const int MaxSecureEraseSegments = 64;
    internal const int SecureEraseAlignment = 68;
    internal const int Zoned = 72;
    internal const int Unused2 = 93;
}
