using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Reference.SplitRing;

/// <summary>A buffer that came back, or none.</summary>
public readonly record struct UsedBuffer
{
    // One word, as in the used ring: a result of several fields costs a stalled load in every method it passes through.
    private const ulong Present = 1UL << 16;
    private readonly ulong _word;

    /// <summary>A buffer that came back.</summary>
    /// <param name="head">Head the driver gave it.</param>
    /// <param name="length">Bytes the device says it wrote.</param>
    public UsedBuffer(ushort head, uint length) => _word = head | Present | ((ulong)length << 32);

    /// <summary>Whether no buffer came back: the value of <c>default</c>.</summary>
    public bool IsNone => _word == 0;

    /// <summary>Head the driver gave it.</summary>
    public ushort Head => (ushort)_word;

    /// <summary>Bytes the device says it wrote.</summary>
    public uint Length => (uint)(_word >> 32);
}

/// <summary>
/// The driver's half of a split virtqueue (VIRTIO 1.4, 2.7.13 and 2.7.14), written once for every port. One agent uses it at a time.
/// </summary>
/// <typeparam name="TPort">The port; a struct where speed matters.</typeparam>
public sealed class SplitDriver<TPort>
    where TPort : IPort
{
    private const ushort None = ushort.MaxValue;

    private readonly TPort _port;
    private readonly SplitLayout _layout;
    private readonly bool _eventIdx;

    // Where the device says when it wants to be kicked: avail_event or the flags of the used ring.
    private readonly ulong _kickAdvice;
    private readonly ushort[] _next;
    private readonly ushort[] _descriptors;
    private ushort _free;
    private ushort _freeCount;
    private ushort _availIdx;
    private ushort _published;
    private ushort _told;
    private ushort _lastUsed;

    /// <summary>A driver half whose rings are not yet initialised.</summary>
    /// <param name="port">Where the ring lies.</param>
    /// <param name="layout">Size and addresses.</param>
    /// <param name="features">Negotiated features.</param>
    public SplitDriver(TPort port, SplitLayout layout, ulong features)
    {
        _port = port;
        _layout = layout;
        _eventIdx = features.Has(Feature.EventIdx);
        _kickAdvice = _eventIdx ? layout.AvailEvent : layout.UsedFlags;
        _next = new ushort[layout.Size];
        _descriptors = new ushort[layout.Size];
    }

    /// <summary>Descriptors that a new chain can take.</summary>
    public int FreeDescriptors => _freeCount;

    /// <summary>avail idx as published.</summary>
    public ushort AvailIdx => _published;

    /// <summary>Position of the next used element to look at.</summary>
    public ushort LastUsed => _lastUsed;

    /// <summary>Size and addresses.</summary>
    public SplitLayout Layout => _layout;

    /// <summary>Zeroes both rings and starts at position <paramref name="start"/>.</summary>
    /// <param name="start">First avail idx and used idx; 0 for a new queue, another value to reach the end of the index range.</param>
    public async ValueTask Initialize(ushort start = 0)
    {
        await _port.Write(_layout.AvailFlags, 0, AccessSize.Two);
        await _port.Write(_layout.AvailIdx, start, AccessSize.Two);
        await _port.Write(_layout.UsedEvent, start, AccessSize.Two);
        //= split.avail-notification.driver.1
        await _port.Write(_layout.UsedFlags, 0, AccessSize.Two);
        await _port.Write(_layout.UsedIdx, start, AccessSize.Two);
        await _port.Write(_layout.AvailEvent, start, AccessSize.Two);
        Adopt(start);
    }

    /// <summary>Starts on rings that lie in memory as <see cref="Initialize"/> leaves them: no access is made.</summary>
    /// <param name="start">The avail idx and used idx they hold.</param>
    internal void Adopt(ushort start)
    {
        (_availIdx, _published, _told, _lastUsed) = (start, start, start, start);
        _free = 0;
        _freeCount = _layout.Size;
        for (var i = 0; i < _layout.Size; i++)
            _next[i] = i + 1 < _layout.Size ? (ushort)(i + 1) : None;
    }

    /// <summary>Hands out free descriptors in another order from now on; those that come back go to the front, as ever.</summary>
    /// <param name="choose">A number below its argument.</param>
    internal void Shuffle(Func<int, int> choose)
    {
        var free = new ushort[_freeCount];
        for (var (i, index) = (0, _free); i < free.Length; i++, index = _next[index])
            free[i] = index;
        for (var i = free.Length - 1; i > 0; i--)
        {
            var other = choose(i + 1);
            (free[i], free[other]) = (free[other], free[i]);
        }

        for (var i = free.Length - 1; i >= 0; i--)
        {
            _next[free[i]] = i + 1 < free.Length ? free[i + 1] : None;
            _free = free[i];
        }
    }

    /// <summary>Puts a buffer into the descriptor table and the available ring; the device sees it after <see cref="Publish"/>.</summary>
    /// <param name="segments">1 to queue size pieces, device-readable ones first; no more than <see cref="FreeDescriptors"/>.</param>
    /// <returns>The head.</returns>
    /// <exception cref="InvalidOperationException">Not enough free descriptors, or no segments.</exception>
    public ValueTask<ushort> Add(ReadOnlyMemory<Segment> segments) => AddWithTable(segments, default, writeFlag: false);

    /// <summary>
    /// As <see cref="Add"/>, the last descriptor naming an indirect table that the caller has filled with
    /// <see cref="IndirectTable.Fill"/>.
    /// </summary>
    /// <param name="segments">Pieces described directly; may be empty when there is a table.</param>
    /// <param name="table">Address and bytes of the indirect table; none when the length is 0.</param>
    /// <param name="writeFlag">Whether the descriptor that names the table carries the write flag, which devices ignore.</param>
    /// <returns>The head.</returns>
    /// <exception cref="InvalidOperationException">Not enough free descriptors, or nothing to add.</exception>
    public async ValueTask<ushort> AddWithTable(ReadOnlyMemory<Segment> segments, Segment table, bool writeFlag)
    {
        var count = segments.Length + (table.Length > 0 ? 1 : 0);
        //= split.indirect.driver.3
        if (count == 0 || count > _freeCount)
            throw new InvalidOperationException($"a chain of {count} descriptors with {_freeCount} free");
        var head = _free;
        var index = head;
        for (var i = 0; i < count; i++)
        {
            var named = i == segments.Length;
            var segment = named ? table : segments.Span[i];
            //= split.indirect.driver.4
            var next = i + 1 < count ? _next[index] : (ushort)0;
            var flags = (i + 1 < count ? DescriptorFlags.Next : 0) | (named ? DescriptorFlags.Indirect : 0)
                | ((named ? writeFlag : segment.Writable) ? DescriptorFlags.Write : 0);
            var at = _layout.Descriptor(index);
            var rest = segment.Length | ((ulong)flags << 32) | ((ulong)next << 48);
            await _port.Write(at, segment.Address, AccessSize.Eight);
            await _port.Write(at + 8, rest, AccessSize.Eight);
            index = _next[index];
        }

        _free = index;
        _freeCount -= (ushort)count;
        _descriptors[head] = (ushort)count;
        await _port.Write(_layout.AvailEntry(_availIdx), head, AccessSize.Two);
        _availIdx++;
        return head;
    }

    /// <summary>Makes everything added available.</summary>
    public async ValueTask Publish()
    {
        //= split.update-idx.driver.1
        await _port.Fence(FenceKind.Release);
        _published = _availIdx;
        //= split.avail.driver.1
        await _port.Write(_layout.AvailIdx, _published, AccessSize.Two);
    }

    /// <summary>
    /// Tells the device about what was published since the last time, unless it does not want to know.
    /// </summary>
    /// <returns>Whether it was kicked.</returns>
    public async ValueTask<bool> Kick()
    {
        if (_told == _published)
            return false;
        //= split.notify.driver.1
        await _port.Fence(FenceKind.Full);
        var advice = (ushort)await _port.Read(_kickAdvice, AccessSize.Two);
        //= split.avail-notification.driver.3 split.avail-notification.driver.4 split.avail-notification.driver.6 split.avail-notification.driver.7
        var wanted = _eventIdx ? SplitLayout.Passes(advice, _told, _published) : (advice & 1) == 0;
        _told = _published;
        if (!wanted)
            return false;
        await _port.Signal(RingDoorbell.Kick(_layout.Queue));
        return true;
    }

    /// <summary>Takes the next used buffer back.</summary>
    /// <returns>The buffer, or none when the device has used none since.</returns>
    /// <exception cref="RingFaultException">The device named a head that is not outstanding.</exception>
    public async ValueTask<UsedBuffer> Reclaim()
    {
        var idx = (ushort)await _port.Read(_layout.UsedIdx, AccessSize.Two);
        if (idx == _lastUsed)
            return default;
        await _port.Fence(FenceKind.Acquire);
        var element = await _port.Read(_layout.UsedElement(_lastUsed), AccessSize.Eight);
        var (id, length) = ((uint)element, (uint)(element >> 32));
        if (id >= _layout.Size || _descriptors[id] == 0)
            throw new RingFaultException($"used element {_lastUsed} names head {id}, which is not outstanding");
        _lastUsed++;
        Free((ushort)id);
        return new UsedBuffer((ushort)id, length);
    }

    /// <summary>Advises the device that calls are not needed.</summary>
    public async ValueTask DisableCalls()
    {
        //= split.used-notification.driver.1 split.used-notification.driver.3
        // With the event index there is no flag to set: an event that has just passed is the furthest away.
        if (_eventIdx)
            await _port.Write(_layout.UsedEvent, (ushort)(_lastUsed - 1), AccessSize.Two);
        else
            await _port.Write(_layout.AvailFlags, 1, AccessSize.Two);
    }

    /// <summary>Asks for a call when a further buffer is used.</summary>
    /// <param name="after">With the event index, how many further buffers may be used before the call; 0 for the next one.</param>
    /// <returns>Whether buffers were used already: the caller has to look again, for no call will come for those.</returns>
    public async ValueTask<bool> EnableCalls(ushort after = 0)
    {
        if (_eventIdx)
            await _port.Write(_layout.UsedEvent, (ushort)(_lastUsed + after), AccessSize.Two);
        else
            await _port.Write(_layout.AvailFlags, 0, AccessSize.Two);
        await _port.Fence(FenceKind.Full);
        return (ushort)await _port.Read(_layout.UsedIdx, AccessSize.Two) != _lastUsed;
    }

    private void Free(ushort head)
    {
        var count = _descriptors[head];
        _descriptors[head] = 0;
        var last = head;
        for (var i = 1; i < count; i++)
            last = _next[last];
        _next[last] = _free;
        _free = head;
        _freeCount += count;
    }
}
