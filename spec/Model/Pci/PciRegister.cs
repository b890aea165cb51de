using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>Fields of the common configuration structure, by their offset in bytes (VIRTIO 1.4, 4.1.4.3).</summary>
internal enum PciField
{
    DeviceFeatureSelect = 0,
    DeviceFeature = 4,
    DriverFeatureSelect = 8,
    DriverFeature = 12,
    ConfigMsixVector = 16,
    NumQueues = 18,
    DeviceStatus = 20,
    ConfigGeneration = 21,
    QueueSelect = 22,
    QueueSize = 24,
    QueueMsixVector = 26,
    QueueEnable = 28,
    QueueNotifyOff = 30,
    QueueDesc = 32,
    QueueDriver = 40,
    QueueDevice = 48,
    QueueNotifConfigData = 56,
    QueueReset = 58,
    AdminQueueIndex = 60,
    AdminQueueNum = 62,
}

/// <summary>Where fields are, how wide, and how a driver has to access them (VIRTIO 1.4, 4.1.3.1).</summary>
internal static class PciRegister
{
    /// <summary>Bytes of the structure.</summary>
    internal const int StructureSize = 64;

    private static readonly PciField[] Fields = Enum.GetValues<PciField>();

    /// <summary>Width of a field in bytes.</summary>
    internal static int Width(PciField field) => field switch
    {
        PciField.DeviceStatus or PciField.ConfigGeneration => 1,
        PciField.DeviceFeatureSelect or PciField.DeviceFeature or PciField.DriverFeatureSelect or PciField.DriverFeature => 4,
        PciField.QueueDesc or PciField.QueueDriver or PciField.QueueDevice => 8,
        _ => 2,
    };

    /// <summary>The field that an access is to, whole or one half of 64 bits; null when it cuts through fields or lies outside.</summary>
    internal static PciField? Accessed(int offset, int width)
    {
        if (Containing(offset) is not { } field)
            return null;
        var inside = offset - (int)field;
        var whole = Width(field);
        return (whole == 8 ? width == 4 && inside % 4 == 0 : width == whole && inside == 0) ? field : null;
    }

    /// <summary>Judges width and alignment of a driver's access to the common configuration structure.</summary>
    internal static void JudgeAccess(int offset, int width, RuleLog log)
    {
        if (Containing(offset) is { } field)
            log.Check(Accessed(offset, width) is not null, RuleFor(Width(field)), $"{width} bytes at 0x{offset:x}, in {field}", $"{Math.Min(Width(field), 4)} bytes, aligned");
    }

    /// <summary>
    /// Judges an access to the structure of the device type. What fields it has is not known here: an access is at fault only if no field
    /// could be accessed so.
    /// </summary>
    internal static void JudgeDeviceAccess(int offset, int width, RuleLog log)
    {
        if (width is not (1 or 2 or 4) || offset % width != 0)
            log.Breaks(RuleFor(width), $"{width} bytes at 0x{offset:x} of the device's configuration", "1, 2 or 4 bytes, aligned");
    }

    private static PciField? Containing(int offset) =>
        offset is < 0 or >= StructureSize ? null : Fields.Last(field => (int)field <= offset);

    private static Rule RuleFor(int width) => width switch
    {
        1 => PciRules.NarrowAccess,
        2 => PciRules.WordAccess,
        _ => PciRules.DoubleWordAccess,
    };
}
