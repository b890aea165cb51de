namespace Virtspec.Model.Mmio;

/// <summary>How a queue stands, as far as the registers told the driver (VIRTIO 1.4, 4.2.2, 2.6.1).</summary>
internal enum MmioQueuePhase
{
    /// <summary>Nothing is known, or so much went wrong that nobody can be blamed for what comes.</summary>
    Unknown,

    /// <summary>The reset of the device cleared it; QueueReady was not looked at since.</summary>
    Cleared,

    /// <summary>QueueReady reads 0.</summary>
    Off,

    /// <summary>The driver wrote 1 to QueueReady.</summary>
    Ready,

    /// <summary>The driver wrote 0 to QueueReady and has not read it back.</summary>
    Stopping,

    /// <summary>The driver wrote 0 to QueueReady and read 0.</summary>
    Stopped,

    /// <summary>QueueReady reads 1 although the driver did not set it, or has cleared it.</summary>
    StillReady,

    /// <summary>The driver wrote 1 to QueueReset, which has not read 0 since.</summary>
    ResetAsked,

    /// <summary>As before, and it has had all the time it may take.</summary>
    ResetOverdue,

    /// <summary>QueueReset read 0 after a reset was asked for; QueueReady was not looked at since.</summary>
    ResetShown,

    /// <summary>QueueReset and QueueReady read 0 after a reset was asked for.</summary>
    ResetDone,
}

/// <summary>One queue behind the registers.</summary>
/// <param name="Phase">How it stands.</param>
/// <param name="SizeMax">QueueSizeMax as last read since the reset of the device; null if it was not.</param>
/// <param name="Size">QueueSize as last written since the queue was reset; 0 if it was not.</param>
internal readonly record struct MmioQueue(MmioQueuePhase Phase, uint? SizeMax = null, uint Size = 0)
{
    /// <summary>Whether a reset of this queue was asked for and has not been shown to be over.</summary>
    internal bool Resetting => Phase is MmioQueuePhase.ResetAsked or MmioQueuePhase.ResetOverdue;

    /// <summary>Whether a reset of this queue was shown to be over, and the queue not enabled since.</summary>
    internal bool WasReset => Phase is MmioQueuePhase.ResetShown or MmioQueuePhase.ResetDone;
}
