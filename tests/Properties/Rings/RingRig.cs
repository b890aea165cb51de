using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Xunit;
using static Virtspec.Properties.Rings.SharedMemory;

namespace Virtspec.Properties.Rings;

/// <summary>
/// Both halves of a ring on one memory, driven by numbers: every number is one operation with its argument. Beside them runs a naive
/// account of what was added, taken, completed and came back, and the observer that feeds the model.
/// </summary>
internal sealed class RingRig : IDisposable
{
    private const ulong Tables = SharedMemory.Start + 0x4000;
    private const ulong TableBytes = 64 * SplitLayout.DescriptorSize;
    private const ulong Buffers = SharedMemory.Start + 0x20000;
    private const uint BufferBytes = 0x20000;

    private readonly SharedMemory _memory = new(0x40000);
    private readonly SplitLayout _layout;
    private readonly ulong _features;
    private readonly SplitDriver<LivePort> _driver;
    private readonly Stack<ulong> _freeTables = [];
    private readonly Dictionary<ushort, Added> _added = [];
    private readonly Queue<ushort> _unpublished = [];
    private readonly Queue<ushort> _available = [];
    private readonly List<ushort> _taken = [];
    private readonly Queue<UsedBuffer> _completed = [];
    private readonly DescriptorChain _chain = new();
    private SplitDevice<LivePort> _device;

    internal RingRig(int sizeLog, ushort start, bool eventIdx, bool indirect)
    {
        _layout = new SplitLayout(0, (ushort)(1 << sizeLog), SharedMemory.Start, SharedMemory.Start + 0x1000, SharedMemory.Start + 0x2000);
        _features = Feature.Bit(Feature.Version1) | (eventIdx ? Feature.Bit(Feature.EventIdx) : 0) | (indirect ? Feature.Bit(Feature.IndirectDesc) : 0);
        _driver = new SplitDriver<LivePort>(_memory.Port, _layout, _features);
        _device = new SplitDevice<LivePort>(_memory.Port, _layout, _features);
        for (var i = 0; i < _layout.Size; i++)
            _freeTables.Push(Tables + ((ulong)i * TableBytes));
        Now(_driver.Initialize(start));
        Now(_device.Attach(start));
        Observer = new RingObserver(_memory, _layout, _features);
        Observer.Step(new(SplitEventKind.Run, Id: 1, Flag: true));
    }

    private sealed record Added(Segment[] Segments, int Descriptors, ulong Table);

    internal RingObserver Observer { get; }

    public void Dispose() => _memory.Dispose();

    /// <summary>Carries out one operation and checks everything that has to be true after it.</summary>
    internal void Do(int operation)
    {
        var argument = operation >> 4;
        switch (operation & 15)
        {
            case 0 or 1 or 2:
                AsDriver(() => Add(argument, direct: true));
                break;
            case 3:
                AsDriver(() => Add(argument, direct: (_features >> Feature.IndirectDesc & 1) == 0));
                break;
            case 4:
                AsDriver(Publish);
                break;
            case 5 or 6:
                AsDriver(Kick);
                break;
            case 7 or 8:
                AsDevice(() => Take());
                break;
            case 9 or 10:
                AsDevice(() => Complete(argument));
                break;
            case 11:
                AsDevice(Call);
                break;
            case 12:
                AsDriver(() => Reclaim());
                break;
            case 13:
                AsDriver(() => WantCalls(argument));
                break;
            case 14:
                AsDevice(() => WantKicks(argument));
                break;
            default:
                Settle(argument);
                break;
        }
    }

    /// <summary>Everything published is served and called for; then absences are judged, and sometimes the ring stops and starts again.</summary>
    internal void Settle(int argument)
    {
        AsDriver(Publish);
        if (argument % 3 == 0)
            AsDriver(() => SpuriousKick());
        AsDriver(Kick);
        AsDevice(() =>
        {
            while (Take() || _taken.Count > 0)
                Complete(argument);
            Call();
        });
        Assert.Empty(_available);
        Observer.Settled();
        if (argument % 4 == 0)
            AsDevice(Restart);
        while (argument % 2 == 0 && _completed.Count > 0)
            AsDriver(() => Reclaim());
    }

    private void AsDriver(Action act)
    {
        act();
        Assert.True(Observer.DriverActed(), "the driver wrote into the device's ring");
        Assert.Equal(_layout.Size, _driver.FreeDescriptors + _added.Values.Sum(added => added.Descriptors));
        Assert.Empty(Observer.Log.Breaches);
    }

    private void AsDevice(Action act)
    {
        act();
        Observer.DeviceActed();
        Assert.Empty(Observer.Log.Breaches);
    }

