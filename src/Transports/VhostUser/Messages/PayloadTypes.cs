namespace Virtspec.Transports.VhostUser;

/// <summary>An index of a vring and a number whose meaning is the request's ("A vring state description").</summary>
/// <param name="Index">The vring.</param>
/// <param name="Number">Its size, base, or 0/1 for disabled/enabled.</param>
internal readonly record struct VringState(uint Index, uint Number);

/// <summary>Where the parts of a vring are ("A vring address description"). Ring addresses are front-end user addresses.</summary>
/// <param name="Index">The vring.</param>
/// <param name="Flags">Bit 0: writes to the used ring are logged.</param>
/// <param name="Descriptor">Descriptor table, or descriptor ring of a packed vring.</param>
/// <param name="Used">Used ring, or device event suppression of a packed vring.</param>
/// <param name="Available">Available ring, or driver event suppression of a packed vring.</param>
/// <param name="Log">Guest address that logged writes to the used ring start at.</param>
internal readonly record struct VringAddress(uint Index, uint Flags, ulong Descriptor, ulong Used, ulong Available, ulong Log);

/// <summary>Which vring a descriptor for kicks, calls or errors is for (SET_VRING_KICK, bits 0-7 and 8 of the payload).</summary>
/// <param name="Index">The vring.</param>
/// <param name="HasDescriptor">False: none is passed, and the side that would wait polls instead.</param>
internal readonly record struct VringDescriptor(byte Index, bool HasDescriptor);

/// <summary>A range of guest memory in a file ("Memory regions description").</summary>
/// <param name="GuestAddress">Guest-physical address of the first byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="UserAddress">The address the front-end has the first byte at; ring addresses are given in these.</param>
/// <param name="MappingOffset">Where the first byte is in the file.</param>
internal readonly record struct RegionDescription(ulong GuestAddress, ulong Size, ulong UserAddress, ulong MappingOffset);

/// <summary>The head of an access to the configuration space; the bytes follow it ("Virtio device config space").</summary>
/// <param name="Offset">First byte of the configuration space.</param>
/// <param name="Size">Bytes that follow.</param>
/// <param name="Flags">0 for writable fields, 1 for live migration.</param>
internal readonly record struct ConfigAccess(uint Offset, uint Size, uint Flags);

/// <summary>The area that tracks requests in flight ("Inflight description").</summary>
/// <param name="MappingSize">Bytes of it; 0 in a reply when there is none.</param>
/// <param name="MappingOffset">Where it begins in the file.</param>
/// <param name="QueueCount">Queues that it has room for.</param>
/// <param name="QueueSize">Descriptors of each.</param>
internal readonly record struct InflightDescription(ulong MappingSize, ulong MappingOffset, ushort QueueCount, ushort QueueSize);
