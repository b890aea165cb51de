using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios.Device;

/// <summary>What driver and device share: the registers' mailbox, and a queue as small as can be, one buffer that is available or used.</summary>
internal sealed class DeviceMemory
{
    /// <summary>What the device fills the buffer with.</summary>
    internal const ulong Filled = 0xA1;

    /// <summary>What the driver keeps in the memory of the buffer once it has it back.</summary>
    internal const ulong Own = 0xD0;

    internal DeviceMemory(IStage stage)
    {
        Mailbox = new Mailbox(stage);
        Available = stage.Memory("available", 2);
        Used = stage.Memory("used", 2);
        Buffer = stage.Memory("buffer", 2);
        Call = stage.Doorbell("call");
    }

    internal Mailbox Mailbox { get; }

    /// <summary>1: the buffer is available.</summary>
    internal ulong Available { get; }

    /// <summary>1: the buffer is used.</summary>
    internal ulong Used { get; }

    /// <summary>The buffer; its address stands for the queue's.</summary>
    internal ulong Buffer { get; }

    internal Doorbell Call { get; }
}
