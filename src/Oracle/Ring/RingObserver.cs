using System.Buffers.Binary;
using Virtspec.Model.Device;
using Virtspec.Model.SplitRing;

namespace Virtspec.Oracle.Ring;

/// <summary>
/// Turns the driver's accesses to a ring into events of the model. The driver's code knows nothing of it: a port that observes hands it
/// every access, and what each means follows from its address.
/// </summary>
internal sealed class RingObserver
{
    private readonly Judge _judge;
    private readonly IMemoryView _memory;
    private readonly ShadowMemory _shadow;
    private readonly BufferWatch _buffers;
    private readonly SplitLayout _layout;
    private readonly RingWalk _walk;
    private SplitState _state;
    private ushort _undecided;
    private ushort? _decidedOn;
    private bool _armed;
    private bool _kicked;

    /// <summary>
    /// The device has named a buffer that it does not have, or moved used idx beyond what there is: that is said, and from here on nobody can tell
    /// what else it owes.
    /// </summary>
    private bool _astray;
    private bool _anyway;

    internal RingObserver(Judge judge, IMemoryView memory, ShadowMemory shadow, in SplitLayout layout, ulong features)
    {
        (_judge, _memory, _shadow, _layout) = (judge, memory, shadow, layout);
        _state = judge.Configure(layout, features, Peek16(layout.AvailIdx), Peek16(layout.UsedIdx), Peek16(layout.UsedFlags));
        _walk = judge.Coverage.Follow(_state);
        _buffers = new BufferWatch(judge, memory, shadow, layout);
        shadow.HasRing(layout.Used, layout.UsedBytes, _buffers.MayBeWritten);
    }

    /// <summary>What is known of the ring.</summary>
    internal SplitState State => _state;

    /// <summary>Whether the used ring makes no sense any more, by the device's doing.</summary>
    internal bool IsAstray => _astray;

    /// <summary>The driver stored a value.</summary>
    internal void Wrote(ulong address, ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _shadow.Wrote(address, bytes[..size]);
        if (address == _layout.AvailIdx)
        {
            Published((ushort)value);
        }
        else if (address == _layout.AvailFlags)
        {
            Step(new SplitEvent(SplitEventKind.AvailFlags, Index: (ushort)value));
        }
        else if (address == _layout.UsedEvent)
        {
            Step(new SplitEvent(SplitEventKind.UsedEvent, Index: (ushort)value));
        }
        else if (address - _layout.DescriptorTable < _layout.DescriptorTableBytes)
        {
            var descriptor = (ushort)((address - _layout.DescriptorTable) / SplitLayout.DescriptorSize);
            if (_buffers.IsExposed(descriptor))
                Step(new SplitEvent(SplitEventKind.ExposedRewritten, Index: descriptor));
        }
    }

    /// <summary>The driver filled memory that is not part of the ring.</summary>
    internal void WroteBytes(ulong address, ReadOnlySpan<byte> bytes) => _shadow.Wrote(address, bytes);

    /// <summary>The driver loaded a value.</summary>
    internal void Read(ulong address, ulong value, int size)
    {
        if (address == _layout.UsedIdx)
            SawUsedIdx((ushort)value);
        else if (address == _layout.UsedFlags)
            SawUsedFlags((ushort)value);
        else if (address == _layout.AvailEvent)
            _decidedOn = _undecided > 0 ? (ushort)value : null;
        else if (size == 8 && address - _layout.UsedElement(0) < 8UL * _layout.Size)
            SawUsedElement((int)((address - _layout.UsedElement(0)) / 8), value);
    }

    /// <summary>The driver kicked.</summary>
    internal void Kicked()
    {
        var news = _undecided > 0;
        Decide(kicked: !_anyway);
        (_kicked, _anyway) = (true, false);
        if (_armed && !_state.Has(SplitMarks.Started))
            Run(started: true, _state.Has(SplitMarks.Enabled));
        _judge.Device(DeviceEventKind.Kicked);
        Step(new SplitEvent(SplitEventKind.Kicked, Flag: news));
    }

    /// <summary>The next kick is sent whether the device wants it or not: nothing follows from it for the driver.</summary>
    internal void KickAnyway() => _anyway = true;

    /// <summary>The device called. What it called about is visible by now, whether or not the driver has looked.</summary>
    internal void Called()
    {
        SawUsedIdx(Peek16(_layout.UsedIdx));
        Step(new SplitEvent(SplitEventKind.Called));
        _judge.Device(DeviceEventKind.DeviceActed);
    }

    /// <summary>The device has a way to call from now on, or none.</summary>
    internal void CallsGiven(bool given)
    {
        if (given != _state.Has(SplitMarks.CannotCall))
            return;
        SawUsedIdx(Peek16(_layout.UsedIdx));
        Step(new SplitEvent(SplitEventKind.CallsGiven, Flag: given));
    }

    /// <summary>The device was handed what kicks come by: the first kick starts the ring, and one that waits there already does so at once.</summary>
    internal void Armed(bool enabled)
    {
        _armed = true;
        Run(started: _kicked, enabled);
    }

    /// <summary>The ring was enabled or disabled.</summary>
    internal void Enabled(bool enabled) => Run(_state.Has(SplitMarks.Started), enabled);

