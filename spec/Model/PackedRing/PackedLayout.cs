namespace Virtspec.Model.PackedRing;

/// <summary>Where the three parts of a packed virtqueue lie, and what bounds its lists (VIRTIO 1.4, 2.8).</summary>
/// <param name="Size">Queue size: descriptors of the ring, 1 to 32768; any number, not only powers of two.</param>
/// <param name="Ring">Address of the descriptor ring.</param>
/// <param name="DriverArea">Address of the driver event suppression structure.</param>
/// <param name="DeviceArea">Address of the device event suppression structure.</param>
/// <param name="Limit">Descriptors that the device type allows in one list, or 0 where queue size alone bounds it.</param>
internal readonly record struct PackedLayout(ushort Size, ulong Ring, ulong DriverArea, ulong DeviceArea, ushort Limit = 0)
{
    /// <summary>Whether each part lies at a multiple of its alignment (2.8.10.1).</summary>
    internal bool Aligned => Ring % 16 == 0 && DriverArea % 4 == 0 && DeviceArea % 4 == 0;
}

/// <summary>
/// A place in the ring together with the ring wrap counter under which it is reached (VIRTIO 1.4, 2.8.1). The counter starts at 1, which is
/// true here, and turns at the end of the ring.
/// </summary>
/// <param name="Position">Index of a descriptor, below queue size.</param>
/// <param name="Wrap">The wrap counter.</param>
internal readonly record struct RingPlace(ushort Position, bool Wrap)
{
    /// <summary>Where driver and device begin.</summary>
    internal static readonly RingPlace Start = new(0, Wrap: true);

    /// <summary>The place <paramref name="count"/> descriptors on; at most one round of the ring.</summary>
    internal RingPlace After(int count, ushort size)
    {
        var sum = Position + count;
        return sum < size ? new RingPlace((ushort)sum, Wrap) : new RingPlace((ushort)(sum - size), !Wrap);
    }

    /// <summary>How many descriptors from this place on to another one that lies ahead; a place of two rounds ago looks like this one.</summary>
    internal int DistanceTo(RingPlace other, ushort size) => (other.Linear(size) - Linear(size) + (2 * size)) % (2 * size);

    /// <inheritdoc/>
    public override string ToString() => $"{Position} wrap {(Wrap ? 1 : 0)}";

    private int Linear(ushort size) => Wrap ? Position : Position + size;
}
