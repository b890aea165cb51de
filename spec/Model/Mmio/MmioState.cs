using System.Collections.Immutable;
using Virtspec.Model.Features;

namespace Virtspec.Model.Mmio;

/// <summary>Facts that come and go.</summary>
[Flags]
internal enum MmioMarks
{
    None = 0,

    /// <summary>The driver read MagicValue.</summary>
    MagicRead = 1,

    /// <summary>The driver read Version.</summary>
    VersionRead = 2,

    /// <summary>The driver read DeviceID.</summary>
    DeviceIdRead = 4,

    /// <summary>The driver went beyond MagicValue and Version, and was judged for how.</summary>
    PastVersion = 8,

    /// <summary>The driver went beyond what identifies the device, and was judged for how.</summary>
    PastIdentity = 16,

    /// <summary>The device answered all ones: nobody is there to be judged, nor to be driven.</summary>
    Gone = 32,

    /// <summary>The device said that it has the legacy interface, whose rules are others.</summary>
    Legacy = 64,

    /// <summary>The driver asked for a reset of the device, and Status has not read 0 since.</summary>
    ResetPending = 128,

    /// <summary>A reset completed: what others left behind before is gone.</summary>
    WasReset = 256,

    /// <summary>InterruptStatus was not looked at since the reset.</summary>
    InterruptsUnseen = 512,

    /// <summary>FEATURES_OK was written and not yet read back.</summary>
    FeaturesOkPending = 1024,

    /// <summary>DeviceFeaturesSel was written.</summary>
    DeviceBankSelected = 2048,

    /// <summary>The driver used a register of shared memory since the reset.</summary>
    SharedMemoryUsed = 4096,
}

/// <summary>Why a driver has to leave a device alone.</summary>
internal enum MmioRejection
{
    None,

    /// <summary>MagicValue is wrong.</summary>
    Magic,

    /// <summary>Version is neither the current one nor that of the legacy interface.</summary>
    Version,

    /// <summary>DeviceID is 0: a placeholder in a map of addresses.</summary>
    Placeholder,
}

/// <summary>How far the driver is with an interrupt.</summary>
internal enum MmioHandling
{
    None,

    /// <summary>It reached the driver.</summary>
    Received,

    /// <summary>The driver read InterruptStatus.</summary>
    Looked,

    /// <summary>The driver wrote to InterruptACK.</summary>
    Acknowledged,
}

/// <summary>A read under way.</summary>
/// <param name="Offset">Bytes from the base.</param>
/// <param name="Due">Bits of InterruptStatus whose events happened before the read: those that happen during it may show or not.</param>
internal readonly record struct MmioPending(uint Offset, uint Due);

/// <summary>What is known of a device behind MMIO registers: a value, compared by content.</summary>
/// <param name="Device">What its type says, or null where the type is not known: then nothing that depends on it is judged.</param>
internal sealed record MmioState(MmioDevice? Device = null)
{
    internal MmioMarks Marks { get; init; }

    internal MmioRejection Rejection { get; init; }

    internal MmioPending? Pending { get; init; }

    /// <summary>DriverFeaturesSel as last written.</summary>
    internal uint? DriverBank { get; init; }

    /// <summary>Feature bits the driver wrote in this session.</summary>
    internal ulong Accepted { get; init; }

    /// <summary>
    /// Feature bits in force. They outlast a reset until others are negotiated: what a reset has to undo is a matter of the session it ends.
    /// </summary>
    internal ulong Negotiated { get; init; }

    /// <summary>QueueSel as last written.</summary>
    internal uint? Selected { get; init; }

    /// <summary>Queues of which more is known than <see cref="Untouched"/>.</summary>
    internal ImmutableDictionary<uint, MmioQueue> Queues { get; init; } = ImmutableDictionary<uint, MmioQueue>.Empty;

    /// <summary>Bits of InterruptStatus whose events happened and were not acknowledged.</summary>
    internal uint Raised { get; init; }

    /// <summary>Bits of InterruptStatus that the driver saw and has not acknowledged.</summary>
    internal uint Seen { get; init; }

    internal MmioHandling Handling { get; init; }

    internal ConfigWindow Config { get; init; }

    /// <summary>Whether queues are reset one by one.</summary>
    internal bool RingReset => Negotiated.Has(Feature.RingReset);

    /// <summary>A queue that nobody spoke of since the last reset.</summary>
    private MmioQueue Untouched => new(Has(MmioMarks.WasReset) ? MmioQueuePhase.Cleared : MmioQueuePhase.Unknown);

    internal bool Has(MmioMarks mark) => (Marks & mark) != 0;

    internal MmioState With(MmioMarks mark) => this with { Marks = Marks | mark };

    internal MmioState Without(MmioMarks mark) => this with { Marks = Marks & ~mark };

    internal MmioQueue Queue(uint index) => Queues.TryGetValue(index, out var queue) ? queue : Untouched;

    internal MmioState WithQueue(uint index, MmioQueue queue) => this with
    {
        Queues = queue == Untouched ? Queues.Remove(index) : Queues.SetItem(index, queue),
    };

    /// <summary>Compared by content: the identity of a persistent collection says nothing.</summary>
    public bool Equals(MmioState? other) =>
        other is not null && Marks == other.Marks && Rejection == other.Rejection && Pending == other.Pending && DriverBank == other.DriverBank
        && Accepted == other.Accepted && Negotiated == other.Negotiated && Selected == other.Selected && Raised == other.Raised && Seen == other.Seen
        && Handling == other.Handling && Config == other.Config && EqualityComparer<MmioDevice>.Default.Equals(Device, other.Device)
        && Contents.Same(Queues, other.Queues);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Marks, Rejection, Pending, Selected, Raised, Seen, Config, Queues.Count);
}
