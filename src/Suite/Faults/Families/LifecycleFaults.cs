using Virtspec.Model.Device;
using Virtspec.Transports.VhostUser;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Faults;

/// <summary>Queues that start too early, stop too late, or go on in the wrong place.</summary>
internal static class LifecycleFaults
{
    internal static IReadOnlyList<Fault> All { get; } =
    [
        Based("base-one-behind", "inv.queue.stop-drains", "Answers a base one below the right one.", (_, value) => value > 0 ? value - 1 : value),
        Based("base-one-ahead", "inv.queue.stop-drains", "Answers a base one above the right one.", (_, value) => (value + 1) & ushort.MaxValue),
        Based("base-always-0", "inv.queue.stop-drains", "Answers 0 as base.", (_, _) => 0),
        Based("base-in-ring", "inv.queue.stop-drains", "Answers the base as a position in the ring.", (start, value) => value % (uint)start.Size),
        Based("base-8-bits", "inv.queue.stop-drains", "Answers the low 8 bits of the base.", (_, value) => value & 0xff),
        Based("base-counts-all-available", "inv.queue.stop-drains", "Answers avail idx as base: what was available and not taken yet is lost.", (start, _) => start.Memory.Span(start.AvailableRing + 2, 2)[0] | ((uint)start.Memory.Span(start.AvailableRing + 3, 1)[0] << 8)) with { Port = () => new RingFault { AvailEntry = Slowly } },
        Started("base-ignored", "inv.queue.resume", "Starts every queue at 0.", start => start with { Base = 0 }),
        Started("base-one-further", "inv.queue.resume", "Starts a queue one entry behind the base.", start => start with { Base = start.Base == 0 ? 0 : (start.Base + 1) & ushort.MaxValue }),
        Started("first-kick-not-awaited", "vhost-user.vring.1", "Serves a ring before its first kick.", start => start with { AwaitKick = false }),
        Relayed("driver-ok-not-awaited", "core.status.device.1", "Serves a ring before DRIVER_OK.", () => new MessageFault { Request = Early, Reply = HideEarly() }) with { Device = Polling },
        Relayed("disable-ignored", "vhost-user.vring.3", "Serves a ring on that is disabled.", () => new MessageFault { Swallows = request => Is(request, F.SetVringEnable) && request.Number >> 32 == 0 }),
        Relayed("reset-ignored", "core.reset.device.1", "Shows the old status after a reset.", () => new MessageFault { Swallows = request => Is(request, F.SetStatus) && request.Number == 0 }),
        Relayed("reset-leaves-queues-running", "core.reset.device.2", "Shows status 0 after a reset and serves the queues on.", () => ResetShownOnly()) with { Device = Polling },
    ];

    internal static bool Is(RelayedMessage message, F request) => message.Request == (uint)request;

    internal static Fault Relayed(string name, string breaks, string wrong, Func<MessageFault> make) => new(name, breaks, wrong) { Messages = make };

    private static Fault Based(string name, string breaks, string wrong, Func<QueueStart, uint, uint> change) =>
        new(name, breaks, wrong) { Device = device => new FaultyDevice(device) { ChangeBase = change } };

    private static Fault Started(string name, string breaks, string wrong, Func<QueueStart, QueueStart> change) =>
        new(name, breaks, wrong) { Device = device => new FaultyDevice(device) { ChangeStart = change } };

    /// <summary>A device so slow that a queue can be stopped while it has something to do.</summary>
    private static ulong Slowly(RingFault ring, ulong entry)
    {
        Thread.Sleep(1);
        return entry;
    }

    /// <summary>Needs no kicks: looks at its rings every millisecond.</summary>
    private static FaultyDevice Polling(IBackEndDevice device) => new(device) { ChangeStart = start => start with { Kick = null } };

    private static RelayedMessage Early(RelayedMessage request) =>
        Is(request, F.SetStatus) && (request.Number & (ulong)DeviceStatus.FeaturesOk) != 0 ? request.With(request.Number | (ulong)DeviceStatus.DriverOk) : request;

    /// <summary>The status as the driver wrote it.</summary>
    private static Func<RelayedMessage, RelayedMessage, RelayedMessage?> HideEarly()
    {
        var early = false;
        return (request, reply) =>
        {
            if (Is(request, F.SetStatus))
                early = (request.Number & (ulong)DeviceStatus.DriverOk) == 0;
            return early && Is(request, F.GetStatus) ? reply.With(reply.Number & ~(ulong)DeviceStatus.DriverOk) : reply;
        };
    }

    private static MessageFault ResetShownOnly()
    {
        var reset = false;
        return new MessageFault
        {
            Swallows = request =>
            {
                if (Is(request, F.SetStatus))
                    reset = request.Number == 0;
                return reset && Is(request, F.SetStatus);
            },
            Reply = (request, reply) => reset && Is(request, F.GetStatus) ? reply.With(0) : reply,
        };
    }
}
