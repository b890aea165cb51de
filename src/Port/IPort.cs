namespace Virtspec.Port;

/// <summary>
/// All that protocol code can do to the world: touch memory that the other side shares, order those accesses, ring a doorbell
/// and wait for one. Driver, device and mediator code is written once against this interface, and a port decides what an access
/// means: plain shared memory (every access completes at once), a simulated fabric, or an explorer that suspends the caller before
/// each access and chooses who goes next.
/// </summary>
/// <remarks>
/// Protocol code takes its port as a type parameter, and ports that care about speed are structs, so that the live form
/// compiles to plain loads and stores. Multi-byte values are little-endian in memory (VIRTIO 1.4, 1.4) and native in the call.
/// </remarks>
public interface IPort
{
    /// <summary>Loads <paramref name="size"/> bytes as one access.</summary>
    /// <param name="address">Where, in the address space of the port (for a live port: guest-physical). Aligned to the size.</param>
    /// <param name="size">Width of the access.</param>
    /// <returns>The value, zero-extended.</returns>
    /// <exception cref="InaccessibleAddressException">No memory of the port covers the range.</exception>
    Access Read(ulong address, AccessSize size);

    /// <summary>Stores the low <paramref name="size"/> bytes of <paramref name="value"/> as one access.</summary>
    /// <param name="address">Where, as for <see cref="Read"/>.</param>
    /// <param name="value">What; bits beyond the size are dropped.</param>
    /// <param name="size">Width of the access.</param>
    /// <exception cref="InaccessibleAddressException">No memory of the port covers the range.</exception>
    Access Write(ulong address, ulong value, AccessSize size);

    /// <summary>Copies from shared memory; the bytes may be read in any order and more than once.</summary>
    /// <param name="address">First byte; no alignment needed.</param>
    /// <param name="destination">Where the bytes go; its length says how many.</param>
    /// <exception cref="InaccessibleAddressException">No memory of the port covers the range.</exception>
    Access ReadBytes(ulong address, Memory<byte> destination);

    /// <summary>Copies into shared memory; the bytes may be written in any order.</summary>
    /// <param name="address">First byte; no alignment needed.</param>
    /// <param name="source">The bytes.</param>
    /// <exception cref="InaccessibleAddressException">No memory of the port covers the range.</exception>
    Access WriteBytes(ulong address, ReadOnlyMemory<byte> source);

    /// <summary>Orders the caller's accesses before it against those after it.</summary>
    /// <param name="kind">Which orders are kept.</param>
    Access Fence(FenceKind kind);

    /// <summary>Rings a doorbell: a kick or a call. Signals that nobody waited for add up to one.</summary>
    /// <param name="doorbell">Which one.</param>
    Access Signal(Doorbell doorbell);

    /// <summary>Waits until a doorbell has been rung since the last wait, and takes all its signals.</summary>
    /// <param name="doorbell">Which one.</param>
    /// <returns>1 when it was rung; 0 when the port gave up waiting (live ports only: time limit or shutdown).</returns>
    Access Wait(Doorbell doorbell);

    /// <summary>Whether memory of the port covers a range. A fact of the address map, not an access.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="length">Bytes; 0 is covered anywhere. The sum may exceed 2^64, and then is not covered.</param>
    bool Covers(ulong address, ulong length);
}

/// <summary>Width of one access in bytes.</summary>
public enum AccessSize
{
    /// <summary>8 bits.</summary>
    One = 1,

    /// <summary>16 bits.</summary>
    Two = 2,

    /// <summary>32 bits.</summary>
    Four = 4,

    /// <summary>64 bits.</summary>
    Eight = 8,
}

/// <summary>What a fence keeps in order.</summary>
public enum FenceKind
{
    /// <summary>Loads before it come before loads after it: Linux's <c>rmb</c>.</summary>
    Read,

    /// <summary>Stores before it come before stores after it: Linux's <c>wmb</c>.</summary>
    Write,

    /// <summary>Loads before it come before loads and stores after it.</summary>
    Acquire,

    /// <summary>Loads and stores before it come before stores after it.</summary>
    Release,

    /// <summary>Everything before it comes before everything after it, store to load included.</summary>
    Full,
}

/// <summary>
/// A wake-up call from one agent to another: signals that nobody has waited for add up to one. What a number stands for is agreed by those who use it.
/// </summary>
/// <param name="Number">Which one.</param>
public readonly record struct Doorbell(uint Number);
