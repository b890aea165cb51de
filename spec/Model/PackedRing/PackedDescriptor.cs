namespace Virtspec.Model.PackedRing;

/// <summary>Flags of a descriptor (VIRTIO 1.4, 2.8.1, 2.8.3, 2.8.6, 2.8.7).</summary>
[Flags]
internal enum PackedFlags
{
    None = 0,

    /// <summary>The list goes on with the next descriptor of the ring.</summary>
    Next = 1,

    /// <summary>Device-writable; in a used descriptor, that something was written.</summary>
    Write = 2,

    /// <summary>The descriptor names a table of descriptors.</summary>
    Indirect = 4,

    /// <summary>Of an available descriptor the driver's wrap counter.</summary>
    Avail = 1 << 7,

    /// <summary>Of an available descriptor the inverse of the driver's wrap counter; of a used one the device's, as AVAIL is.</summary>
    Used = 1 << 15,
}

/// <summary>A descriptor as the driver wrote it.</summary>
/// <param name="Flags">Its flags; unknown bits included.</param>
/// <param name="Id">Buffer id; means something in the last descriptor of a list only.</param>
/// <param name="Table">Flags of each descriptor in the indirect table, when it names one.</param>
internal sealed record PackedDescriptor(PackedFlags Flags, ushort Id = 0, IReadOnlyList<PackedFlags>? Table = null)
{
    internal bool Has(PackedFlags flag) => (Flags & flag) != 0;

    /// <summary>Whether its flags make it available under a wrap counter.</summary>
    internal bool AvailableUnder(bool wrap) => Has(PackedFlags.Avail) == wrap && Has(PackedFlags.Used) != wrap;

    /// <summary>Compared by content.</summary>
    public bool Equals(PackedDescriptor? other) =>
        other is not null && Flags == other.Flags && Id == other.Id && (Table ?? []).SequenceEqual(other.Table ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Flags, Id, Table?.Count);
}
