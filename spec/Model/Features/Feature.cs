namespace Virtspec.Model.Features;

/// <summary>Device types by their virtio device id (VIRTIO 1.4, chapter 5).</summary>
public enum DeviceType
{
    /// <summary>Network device.</summary>
    Net = 1,

    /// <summary>Block device.</summary>
    Blk = 2,

    /// <summary>File system device.</summary>
    Fs = 26,
}

/// <summary>Feature bits by number, with the names of the standard.</summary>
internal static class Feature
{
    internal const int BlkSizeMax = 1;
    internal const int BlkSegMax = 2;
    internal const int BlkGeometry = 4;
    internal const int BlkReadOnly = 5;
    internal const int BlkBlockSize = 6;
    internal const int BlkFlush = 9;
    internal const int BlkTopology = 10;
    internal const int BlkConfigWce = 11;
    internal const int BlkMultiQueue = 12;
    internal const int BlkDiscard = 13;
    internal const int BlkWriteZeroes = 14;
    internal const int BlkLifetime = 15;
    internal const int BlkSecureErase = 16;
    internal const int BlkZoned = 17;

    internal const int FsNotification = 0;

    internal const int IndirectDesc = 28;
    internal const int EventIdx = 29;
    internal const int Version1 = 32;
    internal const int AccessPlatform = 33;
    internal const int RingPacked = 34;
    internal const int InOrder = 35;
    internal const int OrderPlatform = 36;
    internal const int SrIov = 37;
    internal const int NotificationData = 38;
    internal const int NotifConfigData = 39;
    internal const int RingReset = 40;
    internal const int AdminVq = 41;
    internal const int Suspend = 43;

    /// <summary>
    /// Bits below 64 that vhost and vhost-user take for themselves on the same 64-bit word: dirty logging and the gate of the protocol
    /// features. They never reach a driver.
    /// </summary>
    internal const ulong VhostBits = (1UL << 26) | (1UL << 30);

    private static readonly string?[] Core = CoreNames();
    private static readonly string?[] Blk = BlkNames();
    private static readonly string?[] Fs = FsNames();

    internal static ulong Bit(int number) => 1UL << number;

    internal static bool Has(this ulong features, int number) => (features >> number & 1) != 0;

    /// <summary>Name of a bit, or its number where the standard has no name for it.</summary>
    internal static string Name(int number, DeviceType type) =>
        Core[number] ?? NamesOf(type)?[number] ?? $"bit {number}";

    /// <summary>Names of all bits set, for people.</summary>
    internal static string Names(ulong features, DeviceType type) =>
        features == 0 ? "none" : string.Join(", ", Bits(features).Select(bit => Name(bit, type)));

    internal static bool IsDefined(int number, DeviceType type) =>
        Core[number] is not null || NamesOf(type) is not { } names || names[number] is not null;

    /// <summary>Those of a set that the standard defines for a device type.</summary>
    internal static ulong Defined(ulong features, DeviceType type)
    {
        foreach (var bit in Bits(features))
        {
            if (!IsDefined(bit, type))
                features &= ~Bit(bit);
        }

        return features;
    }

    internal static IEnumerable<int> Bits(ulong features)
    {
        for (var bit = 0; bit < 64; bit++)
        {
            if (features.Has(bit))
                yield return bit;
        }
    }

    /// <summary>Bits of a device type; null for types whose bits are not known here.</summary>
    private static string?[]? NamesOf(DeviceType type) => type switch
    {
        DeviceType.Blk => Blk,
        DeviceType.Fs => Fs,
        _ => null,
    };

    private static string?[] CoreNames()
    {
        var names = new string?[64];
        names[24] = "VIRTIO_F_NOTIFY_ON_EMPTY";
        names[27] = "VIRTIO_F_ANY_LAYOUT";
        names[IndirectDesc] = "VIRTIO_F_INDIRECT_DESC";
        names[EventIdx] = "VIRTIO_F_EVENT_IDX";
        names[Version1] = "VIRTIO_F_VERSION_1";
        names[AccessPlatform] = "VIRTIO_F_ACCESS_PLATFORM";
        names[RingPacked] = "VIRTIO_F_RING_PACKED";
        names[InOrder] = "VIRTIO_F_IN_ORDER";
        names[OrderPlatform] = "VIRTIO_F_ORDER_PLATFORM";
        names[SrIov] = "VIRTIO_F_SR_IOV";
        names[NotificationData] = "VIRTIO_F_NOTIFICATION_DATA";
        names[NotifConfigData] = "VIRTIO_F_NOTIF_CONFIG_DATA";
        names[RingReset] = "VIRTIO_F_RING_RESET";
        names[AdminVq] = "VIRTIO_F_ADMIN_VQ";
        names[Suspend] = "VIRTIO_F_SUSPEND";
        return names;
    }

    private static string?[] BlkNames()
    {
        var names = new string?[64];
        names[0] = "VIRTIO_BLK_F_BARRIER";
        names[BlkSizeMax] = "VIRTIO_BLK_F_SIZE_MAX";
        names[BlkSegMax] = "VIRTIO_BLK_F_SEG_MAX";
        names[BlkGeometry] = "VIRTIO_BLK_F_GEOMETRY";
        names[BlkReadOnly] = "VIRTIO_BLK_F_RO";
        names[BlkBlockSize] = "VIRTIO_BLK_F_BLK_SIZE";
        names[7] = "VIRTIO_BLK_F_SCSI";
        names[BlkFlush] = "VIRTIO_BLK_F_FLUSH";
        names[BlkTopology] = "VIRTIO_BLK_F_TOPOLOGY";
        names[BlkConfigWce] = "VIRTIO_BLK_F_CONFIG_WCE";
        names[BlkMultiQueue] = "VIRTIO_BLK_F_MQ";
        names[BlkDiscard] = "VIRTIO_BLK_F_DISCARD";
        names[BlkWriteZeroes] = "VIRTIO_BLK_F_WRITE_ZEROES";
        names[BlkLifetime] = "VIRTIO_BLK_F_LIFETIME";
        names[BlkSecureErase] = "VIRTIO_BLK_F_SECURE_ERASE";
        names[BlkZoned] = "VIRTIO_BLK_F_ZONED";
        return names;
    }

    private static string?[] FsNames()
    {
        var names = new string?[64];
        names[FsNotification] = "VIRTIO_FS_F_NOTIFICATION";
        return names;
    }
}
