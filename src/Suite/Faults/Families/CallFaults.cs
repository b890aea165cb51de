using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Transports.VhostUser;
using static Virtspec.Suite.Faults.UsedRingFaults;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Faults;

/// <summary>Calls lost and needless, and the arithmetic that decides on them.</summary>
internal static class CallFaults
{
    private const string WithoutFlag = "split.used-notification.device.3";
    private const string DuringFlag = "split.used-notification.device.2";
    private const string AtEvent = "split.used-notification.device.5";
    private const string BesideEvent = "split.used-notification.device.6";

    internal static IReadOnlyList<Fault> All { get; } =
    [
        Ring("call-lost", AtEvent, "Loses every fifth call.", () => new RingFault { Calls = ring => ring.CallCount % 5 != 0 }),
        Ring("call-never", WithoutFlag, "Never calls.", () => new RingFault { Calls = _ => false }),
        Ring("call-of-batch-lost", AtEvent, "Calls only when all that is available is used, and forgets it when more became available meanwhile.", () => new RingFault { Calls = ring => ring.Used == ring.Avail || ring.UsedCount % 2 == 0 }),
        Ring("call-flag-ignored", DuringFlag, "Calls although the driver has set the flag that asks for none.", () => new RingFault { AvailFlags = (_, _) => 0 }),
        Ring("call-flag-inverted", DuringFlag, "Takes the flag for a wish to be called.", () => new RingFault { AvailFlags = (_, flags) => flags ^ 1 }),
        Ring("call-flag-read-once", DuringFlag, "Reads the flag at the first buffer only.", () => Once(port => port.AvailFlags)),
        Ring("used-event-without-feature", "split.used-notification.device.1", "Looks at used_event although the event index was not negotiated.", () => new RingFault { Calls = ring => Passes(ring, ring.Port.Read(ring.Layout.UsedEvent, AccessSize.Two).GetResult()) }),
        Ring("flag-heeded-with-event-index", "split.used-notification.device.4", "Looks at the flag although the event index was negotiated.", () => new RingFault { Calls = ring => (ring.Port.Read(ring.Layout.AvailFlags, AccessSize.Two).GetResult() & 1) == 0 }),
        Ring("call-always", BesideEvent, "Calls for every buffer, whatever used_event says.", () => new RingFault { UsedEvent = (ring, _) => (ushort)(ring.Used - 1) }),
        Ring("event-one-late", AtEvent, "Compares used_event with the index after the next: calls one buffer late.", () => new RingFault { UsedEvent = (_, value) => (ushort)(value + 1) }),
        Ring("event-one-early", AtEvent, "Calls one buffer before used_event.", () => new RingFault { UsedEvent = (_, value) => (ushort)(value - 1) }),
        Ring("event-signed", BesideEvent, "Compares indices as signed numbers: whatever is behind has been passed.", () => new RingFault { UsedEvent = (ring, value) => Wanted(ring, (short)(ring.Used - (ushort)value) > 0) }),
        Ring("event-without-wrap", AtEvent, "Compares indices without wrapping round: no call where used idx passes 65535.", () => new RingFault { UsedEvent = (ring, value) => Wanted(ring, ring.Used > value && Passes(ring, value)) }),
        Ring("event-modulo-size", AtEvent, "Compares used_event with the position in the ring.", () => new RingFault { UsedEvent = (ring, value) => Wanted(ring, (ushort)value == (ushort)((ring.Used - 1) & (ring.Layout.Size - 1))) }),
        Ring("event-read-once", AtEvent, "Reads used_event at the first buffer only.", () => Once(port => port.UsedEvent)),
        LifecycleFaults.Relayed("call-descriptor-kept", WithoutFlag, "Goes on calling where it was told to when the queue started.", () => new MessageFault { Swallows = Later() }),
        LifecycleFaults.Relayed("call-descriptor-gone-for-good", WithoutFlag, "Once it has no descriptor for calls, takes no other.", () => new MessageFault { Swallows = AfterNone() }),
        Ring("event-low-byte", BesideEvent, "Compares the low bytes of used_event and used idx only.", () => new RingFault { UsedEvent = (ring, value) => Wanted(ring, (byte)value == (byte)(ring.Used - 1)) }),
    ];

    /// <summary>Every descriptor for calls of a queue but the first since it was stopped.</summary>
    private static Func<RelayedMessage, bool> Later()
    {
        HashSet<byte> given = [];
        return request =>
        {
            if (LifecycleFaults.Is(request, F.GetVringBase))
                given.Remove((byte)request.Number);
            return LifecycleFaults.Is(request, F.SetVringCall) && !given.Add((byte)request.Number);
        };
    }

    /// <summary>Every descriptor for calls of a queue after it was given none.</summary>
    private static Func<RelayedMessage, bool> AfterNone()
    {
        HashSet<byte> without = [];
        return request =>
        {
            if (!LifecycleFaults.Is(request, F.SetVringCall))
                return false;
            if (without.Contains((byte)request.Number))
                return true;
            if ((request.Number & Payload.NoDescriptorFlag) != 0)
                without.Add((byte)request.Number);
            return false;
        };
    }

    private static bool Passes(RingFault ring, ulong value) => SplitLayout.Passes((ushort)value, (ushort)(ring.Used - 1), ring.Used);

    /// <summary>A used_event by which the device calls, or does not.</summary>
    private static ulong Wanted(RingFault ring, bool wanted) => wanted ? (ushort)(ring.Used - 1) : ring.Used;

    private static OnceFault Once(Func<SplitLayout, ulong> field) => new(field);

    /// <summary>What was read once is taken to hold for good.</summary>
    private sealed class OnceFault(Func<SplitLayout, ulong> field) : PortFault
    {
        private ulong? _first;

        internal override Access Read(ulong address, AccessSize size) =>
            address == field(Layout) ? new Access(_first ??= base.Read(address, size).GetResult()) : base.Read(address, size);
    }
}
