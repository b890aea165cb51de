using System.Buffers.Binary;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Suite.Faults;

/// <summary>What a faulty port does instead of an access; by default the access itself.</summary>
internal abstract class PortFault
{
    internal virtual Access Read(LivePort port, in SplitLayout layout, ulong address, AccessSize size) => port.Read(address, size);

    internal virtual Access Write(LivePort port, in SplitLayout layout, ulong address, ulong value, AccessSize size) => port.Write(address, value, size);

    internal virtual Access ReadBytes(LivePort port, in SplitLayout layout, ulong address, Memory<byte> destination) => port.ReadBytes(address, destination);

    internal virtual Access WriteBytes(LivePort port, in SplitLayout layout, ulong address, ReadOnlyMemory<byte> source) => port.WriteBytes(address, source);

    internal virtual Access Signal(LivePort port, in SplitLayout layout, Doorbell doorbell) => port.Signal(doorbell);
}

/// <summary>A live port with a fault in it: the device's code stays as it is, and what reaches memory is wrong.</summary>
internal readonly struct FaultyPort(LivePort port, SplitLayout layout, PortFault fault) : IPort
{
    public Access Read(ulong address, AccessSize size) => fault.Read(port, layout, address, size);

    public Access Write(ulong address, ulong value, AccessSize size) => fault.Write(port, layout, address, value, size);

    public Access ReadBytes(ulong address, Memory<byte> destination) => fault.ReadBytes(port, layout, address, destination);

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => fault.WriteBytes(port, layout, address, source);

    public Access Fence(FenceKind kind) => port.Fence(kind);

    public Access Signal(Doorbell doorbell) => fault.Signal(port, layout, doorbell);

    public Access Wait(Doorbell doorbell) => port.Wait(doorbell);

    public bool Covers(ulong address, ulong length) => port.Covers(address, length);
}

/// <summary>Puts a fault between the device and its queues.</summary>
internal sealed class FaultyPortSource(Func<PortFault> make) : PortSource
{
    internal override void Open(LivePort port, in SplitLayout layout, IPortUser user) => user.Use(new FaultyPort(port, layout, make()));
}

/// <summary>Faults in the used ring.</summary>
internal sealed class UsedElementFault(Func<ulong, ulong> change) : PortFault
{
    internal override Access Write(LivePort port, in SplitLayout layout, ulong address, ulong value, AccessSize size) =>
        base.Write(port, layout, address, address - layout.UsedElement(0) < 8UL * layout.Size ? change(value) : value, size);
}

/// <summary>used idx moves before the element is written.</summary>
internal sealed class IdxBeforeElementFault : PortFault
{
    private (ulong Address, ulong Value)? _held;

    internal override Access Write(LivePort port, in SplitLayout layout, ulong address, ulong value, AccessSize size)
    {
        if (address - layout.UsedElement(0) < 8UL * layout.Size)
        {
            // The head arrives in time, so that the driver can go on; len comes late.
            _held = (address, value);
            return port.Write(address, (uint)value, AccessSize.Eight);
        }

        var access = port.Write(address, value, size);
        if (address == layout.UsedIdx && _held is { } late)
        {
            Thread.Sleep(2);
            port.Write(late.Address, late.Value, AccessSize.Eight);
            _held = null;
        }

        return access;
    }
}

/// <summary>A value in the ring is not what the device wrote or was given.</summary>
internal sealed class FieldFault(Func<SplitLayout, ulong> field, Func<ulong, ulong> change, bool onRead) : PortFault
{
    internal override Access Read(LivePort port, in SplitLayout layout, ulong address, AccessSize size)
    {
        var access = port.Read(address, size);
        return onRead && address == field(layout) ? new Access(change(access.GetResult())) : access;
    }

    internal override Access Write(LivePort port, in SplitLayout layout, ulong address, ulong value, AccessSize size) =>
        port.Write(address, !onRead && address == field(layout) ? change(value) : value, size);
}

/// <summary>Calls are lost, every so many.</summary>
internal sealed class LostCallFault(int every) : PortFault
{
    private int _calls;

    internal override Access Signal(LivePort port, in SplitLayout layout, Doorbell doorbell) =>
        ++_calls % every == 0 ? default : port.Signal(doorbell);
}

/// <summary>The device writes a byte it has no business with when it writes data.</summary>
internal sealed class StrayWriteFault(Func<SplitLayout, ulong, int, ulong> where) : PortFault
{
    internal override Access WriteBytes(LivePort port, in SplitLayout layout, ulong address, ReadOnlyMemory<byte> source)
    {
        var stray = where(layout, address, source.Length);
        port.Write(stray, port.Read(stray, AccessSize.One).GetResult() ^ 0x55, AccessSize.One);
        return port.WriteBytes(address, source);
    }
}

/// <summary>The device scribbles on what it reads.</summary>
internal sealed class ReadableWrittenFault : PortFault
{
    internal override Access ReadBytes(LivePort port, in SplitLayout layout, ulong address, Memory<byte> destination)
    {
        var access = port.ReadBytes(address, destination);
        port.Write(address, port.Read(address, AccessSize.One).GetResult() ^ 0x55, AccessSize.One);
        return access;
    }
}

/// <summary>The device takes the write flag on an indirect descriptor to mean what it means on others, and finds no request.</summary>
internal sealed class IndirectFlagFault(Func<DescriptorFlags, bool> stumbles) : PortFault
{
    internal override Access Read(LivePort port, in SplitLayout layout, ulong address, AccessSize size)
    {
        var access = port.Read(address, size);
        var inTable = address - layout.DescriptorTable < layout.DescriptorTableBytes;
        var flags = (DescriptorFlags)(ushort)(access.GetResult() >> 32);
        if (!inTable || (address - layout.DescriptorTable) % 16 != 8 || !stumbles(flags))
            return access;
        // Without its flag the table is a buffer that holds no request.
        return new Access(access.GetResult() & ~((ulong)DescriptorFlags.Indirect << 32) | ((ulong)DescriptorFlags.Write << 32));
    }
}

/// <summary>A block device that needs its header in one piece.</summary>
internal sealed class FramingFault : PortFault
{
    internal override Access ReadBytes(LivePort port, in SplitLayout layout, ulong address, Memory<byte> destination)
    {
        var access = port.ReadBytes(address, destination);
        if (destination.Length < 16)
            BinaryPrimitives.TryWriteUInt16LittleEndian(destination.Span, 0x7777);
        return access;
    }
}

/// <summary>Where the driver asks for calls by its flags, the device looks at used_event too.</summary>
internal sealed class UsedEventFault : PortFault
{
    private ushort _used;

    internal override Access Write(LivePort port, in SplitLayout layout, ulong address, ulong value, AccessSize size)
    {
        if (address == layout.UsedIdx)
            _used = (ushort)value;
        return port.Write(address, value, size);
    }

    internal override Access Signal(LivePort port, in SplitLayout layout, Doorbell doorbell)
    {
        var wanted = (ushort)port.Read(layout.UsedEvent, AccessSize.Two).GetResult();
        return SplitLayout.Passes(wanted, (ushort)(_used - 1), _used) ? port.Signal(doorbell) : default;
    }
}
