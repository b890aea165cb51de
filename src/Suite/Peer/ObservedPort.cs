using Virtspec.Oracle.Ring;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Reference.Port;

namespace Virtspec.Suite.Peer;

/// <summary>
/// The driver's port with an observer: the judge sees every access, in the order the driver makes them, and the driver's code does not
/// know.
/// </summary>
/// <param name="port">Where the accesses go.</param>
/// <param name="observer">Who sees them; none when the run is not judged.</param>
internal readonly struct ObservedPort(LivePort port, RingObserver? observer) : IPort
{
    public Access Read(ulong address, AccessSize size)
    {
        var access = port.Read(address, size);
        observer?.Read(address, access.GetResult(), (int)size);
        return access;
    }

    public Access Write(ulong address, ulong value, AccessSize size)
    {
        // Shown before it happens: once the device can see it, its answer must not find the judge unprepared.
        observer?.Wrote(address, value, (int)size);
        return port.Write(address, value, size);
    }

    public Access ReadBytes(ulong address, Memory<byte> destination) => port.ReadBytes(address, destination);

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        observer?.WroteBytes(address, source.Span);
        return port.WriteBytes(address, source);
    }

    public Access Fence(FenceKind kind) => port.Fence(kind);

    public Access Signal(Doorbell doorbell)
    {
        if (doorbell.IsKick())
            observer?.Kicked();
        return port.Signal(doorbell);
    }

    public Access Wait(Doorbell doorbell)
    {
        var access = port.Wait(doorbell);
        if (!doorbell.IsKick() && access.GetResult() != 0)
            observer?.Called();
        return access;
    }

    public bool Covers(ulong address, ulong length) => port.Covers(address, length);
}
