using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Model.Fs;

namespace Virtspec.Model.Device;

/// <summary>One field of a device type's configuration structure.</summary>
/// <param name="Name">Its name in the standard.</param>
/// <param name="Offset">Bytes from the start of the structure.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Feature">The feature it exists with, or null when it always exists.</param>
internal sealed record ConfigField(string Name, int Offset, int Size, int? Feature = null)
{
    /// <summary>Bytes that are read as one at best; what is wider may be read in two versions.</summary>
    internal const int Atomic = 4;

    /// <summary>Every field of a device type's structure that a driver may have a reason to access; none for types without a model.</summary>
    internal static IReadOnlyList<ConfigField> Of(DeviceType type) => type switch
    {
        DeviceType.Blk => BlkConfigFields.All,
        DeviceType.Fs => FsConfig.Fields,
        _ => [],
    };

    /// <summary>Whether an access touches it.</summary>
    internal bool Overlaps(int offset, int size) => offset < Offset + Size && Offset < offset + size;
}