    /// <summary>The ring was stopped and its base given.</summary>
    internal void Stopped(ushort nextAvail)
    {
        Decide(kicked: false);
        (_armed, _kicked) = (false, false);
        Step(new SplitEvent(SplitEventKind.Stopped, Index: nextAvail));
    }

    /// <summary>The device has lost the ring with its connection; what lies in it stays.</summary>
    internal void Detached()
    {
        Decide(kicked: false);
        (_armed, _kicked) = (false, false);
        Run(started: false, enabled: false);
    }

    /// <summary>Enough time has passed: absences and the memory around are judged.</summary>
    internal void Settled()
    {
        Decide(kicked: false);
        SawUsedIdx(Peek16(_layout.UsedIdx));
        SawUsedFlags(Peek16(_layout.UsedFlags));
        foreach (var element in _state.Fresh)
        {
            var again = Peek64(_layout.UsedElement(element.Position));
            if ((ushort)(_state.UsedIdx - element.Position) <= _layout.Size && !_astray)
                Step(new SplitEvent(SplitEventKind.UsedElementAgain, Index: element.Position, Id: (uint)again, Length: again >> 32));
        }

        var moved = _state.UsedIdx != _state.JudgedUsed;
        foreach (var e in _buffers.Differences(moved))
            Step(e);
        if (_astray)
            return;
        BlameArrangements();
        _judge.Device(DeviceEventKind.Settled);
        Step(new SplitEvent(SplitEventKind.Settled));
    }

    /// <summary>A buffer that never comes back was not served; the way it is described may be why.</summary>
    private void BlameArrangements()
    {
        if (!_state.Running || !_state.Has(SplitMarks.Kicked))
            return;
        foreach (var chain in _state.Outstanding.Values)
        {
            if (_buffers.Served(chain, ok: false) is { } served)
                Step(served);
        }
    }

    /// <summary>Says outright whether the ring runs, for transports on which kicks do not decide it.</summary>
    internal void Run(bool started, bool enabled) => Step(new SplitEvent(SplitEventKind.Run, Id: enabled ? 1u : 0, Flag: started));

    private void Published(ushort idx)
    {
        Decide(kicked: false);
        var before = _state.AvailIdx;
        var added = (ushort)(idx - before);
        Step(new SplitEvent(SplitEventKind.AvailIdx, Index: idx));
        if (added > _layout.Size)
            return;
        for (var i = 0; i < added; i++)
        {
            // What the driver wrote, not what a device may have made of it: each side answers for its own.
            var head = Peek16(_layout.AvailEntry((ushort)(before + i)), _shadow);
            if (_judge.ReadChain(_shadow, _state, head) is not { } chain)
                continue;
            Step(new SplitEvent(SplitEventKind.Exposed, Chain: chain));
            _judge.Device(DeviceEventKind.BufferExposed);
            _buffers.Exposed(chain);
        }

        _undecided = added;
        _decidedOn = null;
    }

    private void SawUsedIdx(ushort idx)
    {
        if (idx == _state.UsedIdx)
            return;
        var pending = (ushort)(_state.AvailIdx - _state.Base - (_state.UsedIdx - _state.UsedStart));
        _astray |= (ushort)(idx - _state.UsedIdx) > pending;
        Step(new SplitEvent(SplitEventKind.UsedIdx, Index: idx));
        _judge.Device(DeviceEventKind.DeviceActed);
    }

    private void SawUsedFlags(ushort flags)
    {
        Step(new SplitEvent(SplitEventKind.UsedFlags, Index: flags));
        if (!_state.EventIdx && _undecided > 0)
            _decidedOn = flags;
    }

    private void SawUsedElement(int slot, ulong value)
    {
        if (_astray)
            return;
        // The slot stands for the one position in the newest lap that used idx covers.
        var newest = (ushort)(_state.UsedIdx - 1);
        var position = (ushort)(newest - (ushort)((newest - slot) & (_layout.Size - 1)));
        var (id, length) = ((uint)value, value >> 32);
        var known = id < _layout.Size && _state.Outstanding.TryGetValue((ushort)id, out var chain) ? chain : null;
        Step(new SplitEvent(SplitEventKind.UsedElement, Index: position, Id: id, Length: length));
        _astray = known is null;
        if (known is null)
            return;
        foreach (var e in _buffers.Used(known, length, _state.Has(SplitMarks.Enabled)))
            Step(e);
    }

    private void Decide(bool kicked)
    {
        if (_undecided > 0 && _decidedOn is { } read)
            Step(new SplitEvent(SplitEventKind.KickDecided, Index: read, Length: _undecided, Flag: kicked));
        (_undecided, _decidedOn) = (0, null);
    }

    private void Step(in SplitEvent e)
    {
        var before = _state;
        _state = _judge.Step(before, e);
        _walk.Take(before, e, _state);
    }

    private ushort Peek16(ulong address) => Peek16(address, _memory);

    private static ushort Peek16(ulong address, IMemoryView memory)
    {
        Span<byte> bytes = stackalloc byte[2];
        return memory.TryRead(address, bytes) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;
    }

    private ulong Peek64(ulong address)
    {
        Span<byte> bytes = stackalloc byte[8];
        return _memory.TryRead(address, bytes) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
    }
}
