using System.Diagnostics.CodeAnalysis;
using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser.Inflight;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// The vrings of a session and the device that serves them. A vring runs when it has a size, addresses and a kick, and is enabled
/// (vhost-user, "Ring states"; a vring that is started but disabled is not served at all, since discarding is for net devices).
/// </summary>
internal sealed class VringSet : IDisposable
{
    private readonly IBackEndDevice _device;
    private readonly Vring[] _vrings;

    internal VringSet(IBackEndDevice device)
    {
        _device = device;
        _vrings = [.. Enumerable.Range(0, device.QueueCount).Select(index => new Vring(index))];
    }

    /// <summary>Whether vrings are enabled by SET_VRING_ENABLE (bit 30 is accepted) rather than from the start.</summary>
    internal bool BeginDisabled { get; set; }

    /// <summary>Whether the device may not touch a vring yet, because the driver has a status field to say when and has not said it.</summary>
    internal bool WaitsForDriver { get; set; }

    /// <summary>Whether VIRTIO_F_RING_PACKED is accepted.</summary>
    internal bool IsPacked { get; set; }

    /// <summary>Where requests in flight are tracked, or null. Split rings only: no device here takes packed ones.</summary>
    internal InflightArea? Inflight { get; set; }

    internal bool TryGet(uint index, [NotNullWhen(true)] out Vring? vring, out string error)
    {
        vring = index < _vrings.Length ? _vrings[index] : null;
        error = vring is null ? $"vring {index}, expected less than {_vrings.Length}" : "";
        return vring is not null;
    }

    /// <summary>Starts a vring that should run and does not, and stops one that should not.</summary>
    /// <param name="vring">One of this set.</param>
    /// <param name="memory">The guest memory.</param>
    /// <returns>Why it cannot be started, or empty.</returns>
    internal string Update(Vring vring, GuestMemory memory)
    {
        var shouldRun = !WaitsForDriver && vring is { Size: > 0, Address: not null, IsKickSet: true } && (vring.IsEnabled || !BeginDisabled);
        if (!shouldRun)
        {
            Stop(vring);
            return "";
        }

        if (vring.IsRunning)
            return "";
        if (!vring.TryDescribe(memory, IsPacked, out var start, out var error))
            return error;
        InflightQueue? inflight = null;
        if (Inflight is not null && !IsPacked && !Inflight.TryGet(vring.Index, vring.Size, out inflight))
            return $"vring {vring.Index}: the area for requests in flight has no room for {vring.Size} descriptors of it";
        _device.StartQueue(start! with { Inflight = inflight });
        (vring.IsRunning, vring.HasRun) = (true, true);
        return "";
    }

    /// <summary>Gives every vring its notifications in band, or takes them away. None of them is running.</summary>
    /// <param name="make">Makes the signal of one: its index, and whether errors are what it tells; null for none.</param>
    internal void SetInband(Func<uint, bool, ISignal>? make)
    {
        foreach (var vring in _vrings)
            (vring.InbandCall, vring.InbandError) = (make?.Invoke((uint)vring.Index, false), make?.Invoke((uint)vring.Index, true));
    }

    /// <summary>Whether the device serves any of them.</summary>
    internal bool IsAnyRunning => Array.Exists(_vrings, vring => vring.IsRunning);

    /// <summary><see cref="Update"/> for all.</summary>
    internal string UpdateAll(GuestMemory memory) =>
        _vrings.Select(vring => Update(vring, memory)).Aggregate("", (first, error) => first.Length > 0 ? first : error);

    internal void Stop(Vring vring)
    {
        if (!vring.IsRunning)
            return;
        vring.Base = _device.StopQueue(vring.Index);
        vring.IsRunning = false;
    }

    internal void StopAll()
    {
        foreach (var vring in _vrings)
            Stop(vring);
    }

    /// <summary>Stops all vrings and forgets what was said about them.</summary>
    internal void Reset()
    {
        StopAll();
        foreach (var vring in _vrings)
            vring.Reset();
    }

    public void Dispose()
    {
        foreach (var vring in _vrings)
            vring.Dispose();
    }
}
