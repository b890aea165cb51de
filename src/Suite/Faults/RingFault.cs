using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Suite.Faults;

/// <summary>
/// A faulty port that knows the parts of the ring. Each part has a function that changes what is read from it or written to it; a function gets
/// this object, for what went before, and the value.
/// </summary>
internal sealed class RingFault : PortFault
{
    private ulong _table;
    private bool _dropped;

    /// <summary>How far used idx in memory is behind the device's own.</summary>
    private int _behind;

    internal delegate ulong Change(RingFault ring, ulong value);

    /// <summary>Read: avail flags.</summary>
    internal Change? AvailFlags { get; init; }

    /// <summary>Read: avail idx.</summary>
    internal Change? AvailIdx { get; init; }

    /// <summary>Read: an entry of the available ring.</summary>
    internal Change? AvailEntry { get; init; }

    /// <summary>Read: used_event.</summary>
    internal Change? UsedEvent { get; init; }

    /// <summary>Read: length, flags and next of a descriptor in the table of the queue.</summary>
    internal Change? Descriptor { get; init; }

    /// <summary>Read: length, flags and next of a descriptor in an indirect table.</summary>
    internal Change? IndirectDescriptor { get; init; }

    /// <summary>Written: used flags.</summary>
    internal Change? UsedFlags { get; init; }

    /// <summary>Written: used idx.</summary>
    internal Change? UsedIdx { get; init; }

    /// <summary>Written: an element of the used ring, id below, len above.</summary>
    internal Change? UsedElement { get; init; }

    /// <summary>Written: avail_event.</summary>
    internal Change? AvailEvent { get; init; }

    /// <summary>Whether a call goes out that was to go out.</summary>
    internal Func<RingFault, bool>? Calls { get; init; }

    /// <summary>Before the device sleeps.</summary>
    internal Action<RingFault>? BeforeWait { get; init; }

    /// <summary>After used idx was written.</summary>
    internal Action<RingFault>? AfterUsedIdx { get; init; }

    /// <summary>Whether the buffer being used is to be forgotten instead.</summary>
    internal Func<RingFault, bool>? Drops { get; init; }

    /// <summary>Whether the buffer just used is to be used again at once.</summary>
    internal Func<RingFault, bool>? Repeats { get; init; }

    /// <summary>used idx as the device means it, before any fault changes it.</summary>
    internal ushort Used { get; private set; }

    /// <summary>avail idx as it was read last.</summary>
    internal ushort Avail { get; private set; }

    /// <summary>Calls that were to go out.</summary>
    internal int CallCount { get; private set; }

    /// <summary>Buffers that were to be used.</summary>
    internal int UsedCount { get; private set; }

    /// <summary>Descriptor of the queue's table that was read last.</summary>
    internal ushort LastDescriptor { get; private set; }

    /// <summary>Address of the indirect table that was entered last; 0 before.</summary>
    internal ulong IndirectTable { get; private set; }

    /// <summary>Entry of the indirect table that was read last.</summary>
    internal int LastIndirect { get; private set; }

    /// <summary>Element that was written last, as the device meant it.</summary>
    internal ulong LastElement { get; private set; }

    internal override Access Read(ulong address, AccessSize size)
    {
        var value = base.Read(address, size).GetResult();
        return new Access(ReadChange(address, value, size) is { } change ? change(this, value) : value);
    }

    internal override Access Write(ulong address, ulong value, AccessSize size)
    {
        if (address == Layout.UsedIdx)
            WriteUsedIdx((ushort)value);
        else if (IsElement(address))
            WriteElement(value);
        else
            base.Write(address, WriteChange(address) is { } change ? change(this, value) : value, size);
        return default;
    }

    internal override Access Signal(Doorbell doorbell)
    {
        CallCount++;
        return Calls?.Invoke(this) ?? true ? base.Signal(doorbell) : default;
    }

    internal override Access Wait(Doorbell doorbell)
    {
        BeforeWait?.Invoke(this);
        return base.Wait(doorbell);
    }

    private Change? ReadChange(ulong address, ulong value, AccessSize size)
    {
        if (address == Layout.AvailIdx)
        {
            Avail = (ushort)value;
            return AvailIdx;
        }

        if (address == Layout.UsedIdx)
            Used = (ushort)value;
        if (address == Layout.AvailFlags)
            return AvailFlags;
        if (address == Layout.UsedEvent)
            return UsedEvent;
        if (address - Layout.AvailEntry(0) < 2UL * Layout.Size)
            return AvailEntry;
        // Only descriptors are read in pieces of eight bytes.
        return size != AccessSize.Eight ? null : address - Layout.DescriptorTable < Layout.DescriptorTableBytes ? OfTable(address, value) : OfIndirect(address);
    }

    private Change? OfTable(ulong address, ulong value)
    {
        var into = address - Layout.DescriptorTable;
        LastDescriptor = (ushort)(into / SplitLayout.DescriptorSize);
        if (into % SplitLayout.DescriptorSize == 0)
        {
            _table = value;
            return null;
        }

        if ((Flags(value) & DescriptorFlags.Indirect) != 0)
            IndirectTable = _table;
        return Descriptor;
    }

    private Change? OfIndirect(ulong address)
    {
        LastIndirect = (int)((address - IndirectTable) / SplitLayout.DescriptorSize);
        return (address - IndirectTable) % SplitLayout.DescriptorSize == 0 ? null : IndirectDescriptor;
    }

    private Change? WriteChange(ulong address) =>
        address == Layout.UsedFlags ? UsedFlags : address == Layout.AvailEvent ? AvailEvent : null;

    private void WriteElement(ulong value)
    {
        UsedCount++;
        _dropped = Drops?.Invoke(this) ?? false;
        if (!_dropped)
            Port.Write(Layout.UsedElement((ushort)(Used - _behind)), UsedElement is { } change ? change(this, value) : value, AccessSize.Eight);
        LastElement = value;
    }

    private void WriteUsedIdx(ushort value)
    {
        Used = value;
        if (_dropped)
        {
            _behind++;
            return;
        }

        var shown = (ushort)(value - _behind);
        Port.Write(Layout.UsedIdx, UsedIdx is { } change ? change(this, shown) : shown, AccessSize.Two);
        AfterUsedIdx?.Invoke(this);
        if (!(Repeats?.Invoke(this) ?? false))
            return;
        Port.Write(Layout.UsedElement(shown), LastElement, AccessSize.Eight);
        Port.Write(Layout.UsedIdx, (ushort)(shown + 1), AccessSize.Two);
        _behind--;
    }

    private bool IsElement(ulong address) => address - Layout.UsedElement(0) < 8UL * Layout.Size;

    /// <summary>The flags of a descriptor.</summary>
    internal static DescriptorFlags Flags(ulong rest) => (DescriptorFlags)(ushort)(rest >> 32);

    /// <summary>A descriptor with some flags cleared and others set.</summary>
    internal static ulong WithFlags(ulong rest, DescriptorFlags clear, DescriptorFlags set) =>
        (rest & ~((ulong)clear << 32)) | ((ulong)set << 32);
}
