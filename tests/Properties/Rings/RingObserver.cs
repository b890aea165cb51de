using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Properties.Rings;

/// <summary>
/// Turns what lies in a ring's memory into events of the model. It asks neither half what it did, except whether a doorbell rang.
/// </summary>
internal sealed class RingObserver
{
    private readonly SharedMemory _memory;
    private readonly SplitLayout _layout;
    private readonly byte[] _driverArea;
    private readonly byte[] _table;
    private readonly byte[] _deviceArea;
    private readonly Dictionary<ushort, byte[]> _indirect = [];
    private ushort _told;
    private ushort _again;

    internal RingObserver(SharedMemory memory, in SplitLayout layout, ulong features)
    {
        _memory = memory;
        _layout = layout;
        var start = memory.Read16(layout.AvailIdx);
        State = SplitMachine.Configure(layout, features, start, memory.Read16(layout.UsedIdx), memory.Read16(layout.UsedFlags), Log);
        (_told, _again) = (start, start);
        Step(new(SplitEventKind.UsedEvent, memory.Read16(layout.UsedEvent)));
        _driverArea = memory.At(layout.Avail, layout.AvailBytes).ToArray();
        _table = memory.At(layout.DescriptorTable, layout.DescriptorTableBytes).ToArray();
        _deviceArea = memory.At(layout.Used, layout.UsedBytes).ToArray();
    }

    internal RuleLog Log { get; } = new();

    internal SplitState State { get; private set; }

    /// <summary>After the driver moved avail idx.</summary>
    internal void Published()
    {
        var from = State.AvailIdx;
        var idx = _memory.Read16(_layout.AvailIdx);
        Step(new(SplitEventKind.AvailIdx, idx));
        for (var position = from; position != idx; position++)
        {
            var chain = ChainReader.Read(_memory, _layout, State.Features, _memory.Read16(_layout.AvailEntry(position)), Log);
            if (chain is null)
                continue;
            Step(new(SplitEventKind.Exposed, Chain: chain));
            if (chain.IndirectTable != 0)
                _indirect[chain.Head] = _memory.At(chain.IndirectTable, chain.IndirectBytes).ToArray();
        }
    }

    /// <summary>After the driver decided whether to kick; what it read is still there.</summary>
    internal void Decided(bool kicked)
    {
        var published = (ushort)(State.AvailIdx - _told);
        _told = State.AvailIdx;
        if (published == 0)
            return;
        var read = _memory.Read16(State.EventIdx ? _layout.AvailEvent : _layout.UsedFlags);
        Step(new(SplitEventKind.KickDecided, read, Length: published, Flag: kicked));
        if (kicked)
            Step(new(SplitEventKind.Kicked, Flag: true));
    }

    /// <summary>After the driver said whether it wants calls.</summary>
    internal void CallsWanted()
    {
        Step(new(SplitEventKind.AvailFlags, _memory.Read16(_layout.AvailFlags)));
        Step(new(SplitEventKind.UsedEvent, _memory.Read16(_layout.UsedEvent)));
    }

    internal void KicksWanted() => Step(new(SplitEventKind.UsedFlags, _memory.Read16(_layout.UsedFlags)));

    /// <summary>After the device moved used idx.</summary>
    internal void Used()
    {
        var from = State.UsedIdx;
        var idx = _memory.Read16(_layout.UsedIdx);
        Step(new(SplitEventKind.UsedIdx, idx));
        for (var position = from; position != idx; position++)
            Step(Element(SplitEventKind.UsedElement, position));
    }

    /// <summary>Judges absences; every element used by now is looked at a second time.</summary>
    internal void Settled()
    {
        // Older elements have been overwritten by later ones, as they may.
        if ((ushort)(State.UsedIdx - _again) > _layout.Size)
            _again = (ushort)(State.UsedIdx - _layout.Size);
        for (; _again != State.UsedIdx; _again++)
            Step(Element(SplitEventKind.UsedElementAgain, _again));
        Step(new(SplitEventKind.Settled));
    }

    internal void Step(in SplitEvent e) => State = SplitMachine.Step(State, e, Log);

    /// <summary>After something the device did: what belongs to the driver is as it was.</summary>
    internal void DeviceActed()
    {
        Compare(_driverArea, _layout.Avail, MemoryArea.DriverArea);
        Compare(_table, _layout.DescriptorTable, MemoryArea.DescriptorTable);
        foreach (var chain in State.Outstanding.Values)
        {
            if (chain.IndirectTable != 0)
                Compare(_indirect[chain.Head], chain.IndirectTable, MemoryArea.IndirectTable);
        }

        _memory.At(_layout.Used, _layout.UsedBytes).CopyTo(_deviceArea);
    }

    /// <summary>After something the driver did.</summary>
    /// <returns>Whether what belongs to the device is as it was.</returns>
    internal bool DriverActed()
    {
        _memory.At(_layout.Avail, _layout.AvailBytes).CopyTo(_driverArea);
        _memory.At(_layout.DescriptorTable, _layout.DescriptorTableBytes).CopyTo(_table);
        return _memory.At(_layout.Used, _layout.UsedBytes).SequenceEqual(_deviceArea);
    }

    private void Compare(byte[] before, ulong address, MemoryArea area)
    {
        var at = _memory.At(address, (ulong)before.Length).CommonPrefixLength(before);
        var kind = at == before.Length ? SplitEventKind.Untouched : SplitEventKind.Touched;
        Step(new(kind, Id: (uint)at, Length: (ulong)area));
    }

    private SplitEvent Element(SplitEventKind kind, ushort position)
    {
        var element = _memory.Read64(_layout.UsedElement(position));
        return new(kind, position, (uint)element, element >> 32);
    }
}
