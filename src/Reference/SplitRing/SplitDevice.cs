using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Reference.SplitRing;

/// <summary>
/// The device's half of a split virtqueue (VIRTIO 1.4, 2.7.5 to 2.7.10), written once for every port. What the driver wrote is checked
/// before it is used: a driver that lies gets a <see cref="RingFaultException"/>. One agent uses it at a time.
/// </summary>
/// <typeparam name="TPort">The port; a struct where speed matters.</typeparam>
public sealed class SplitDevice<TPort>
    where TPort : IPort
{
    /// <summary>
    /// Most descriptors in an indirect table. Drivers are bound by the queue size, and
    /// Linux is known not to keep to it; a disk that refuses to work helps nobody, so finding that out is left to the judge.
    /// </summary>
    //= split.framing.device.2 split.indirect.driver.3
    private const int MaximumChain = 1024;

    private readonly TPort _port;
    private readonly SplitLayout _layout;
    private readonly bool _eventIdx;

    // Where the driver says when it wants to be called: used_event or the flags of the available ring.
    private readonly ulong _callAdvice;
    private readonly bool _indirect;
    private readonly IInflightLog? _inflight;
    private ushort _nextAvail;
    private ushort _usedIdx;
    private ushort _signalled;

    /// <summary>A device half.</summary>
    /// <param name="port">Where the ring lies.</param>
    /// <param name="layout">Size and addresses.</param>
    /// <param name="features">Negotiated features.</param>
    /// <param name="inflight">Learns what is taken and used; null when nobody goes on in case this device dies.</param>
    public SplitDevice(TPort port, SplitLayout layout, ulong features, IInflightLog? inflight = null)
    {
        _port = port;
        _inflight = inflight;
        _layout = layout;
        _eventIdx = features.Has(Feature.EventIdx);
        _callAdvice = _eventIdx ? layout.UsedEvent : layout.AvailFlags;
        _indirect = features.Has(Feature.IndirectDesc);
    }

    /// <summary>Position of the next available entry to take: the base that a stopped ring hands on.</summary>
    public ushort NextAvail => _nextAvail;

    /// <summary>Takes the ring over as it lies in memory.</summary>
    /// <param name="nextAvail">First available entry to take.</param>
    public async ValueTask Attach(ushort nextAvail)
    {
        _nextAvail = nextAvail;
        _usedIdx = (ushort)await _port.Read(_layout.UsedIdx, AccessSize.Two);
        _signalled = _usedIdx;
    }

    /// <summary>Takes the next available buffer.</summary>
    /// <param name="chain">Filled with the buffer; its earlier contents are lost.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="RingFaultException">What the driver wrote breaks a rule that the device depends on.</exception>
    public async ValueTask<bool> Take(DescriptorChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var idx = (ushort)await _port.Read(_layout.AvailIdx, AccessSize.Two);
        if (idx == _nextAvail)
            return false;
        if ((ushort)(idx - _nextAvail) > _layout.Size)
            throw new RingFaultException($"avail idx {idx} is {(ushort)(idx - _nextAvail)} entries ahead, queue size is {_layout.Size}");
        await _port.Fence(FenceKind.Acquire);
        await Retake(chain, (ushort)await _port.Read(_layout.AvailEntry(_nextAvail), AccessSize.Two));
        _inflight?.Taken(chain.Head);
        _nextAvail++;
        return true;
    }

    /// <summary>Reads a buffer that was taken before and is not used yet.</summary>
    /// <param name="chain">Filled with the buffer; its earlier contents are lost.</param>
    /// <param name="head">Its head.</param>
    /// <exception cref="RingFaultException">As for <see cref="Take"/>.</exception>
    public async ValueTask Retake(DescriptorChain chain, ushort head)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.Begin(head);
        var index = head;
        for (var steps = 0; ; steps++)
        {
            if (index >= _layout.Size)
                throw new RingFaultException($"head {head}: descriptor index {index}, queue size is {_layout.Size}");
            if (steps == _layout.Size)
                throw new RingFaultException($"head {head}: the chain loops");
            var at = _layout.Descriptor(index);
            var address = await _port.Read(at, AccessSize.Eight);
            var rest = await _port.Read(at + 8, AccessSize.Eight);
            var flags = Flags(rest);
            //= split.indirect.device.1 split.indirect.device.2
            if ((flags & DescriptorFlags.Indirect) != 0)
                await WalkIndirect(chain, address, (uint)rest, flags);
            else
                Append(chain, address, (uint)rest, flags);
            if ((flags & (DescriptorFlags.Next | DescriptorFlags.Indirect)) != DescriptorFlags.Next)
                return;
            index = Next(rest);
        }
    }

    /// <summary>Puts a buffer into the used ring and moves used idx.</summary>
    /// <param name="head">Head of the chain taken.</param>
    /// <param name="length">Bytes written, counted from the first device-writable byte.</param>
    public async ValueTask Complete(ushort head, uint length)
    {
        //= split.used.device.1 split.used.device.2
        await _port.Write(_layout.UsedElement(_usedIdx), head | ((ulong)length << 32), AccessSize.Eight);
        _inflight?.Completing(head);
        await _port.Fence(FenceKind.Release);
        _usedIdx++;
        await _port.Write(_layout.UsedIdx, _usedIdx, AccessSize.Two);
        _inflight?.Completed(_usedIdx);
    }

    /// <summary>Tells the driver about what was used since the last time, unless it does not want to know.</summary>
    /// <returns>Whether it was called.</returns>
    public async ValueTask<bool> Call()
    {
        if (_signalled == _usedIdx)
            return false;
        await _port.Fence(FenceKind.Full);
        var advice = (ushort)await _port.Read(_callAdvice, AccessSize.Two);
        //= split.used-notification.device.1 split.used-notification.device.2 split.used-notification.device.3
        //= split.used-notification.device.4 split.used-notification.device.5 split.used-notification.device.6
        var wanted = _eventIdx ? SplitLayout.Passes(advice, _signalled, _usedIdx) : (advice & 1) == 0;
        _signalled = _usedIdx;
        if (!wanted)
            return false;
        await _port.Signal(RingDoorbell.Call(_layout.Queue));
        return true;
    }

    /// <summary>Advises the driver that kicks are not needed.</summary>
    public async ValueTask DisableKicks()
    {
        //= split.avail-notification.device.1 split.avail-notification.device.2 split.avail-notification.device.3 split.avail-notification.device.4
        // With the event index nothing has to be said: an avail_event that was passed asks for nothing.
        if (!_eventIdx)
            await _port.Write(_layout.UsedFlags, 1, AccessSize.Two);
    }

    /// <summary>Asks for a kick when a further buffer becomes available.</summary>
    /// <returns>Whether one is available already: the caller has to take it, for no kick will come for it.</returns>
    public async ValueTask<bool> EnableKicks()
    {
        if (_eventIdx)
            await _port.Write(_layout.AvailEvent, _nextAvail, AccessSize.Two);
        else
            await _port.Write(_layout.UsedFlags, 0, AccessSize.Two);
        await _port.Fence(FenceKind.Full);
        return (ushort)await _port.Read(_layout.AvailIdx, AccessSize.Two) != _nextAvail;
    }

    private async ValueTask WalkIndirect(DescriptorChain chain, ulong table, uint bytes, DescriptorFlags named)
    {
        var entries = bytes / SplitLayout.DescriptorSize;
        //= split.indirect.driver.1
        if (!_indirect)
            throw new RingFaultException($"head {chain.Head}: an indirect descriptor without VIRTIO_F_INDIRECT_DESC");
        //= split.indirect.driver.4
        if ((named & DescriptorFlags.Next) != 0)
            throw new RingFaultException($"head {chain.Head}: a descriptor with both INDIRECT and NEXT");
        if (bytes == 0 || bytes % SplitLayout.DescriptorSize != 0 || !_port.Covers(table, bytes))
            throw new RingFaultException($"head {chain.Head}: an indirect table of {bytes} bytes at 0x{table:x}: a multiple of 16 in shared memory is expected");
        var index = 0u;
        for (var steps = 0u; ; steps++)
        {
            if (index >= entries || steps == entries)
                throw new RingFaultException($"head {chain.Head}: indirect index {index} leaves the table of {entries} entries, or loops");
            var at = table + (index * SplitLayout.DescriptorSize);
            var address = await _port.Read(at, AccessSize.Eight);
            var rest = await _port.Read(at + 8, AccessSize.Eight);
            var flags = Flags(rest);
            //= split.indirect.driver.2
            if ((flags & DescriptorFlags.Indirect) != 0)
                throw new RingFaultException($"head {chain.Head}: INDIRECT inside an indirect table");
            Append(chain, address, (uint)rest, flags);
            if (chain.Count > MaximumChain)
                throw new RingFaultException($"head {chain.Head}: a chain of more descriptors than the {MaximumChain} this device takes");
            if ((flags & DescriptorFlags.Next) == 0)
                return;
            index = Next(rest);
        }
    }

    private void Append(DescriptorChain chain, ulong address, uint length, DescriptorFlags flags)
    {
        if (!_port.Covers(address, length))
            throw new RingFaultException($"head {chain.Head}: no shared memory covers {length} bytes at 0x{address:x}");
        chain.Append(new Segment(address, length, (flags & DescriptorFlags.Write) != 0));
    }

    private static DescriptorFlags Flags(ulong rest) => (DescriptorFlags)(ushort)(rest >> 32);

    private static ushort Next(ulong rest) => (ushort)(rest >> 48);
}
