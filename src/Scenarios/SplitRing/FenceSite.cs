using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>One fence of the ring code, told from the others of its side by its kind and by the access just before it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Follows">Whether it is the one, given where that access went.</param>
internal sealed record FenceSite(FenceKind Kind, Func<SplitLayout, ulong, bool> Follows)
{
    /// <summary>Driver: descriptors and avail entry before avail idx.</summary>
    internal static readonly FenceSite Publish = new(FenceKind.Release, Any);

    /// <summary>Driver: avail idx before the look whether a kick is wanted.</summary>
    internal static readonly FenceSite Kick = new(FenceKind.Full, (ring, last) => last == ring.AvailIdx);

    /// <summary>Driver: used idx before the used element and what the device wrote.</summary>
    internal static readonly FenceSite Reclaim = new(FenceKind.Acquire, Any);

    /// <summary>Driver: asking for a call before the last look at used idx.</summary>
    internal static readonly FenceSite EnableCalls =
        new(FenceKind.Full, (ring, last) => last == ring.UsedEvent || last == ring.AvailFlags);

    /// <summary>Device: avail idx before the avail entry and the descriptors.</summary>
    internal static readonly FenceSite Take = new(FenceKind.Acquire, Any);

    /// <summary>Device: data and used element before used idx.</summary>
    internal static readonly FenceSite Complete = new(FenceKind.Release, Any);

    /// <summary>Device: used idx before the look whether a call is wanted.</summary>
    internal static readonly FenceSite Call = new(FenceKind.Full, (ring, last) => last == ring.UsedIdx);

    /// <summary>Device: asking for a kick before the last look at avail idx.</summary>
    internal static readonly FenceSite EnableKicks =
        new(FenceKind.Full, (ring, last) => last == ring.AvailEvent || last == ring.UsedFlags);

    private static bool Any(SplitLayout ring, ulong last) => true;
}

/// <summary>A port that leaves one fence out: the ring code above it runs as it is.</summary>
/// <typeparam name="TPort">The port below.</typeparam>
/// <param name="port">Where everything else goes.</param>
/// <param name="ring">The ring it is used for.</param>
/// <param name="site">The fence left out.</param>
internal sealed class WithoutFence<TPort>(TPort port, SplitLayout ring, FenceSite site) : IPort
    where TPort : IPort
{
    private ulong _last;

    public Access Read(ulong address, AccessSize size)
    {
        _last = address;
        return port.Read(address, size);
    }

    public Access Write(ulong address, ulong value, AccessSize size)
    {
        _last = address;
        return port.Write(address, value, size);
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

    public Access Fence(FenceKind kind) => kind == site.Kind && site.Follows(ring, _last) ? default : port.Fence(kind);

    public Access Signal(Doorbell doorbell) => port.Signal(doorbell);

    public Access Wait(Doorbell doorbell) => port.Wait(doorbell);

    public bool Covers(ulong address, ulong length) => port.Covers(address, length);
}
