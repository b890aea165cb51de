using Virtspec.Port;
using static Virtspec.Suite.Faults.UsedRingFaults;

namespace Virtspec.Suite.Faults;

/// <summary>Kicks not asked for, not heard, or not acted on.</summary>
internal static class KickFaults
{
    private const string KickTaken = "inv.split.kick-taken";

    internal static IReadOnlyList<Fault> All { get; } =
    [
        Ring("used-flags-undefined", "split.avail-notification.device.1", "Sets a bit of used flags that means nothing.", () => new RingFault { UsedFlags = (_, flags) => flags | 4 }),
        Ring("used-flags-with-event-index", "split.avail-notification.device.3", "Sets used flags although the event index was negotiated.", () => new RingFault { AvailEvent = SetFlagsToo }),
        Ring("no-kick-flag-stays", KickTaken, "Goes to sleep without clearing the flag that says that no kicks are needed.", () => new RingFault { UsedFlags = (_, _) => 1 }),
        Ring("avail-event-one-behind", KickTaken, "Asks for a kick at a buffer that it has taken already.", () => new RingFault { AvailEvent = (_, value) => (ushort)(value - 1) }),
        Ring("avail-event-one-ahead", KickTaken, "Asks for a kick one buffer too late.", () => new RingFault { AvailEvent = (_, value) => (ushort)(value + 1) }),
        Ring("avail-event-modulo-size", KickTaken, "Asks for a kick at a position in the ring instead of an index.", () => new RingFault { AvailEvent = (ring, value) => value & (ushort)(ring.Layout.Size - 1) }),
        Ring("avail-event-written-once", KickTaken, "Asks for a kick once and never again.", () => new KeptFault()),
        Ring("kick-not-acted-on", KickTaken, "Sleeps on after every seventh kick.", () => new DeafFault(every: 7)),
        Ring("no-second-look", KickTaken, "Goes to sleep without looking again for what became available before it asked for kicks.", () => new NoSecondLookFault()),
        Ring("one-buffer-per-kick", KickTaken, "Takes one buffer for each kick, however many there are.", () => new OneByOneFault()),
        Ring("kick-for-nothing-ends-queue", "split.avail-notification.device.5", "Takes a kick that tells of nothing for the end of the queue.", () => new OffendedFault()),
    ];

    private static ulong SetFlagsToo(RingFault ring, ulong value)
    {
        ring.Port.Write(ring.Layout.UsedFlags, 1, AccessSize.Two);
        return value;
    }

    /// <summary>Only the first avail_event reaches memory.</summary>
    private sealed class KeptFault : PortFault
    {
        private bool _written;

        internal override Access Write(ulong address, ulong value, AccessSize size)
        {
            var again = address == Layout.AvailEvent && _written;
            _written |= address == Layout.AvailEvent;
            return again ? default : base.Write(address, value, size);
        }
    }

    /// <summary>Kicks are taken, and some forgotten.</summary>
    private sealed class DeafFault(int every) : PortFault
    {
        private int _kicks;

        internal override Access Wait(Doorbell doorbell)
        {
            var kicked = base.Wait(doorbell);
            return kicked.GetResult() != 0 && ++_kicks % every == 0 ? base.Wait(doorbell) : kicked;
        }
    }

    /// <summary>The look after asking for kicks sees what the look before it saw.</summary>
    private sealed class NoSecondLookFault : PortFault
    {
        private ulong _avail;
        private bool _asked;

        internal override Access Read(ulong address, AccessSize size)
        {
            if (address != Layout.AvailIdx)
                return base.Read(address, size);
            if (!_asked)
                _avail = base.Read(address, size).GetResult();
            _asked = false;
            return new Access(_avail);
        }

        internal override Access Write(ulong address, ulong value, AccessSize size)
        {
            if (address == Layout.AvailEvent || (address == Layout.UsedFlags && value == 0))
            {
                // Time for a driver to make something available while it believes that nobody needs a kick.
                Thread.Sleep(1);
                _asked = true;
            }

            return base.Write(address, value, size);
        }
    }

    /// <summary>One new buffer is seen after each kick.</summary>
    private sealed class OneByOneFault : PortFault
    {
        private ushort? _seen;

        internal override Access Read(ulong address, AccessSize size)
        {
            var value = base.Read(address, size).GetResult();
            if (address != Layout.AvailIdx)
                return new Access(value);
            _seen ??= (ushort)(Port.Read(Layout.UsedIdx, AccessSize.Two).GetResult() + (_kicked ? 1UL : 0));
            return new Access((ushort)((ushort)value - _seen) is > 0 and < 0x8000 ? _seen.Value : value);
        }

        internal override Access Wait(Doorbell doorbell)
        {
            var kicked = base.Wait(doorbell);
            _kicked = true;
            _seen = (ushort?)(_seen + 1);
            return kicked;
        }

        private bool _kicked;
    }

    /// <summary>A kick that finds nothing is the last one listened to.</summary>
    private sealed class OffendedFault : PortFault
    {
        private ushort _used;

        internal override Access Write(ulong address, ulong value, AccessSize size)
        {
            if (address == Layout.UsedIdx)
                _used = (ushort)value;
            return base.Write(address, value, size);
        }

        internal override Access Wait(Doorbell doorbell)
        {
            var kicked = base.Wait(doorbell);
            return kicked.GetResult() != 0 && _used != 0 && base.Read(Layout.AvailIdx, AccessSize.Two).GetResult() == _used ? default : kicked;
        }
    }
}
