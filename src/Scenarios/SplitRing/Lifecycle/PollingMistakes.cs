using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>What is wrong with polling, or with sleeping in between.</summary>
internal enum PollingMistake
{
    None,

    /// <summary>The driver asks for calls once.</summary>
    AsksOnce,

    /// <summary>The driver sleeps with calls turned off.</summary>
    SleepsWithCallsOff,

    /// <summary>The device sleeps with kicks turned off.</summary>
    SleepsWithKicksOff,

    /// <summary>The device keeps the driver's flags as it read them first.</summary>
    FlagsReadOnce,

    /// <summary>The device compares indices as if they did not wrap.</summary>
    ComparesWithoutWrap,

    /// <summary>The device asks twice whether a call is wanted.</summary>
    AsksTwice,
}

/// <summary>Sides that sleep when nobody is to wake them, and calls that polling does not want.</summary>
internal static class PollingMistakes
{
    internal static IReadOnlyList<LifecycleMistake<PollingMistake>> All { get; } =
    [
        new(PollingMistake.AsksOnce, "asks-once", "The driver does not move used_event as it takes buffers back: it is called for one, and for no other.", "inv.split.look-again-used.driver")
        {
            SeenIn = ["Linux 35395770f803"], Values = [(PollingScenario.DriverPolls, 0), (PollingScenario.DevicePolls, 0)],
        },
        new(PollingMistake.SleepsWithCallsOff, "sleeps-with-calls-off", "The driver turned calls off to poll, and goes to sleep with calls off.", "inv.split.look-again-used.driver")
        {
            Values = [(PollingScenario.DriverPolls, 1)],
        },
        new(PollingMistake.SleepsWithKicksOff, "sleeps-with-kicks-off", "The device turned kicks off to poll, and then sleeps, in the hope of a kick when the ring is full.", "inv.split.completes")
        {
            SeenIn = ["virtio-win PR #923"], Values = [(RingMemory.EventIndex, 0)],
        },
        new(PollingMistake.FlagsReadOnce, "flags-read-once", "The device goes by the driver's flags as it read them before: the driver has turned calls on since.", "split.used-notification.device.3")
        {
            SeenIn = ["crosvm 66f975eec"], Values = [(RingMemory.EventIndex, 0), (PollingScenario.DriverPolls, 1)],
        },
        new(PollingMistake.ComparesWithoutWrap, "compares-without-wrap", "The device takes used_event for passed where indices wrap: it calls a driver that polls.", "split.used-notification.device.6")
        {
            SeenIn = ["SPDK d03cac1310"], Values = [(RingMemory.Start, 65535)],
        },
        new(PollingMistake.AsksTwice, "asks-twice", "The device notes on its first look whether to call that it has called, and looks again before it does.", "split.used-notification.device.5")
        {
            SeenIn = ["crosvm c6554e9c7"], Values = [(PollingScenario.DriverPolls, 0)],
        },
    ];

    /// <summary>What it does to the accesses of the driver.</summary>
    internal static RingChange DriverChange(this PollingMistake mistake, SplitLayout ring)
    {
        if (mistake != PollingMistake.AsksOnce)
            return new RingChange();
        var asked = 0;
        return new RingChange { Written = (address, value) => address == ring.UsedEvent && asked++ > 0 ? null : value };
    }

    /// <summary>What it does to the accesses of the device.</summary>
    internal static RingChange DeviceChange(this PollingMistake mistake, SplitLayout ring, ushort start) => mistake switch
    {
        PollingMistake.FlagsReadOnce => ReadOnce(ring),
        PollingMistake.AsksTwice => AsIfCalled(ring),
        PollingMistake.ComparesWithoutWrap => WithoutWrap(ring, start),
        _ => new RingChange(),
    };

    private static RingChange ReadOnce(SplitLayout ring)
    {
        ulong? flags = null;
        return new RingChange
        {
            Remembered = address => address == ring.AvailFlags ? flags : null,
            Read = (address, value) => address == ring.AvailFlags ? (flags = value).Value : value,
        };
    }

    /// <summary>A device that has noted that it called for all up to used idx finds that no call is due: as if used_event lay there.</summary>
    private static RingChange AsIfCalled(SplitLayout ring)
    {
        var usedIdx = 0UL;
        return new RingChange
        {
            Written = (address, value) => address == ring.UsedIdx ? usedIdx = value : value,
            Read = (address, value) => address == ring.UsedEvent ? usedIdx : value,
        };
    }

    /// <summary>An index that is smaller than the one before it has passed everything.</summary>
    private static RingChange WithoutWrap(SplitLayout ring, ushort start)
    {
        var (before, usedIdx) = ((ulong)start, (ulong)start);
        return new RingChange
        {
            Written = (address, value) =>
            {
                if (address == ring.UsedIdx)
                    (before, usedIdx) = (usedIdx, value);
                return value;
            },
            Read = (address, value) => address == ring.UsedEvent && usedIdx < before ? (ushort)(usedIdx - 1) : value,
        };
    }
}