    private void Add(int argument, bool direct)
    {
        var segments = Segments(argument, direct ? _driver.FreeDescriptors : _layout.Size);
        var directly = direct ? segments.Length : Math.Min(argument / 7 % segments.Length, _driver.FreeDescriptors - 1);
        if (segments.Length == 0 || _driver.FreeDescriptors == 0)
        {
            Assert.Throws<InvalidOperationException>(() => Now(_driver.Add(new Segment[_driver.FreeDescriptors + 1])));
            return;
        }

        Segment table = default;
        if (!direct)
        {
            table = new Segment(_freeTables.Pop(), IndirectTable.Bytes(segments.Length - directly), false);
            Now(IndirectTable.Fill(_memory.Port, table.Address, segments.AsMemory(directly)));
        }

        var head = Now(_driver.AddWithTable(segments.AsMemory(0, directly), table, writeFlag: argument % 5 == 0));
        Assert.True(_added.TryAdd(head, new Added(segments, directly + (direct ? 0 : 1), table.Address)), $"head {head} is still in use");
        _unpublished.Enqueue(head);
    }

    /// <summary>Random pieces, device-readable ones first; lengths include 0.</summary>
    private static Segment[] Segments(int argument, int most)
    {
        var random = new Random(argument);
        var segments = new Segment[most == 0 ? 0 : 1 + random.Next(Math.Min(most, argument % 3 == 0 ? 64 : 3))];
        var readable = random.Next(segments.Length + 1);
        for (var i = 0; i < segments.Length; i++)
        {
            var offset = (uint)random.Next((int)BufferBytes);
            segments[i] = new Segment(Buffers + offset, (uint)random.Next((int)Math.Min(BufferBytes - offset, 600)), i >= readable);
        }

        return segments;
    }

    private void Publish()
    {
        Now(_driver.Publish());
        Observer.Published();
        while (_unpublished.TryDequeue(out var head))
            _available.Enqueue(head);
    }

    private void Kick()
    {
        var before = _memory.Bells.Kicks;
        var kicked = Now(_driver.Kick());
        Assert.Equal(kicked ? 1 : 0, _memory.Bells.Kicks - before);
        Observer.Decided(kicked);
    }

    private void SpuriousKick()
    {
        _ = _memory.Port.Signal(RingDoorbell.Kick(0));
        Observer.Step(new(SplitEventKind.Kicked, Flag: false));
    }

    private bool Take()
    {
        var taken = Now(_device.Take(_chain));
        Assert.Equal(_available.TryDequeue(out var expected), taken);
        if (!taken)
            return false;
        Assert.Equal(expected, _chain.Head);
        Assert.Equal(_added[expected].Segments, _chain.Segments.ToArray());
        var seen = Observer.State.Outstanding[expected];
        Assert.Equal(_added[expected].Segments, seen.Segments);
        Assert.Equal((seen.ReadableBytes, seen.WritableBytes), (_chain.ReadableBytes, _chain.WritableBytes));
        _taken.Add(expected);
        return true;
    }

    private void Complete(int argument)
    {
        if (_taken.Count == 0)
            return;
        var head = _taken[argument % _taken.Count];
        _taken.Remove(head);
        var writable = _added[head].Segments.Where(segment => segment.Writable).Sum(segment => segment.Length);
        var used = new UsedBuffer(head, (uint)(argument % (writable + 1)));
        Now(_device.Complete(used.Head, used.Length));
        _completed.Enqueue(used);
        Observer.Used();
    }

    private void Call()
    {
        var before = _memory.Bells.Calls;
        var called = Now(_device.Call());
        Assert.Equal(called ? 1 : 0, _memory.Bells.Calls - before);
        if (called)
            Observer.Step(new(SplitEventKind.Called));
    }

    private void Reclaim()
    {
        var returned = Now(_driver.Reclaim());
        Assert.Equal(_completed.TryDequeue(out var expected) ? expected : default, returned);
        if (returned.IsNone)
            return;
        if (_added[expected.Head].Table != 0)
            _freeTables.Push(_added[expected.Head].Table);
        _added.Remove(expected.Head);
    }

    private void WantCalls(int argument)
    {
        var after = (ushort)(argument / 2 % 4);
        if (argument % 2 == 0)
            Now(_driver.DisableCalls());
        else
            Assert.Equal(_completed.Count > 0, Now(_driver.EnableCalls(after)));
        Observer.CallsWanted();
        if (!Observer.State.EventIdx)
            Assert.Equal(1 - (argument % 2), _memory.Read16(_layout.AvailFlags));
        else if (argument % 2 != 0)
            Assert.Equal((ushort)(_driver.LastUsed + after), _memory.Read16(_layout.UsedEvent));
        else
            Assert.False(SplitLayout.Passes(_memory.Read16(_layout.UsedEvent), _driver.LastUsed, (ushort)(_driver.LastUsed + _layout.Size)));
    }

    private void WantKicks(int argument)
    {
        if (argument % 2 == 0)
            Now(_device.DisableKicks());
        else
            Assert.Equal(_available.Count > 0, Now(_device.EnableKicks()));
        Observer.KicksWanted();
    }

    /// <summary>The ring stops with nothing in hand, and another device half goes on at the base.</summary>
    private void Restart()
    {
        var next = _device.NextAvail;
        Observer.Step(new(SplitEventKind.Stopped, next));
        _device = new SplitDevice<LivePort>(_memory.Port, _layout, _features);
        Now(_device.Attach(next));
        Observer.Step(new(SplitEventKind.Run, Id: 1, Flag: true));
    }
}
