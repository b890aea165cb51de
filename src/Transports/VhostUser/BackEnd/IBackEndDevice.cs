using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser.Inflight;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// A device behind a vhost-user session. The session calls it from the thread that runs the session, one call at a time; what
/// serves the queues may run anywhere.
/// </summary>
internal interface IBackEndDevice
{
    /// <summary>Virtqueues, 1 to 256.</summary>
    int QueueCount { get; }

    /// <summary>The largest size a queue may be given: a power of two, 1 to 32768.</summary>
    int MaximumQueueSize { get; }

    /// <summary>The virtio features offered, without bit 30, which the session adds.</summary>
    ulong Features { get; }

    /// <summary>Takes the features that the driver accepted; called again whenever they are set.</summary>
    /// <param name="features">A subset of <see cref="Features"/>.</param>
    /// <returns>False when the device cannot work with them: the session refuses, and FEATURES_OK stays clear.</returns>
    bool TryAcceptFeatures(ulong features);

    /// <summary>Reads the configuration space.</summary>
    /// <returns>False when the range is not all in it.</returns>
    bool TryReadConfig(uint offset, Span<byte> destination);

    /// <summary>Writes the configuration space.</summary>
    /// <returns>False when the range is not all in it, or not writable in this way.</returns>
    bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind);

    /// <summary>The device status as the device shows it.</summary>
    /// <param name="status">What the driver wrote, without what was refused of it.</param>
    /// <returns>The same, unless the device has something to say, such as that it needs a reset.</returns>
    byte ShowStatus(byte status) => status;

    /// <summary>Starts to serve a queue that is stopped.</summary>
    void StartQueue(QueueStart start);

    /// <summary>Stops to serve a queue; returns only when none of its memory is touched any more.</summary>
    /// <param name="index">A queue that was started.</param>
    /// <returns>Where to go on, in the form of <see cref="QueueStart.Base"/>.</returns>
    uint StopQueue(int index);

    /// <summary>The call of a queue has changed; once this returns, the former one is closed.</summary>
    /// <param name="index">A queue that is started.</param>
    /// <param name="call">Owned by the session; null when the driver polls.</param>
    void ReplaceCall(int index, ISignal? call);

    /// <summary>The error notification of a queue has changed; once this returns, the former one is closed.</summary>
    /// <param name="index">A queue that is started.</param>
    /// <param name="error">Owned by the session; null when nobody listens.</param>
    void ReplaceError(int index, ISignal? error);

    /// <summary>The guest memory has changed. All queues are stopped; once this returns, the former mappings are gone.</summary>
    void MemoryChanged(GuestMemory memory);

    /// <summary>Goes back to the state after power-on. All queues are stopped.</summary>
    void Reset();
}

/// <summary>On whose behalf the configuration space is written (the flags of SET_CONFIG).</summary>
internal enum ConfigWriteKind : uint
{
    /// <summary>The driver's: writable fields only.</summary>
    Driver = 0,

    /// <summary>Live migration's: read-only fields too.</summary>
    Migration = 1,
}

/// <summary>A queue to serve. Addresses are guest-physical, each part lies whole in one region of the memory and is aligned.</summary>
/// <param name="Index">The queue.</param>
/// <param name="Size">Its size: a power of two.</param>
/// <param name="DescriptorTable">The descriptor table; of a packed queue, the descriptor ring.</param>
/// <param name="AvailableRing">The available ring; of a packed queue, the driver event suppression structure.</param>
/// <param name="UsedRing">The used ring; of a packed queue, the device event suppression structure.</param>
/// <param name="Base">
/// Split: index of the next available entry, 16 bits. Packed: bits 0-14 and 15 the index and wrap counter of the next available
/// descriptor, bits 16-30 and 31 those of the next used.
/// </param>
/// <param name="Memory">The guest memory.</param>
/// <param name="Kick">What to wait on; null to poll. Owned by the session, as the next two.</param>
/// <param name="Call">What to signal used buffers on; null when the driver polls.</param>
/// <param name="Error">What to signal errors on; null when nobody listens.</param>
/// <param name="Inflight">Where to note what is in flight, which may hold requests to take up first; null when it is not tracked.</param>
/// <param name="AwaitKick">Whether the first kick is still to come, before which nothing may be taken from the ring.</param>
internal sealed record QueueStart(
    int Index, int Size, ulong DescriptorTable, ulong AvailableRing, ulong UsedRing, uint Base, GuestMemory Memory,
    EventFd? Kick, ISignal? Call, ISignal? Error, InflightQueue? Inflight, bool AwaitKick);
