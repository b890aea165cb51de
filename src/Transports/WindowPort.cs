using Virtspec.Port;

namespace Virtspec.Transports;

/// <summary>Memory of the other system, and where one's own window onto it lies.</summary>
/// <param name="Peer">First address, as the other system has it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Window">Address of one's own that leads to the first.</param>
internal readonly record struct PeerWindow(ulong Peer, ulong Length, ulong Window);

/// <summary>
/// The port of one system to memory that another describes: addresses are those of the other one, and go through windows. What no window covers as a
/// whole is refused before anything is sent.
/// </summary>
/// <param name="port">One's own port.</param>
/// <param name="windows">What of the other system can be reached.</param>
//= fabric.window.1
internal sealed class WindowPort(IPort port, IReadOnlyList<PeerWindow> windows) : IPort
{
    /// <inheritdoc/>
    public Access Read(ulong address, AccessSize size) => port.Read(Through(address, (ulong)size), size);

    /// <inheritdoc/>
    public Access Write(ulong address, ulong value, AccessSize size) => port.Write(Through(address, (ulong)size), value, size);

    /// <inheritdoc/>
    public Access ReadBytes(ulong address, Memory<byte> destination) => port.ReadBytes(Through(address, (ulong)destination.Length), destination);

    /// <inheritdoc/>
    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => port.WriteBytes(Through(address, (ulong)source.Length), source);

    /// <inheritdoc/>
    public Access Fence(FenceKind kind) => port.Fence(kind);

    /// <inheritdoc/>
    public Access Signal(Doorbell doorbell) => port.Signal(doorbell);

    /// <inheritdoc/>
    public Access Wait(Doorbell doorbell) => port.Wait(doorbell);

    /// <inheritdoc/>
    public bool Covers(ulong address, ulong length) => Find(address, length) is not null;

    private ulong Through(ulong address, ulong length) => Find(address, length) ?? throw new InaccessibleAddressException(address, length);

    /// <summary>Offsets are compared, not ends: neither the peer's addresses nor their sums can wrap round.</summary>
    private ulong? Find(ulong address, ulong length)
    {
        foreach (var window in windows)
        {
            var offset = address - window.Peer;
            if (address >= window.Peer && length <= window.Length && offset <= window.Length - length)
                return window.Window + offset;
        }

        return null;
    }
}
