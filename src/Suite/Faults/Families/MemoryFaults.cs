using Virtspec.Port;
using static Virtspec.Suite.Faults.UsedRingFaults;

namespace Virtspec.Suite.Faults;

/// <summary>Writes to memory that the driver did not give, or did not give for writing.</summary>
internal static class MemoryFaults
{
    internal static IReadOnlyList<Fault> All { get; } =
    [
        Ring("descriptor-written", "split.desc.device.2", "Writes into the descriptor table.", () => Stray((port, _, _) => port.Layout.DescriptorTable + 14)),
        Ring("readable-written", "split.desc.device.1a", "Writes into buffers that are device-readable.", () => new BufferFault { AfterRead = (port, address, _) => port.Touch(address) }),
        Ring("readable-end-written", "split.desc.device.1a", "Writes the last byte of device-readable buffers of 512 bytes and more.", () => new BufferFault { AfterRead = TouchEnd }),
        Ring("written-beyond", "inv.memory.beyond", "Writes a byte three past the end of a device-writable buffer.", () => Stray((_, address, length) => address + (ulong)length + 3)),
        Ring("written-just-beyond", "inv.memory.beyond", "Writes a byte just past the end of a device-writable buffer.", () => Stray((_, address, length) => address + (ulong)length)),
        Ring("written-in-front", "inv.memory.beyond", "Writes a byte in front of a device-writable buffer.", () => Stray((_, address, _) => address - 1)),
        Ring("driver-area-written", "inv.memory.driver-area", "Writes into the available ring.", () => Stray((port, _, _) => port.Layout.AvailEntry(ushort.MaxValue))),
        Ring("avail-idx-written", "inv.memory.driver-area", "Writes avail idx back as it has read it.", () => Stray((port, _, _) => port.Layout.AvailIdx + 1)),
        Ring("used-event-written", "inv.memory.driver-area", "Writes to used_event.", () => Stray((port, _, _) => port.Layout.UsedEvent)),
        Ring("used-ring-overrun", "inv.memory.unrelated", "Writes behind the used ring.", () => Stray((port, _, _) => port.Layout.Used + port.Layout.UsedBytes)),
        Ring("indirect-table-written", "inv.memory.indirect-table", "Marks entries of indirect tables as done.", () => new RingFault { IndirectDescriptor = Mark }),
        Ring("buffer-written-after-use", "inv.memory.unrelated", "Writes once more into a buffer that it has given back.", () => new BufferFault { Copy = Remember, BeforeDescriptor = (port, _) => WriteAgain(port) }),
    ];

    private static BufferFault Stray(Func<PortFault, ulong, int, ulong> where) => new()
    {
        Copy = (port, address, bytes) =>
        {
            port.Touch(where(port, address, bytes.Length));
            port.Port.WriteBytes(address, bytes);
        },
    };

    private static void TouchEnd(BufferFault port, ulong address, Memory<byte> bytes)
    {
        if (bytes.Length >= 512)
            port.Touch(address + (ulong)bytes.Length - 1);
    }

    private static ulong Mark(RingFault ring, ulong value)
    {
        // The next field of the last entry, which means nothing there.
        ring.Port.Write(ring.IndirectTable + ((ulong)ring.LastIndirect * 16) + 15, 0x80, AccessSize.One);
        return value;
    }

    private static void Remember(BufferFault port, ulong address, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > 1)
            port.Held = (address, []);
        port.Port.WriteBytes(address, bytes);
    }

    private static void WriteAgain(BufferFault port)
    {
        if (port.Held is not { } held)
            return;
        port.Held = null;
        port.Touch(held.Address);
    }
}
