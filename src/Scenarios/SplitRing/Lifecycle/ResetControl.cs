using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>How a driver resets a queue: it asks, looks until it is done, sets the queue up and enables it.</summary>
internal sealed class ResetControl
{
    internal ResetControl(IStage stage)
    {
        var words = stage.Memory("control", 8);
        (Asked, Done) = (words, words + 2);
        stage.Label(Asked, 2, "reset asked");
        stage.Label(Done, 2, "reset done");
        Enabled = stage.Doorbell("queue enabled");
    }

    /// <summary>Other than 0: the driver asks for a reset. A kick wakes the device.</summary>
    internal ulong Asked { get; }

    /// <summary>Other than 0: the device has done with the queue.</summary>
    internal ulong Done { get; }

    /// <summary>Rung by the driver when the queue is set up again.</summary>
    internal Doorbell Enabled { get; }
}
