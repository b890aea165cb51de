using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>What a mistake does to the accesses of one side; the ring code above it runs as it is. Made anew for each execution, for it may remember.</summary>
internal sealed class RingChange
{
    /// <summary>Where a read or write goes instead.</summary>
    internal Func<ulong, ulong> Where { get; init; } = address => address;

    /// <summary>What a read brings without being made, as from a register; null where it is made.</summary>
    internal Func<ulong, ulong?> Remembered { get; init; } = _ => null;

    /// <summary>What the code takes for the value read.</summary>
    internal Func<ulong, ulong, ulong> Read { get; init; } = (_, value) => value;

    /// <summary>What is written instead; null for nothing at all.</summary>
    internal Func<ulong, ulong, ulong?> Written { get; init; } = (_, value) => value;

    /// <summary>The fence that stands there instead, given the kind and where the access before it went; null for none.</summary>
    internal Func<FenceKind, ulong, FenceKind?> Fence { get; init; } = (kind, _) => kind;

    /// <summary>The doorbell that is rung, or waited for, instead.</summary>
    internal Func<Doorbell, Doorbell> Doorbell { get; init; } = doorbell => doorbell;
}

/// <summary>A port with a change.</summary>
/// <param name="port">Where everything else goes.</param>
/// <param name="change">The change.</param>
internal sealed class ChangedPort(IPort port, RingChange change) : IPort
{
    private ulong _last;

    public Access Read(ulong address, AccessSize size)
    {
        _last = address;
        if (change.Remembered(address) is { } known)
            return new Access(known);
        return new Access(new ChangedRead(port.Read(change.Where(address), size), address, change));
    }

    public Access Write(ulong address, ulong value, AccessSize size)
    {
        _last = address;
        return change.Written(address, value) is { } written ? port.Write(change.Where(address), written, size) : default;
    }

    public Access ReadBytes(ulong address, Memory<byte> destination)
    {
        _last = address;
        return port.ReadBytes(address, destination);
    }

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        _last = address;
        return port.WriteBytes(address, source);
    }

    public Access Fence(FenceKind kind) => change.Fence(kind, _last) is { } left ? port.Fence(left) : default;

    public Access Signal(Doorbell doorbell) => port.Signal(change.Doorbell(doorbell));

    public Access Wait(Doorbell doorbell) => port.Wait(change.Doorbell(doorbell));

    public bool Covers(ulong address, ulong length) => port.Covers(address, length);

    /// <summary>A read that is parked like any other, and changed when it was made.</summary>
    private sealed class ChangedRead(Access made, ulong address, RingChange change) : IParkedAccess
    {
        public void Park(Action continuation) => made.UnsafeOnCompleted(continuation);

        public ulong Perform() => change.Read(address, made.GetResult());
    }
}
