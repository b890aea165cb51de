namespace Virtspec.Model.Mmio;

/// <summary>One field of device-specific configuration space, or an array of equal ones.</summary>
/// <param name="Offset">Where it begins, in bytes from the beginning of configuration space.</param>
/// <param name="Width">Bytes of one element: 1, 2, 4 or 8.</param>
/// <param name="Count">Elements.</param>
internal readonly record struct MmioField(uint Offset, uint Width, uint Count = 1)
{
    internal bool Holds(uint offset) => offset >= Offset && offset - Offset < Width * Count;
}

/// <summary>What the type of a device says about its registers.</summary>
/// <param name="Fields">Every field of its configuration space.</param>
/// <param name="SharedMemory">Whether its driver expects shared memory regions.</param>
internal sealed record MmioDevice(IReadOnlyList<MmioField> Fields, bool SharedMemory)
{
    /// <summary>The field that holds a byte of configuration space, or null.</summary>
    internal MmioField? FieldAt(uint offset)
    {
        foreach (var field in Fields)
        {
            if (field.Holds(offset))
                return field;
        }

        return null;
    }

    /// <summary>Compared by content.</summary>
    public bool Equals(MmioDevice? other) => other is not null && SharedMemory == other.SharedMemory && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Fields.Count, SharedMemory);
}
