using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>How a device is told to stop and another where to go on, as by GET_VRING_BASE and SET_VRING_BASE.</summary>
internal sealed class RestartControl
{
    internal RestartControl(IStage stage)
    {
        var words = stage.Memory("control", 8);
        (Stop, Given, Start) = (words, words + 2, words + 4);
        stage.Label(Stop, 2, "stop");
        stage.Label(Given, 2, "base given");
        stage.Label(Start, 2, "base set");
        Stopped = stage.Doorbell("stopped");
    }

    /// <summary>Other than 0: the first device is to stop. A kick wakes it.</summary>
    internal ulong Stop { get; }

    /// <summary>The base that the first device gives when it has stopped.</summary>
    internal ulong Given { get; }

    /// <summary>The base that the next device starts from.</summary>
    internal ulong Start { get; }

    /// <summary>Rung when the first device is gone.</summary>
    internal Doorbell Stopped { get; }
}
