using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Properties.Blk;
using Virtspec.Properties.Rings;
using Virtspec.Reference.SplitRing;
using Xunit;
using static Virtspec.Properties.Rings.SharedMemory;

namespace Virtspec.Properties.Oracle;

/// <summary>Random requests in random pieces over an <see cref="OracleRig"/>: a number is an operation, and the seed says with what.</summary>
internal sealed class ObservedRing : IDisposable
{
    private const ulong Slots = SharedMemory.Start + 0x4000;
    private const ulong SlotBytes = 0x2000;
    private const ulong TableBytes = 0x400;
    private static readonly uint[] Types = [0, 0, 0, 1, 1, 1, 4, 8, 11, 13, 16, 0x99];
    private readonly Random _random;
    private readonly bool _indirect;
    private readonly Stack<ulong> _free = [];
    private readonly Dictionary<ushort, ulong> _slots = [];
    private readonly List<DescriptorChain> _taken = [];

    internal ObservedRing(int seed, ushort start, ulong extra)
    {
        _random = new Random(seed);
        var features = OracleRig.Usual ^ extra;
        _indirect = features.Has(Feature.IndirectDesc);
        Rig = new OracleRig(features, 1 << (1 + (seed & 3)), start, _random);
        for (var i = 0UL; i < Rig.Layout.Size; i++)
            _free.Push(Slots + (i * SlotBytes));
    }

    internal OracleRig Rig { get; }

    internal void Do(byte operation)
    {
        switch (operation % 13)
        {
            case 0 or 1 or 2:
                Add();
                break;
            case 3 or 4:
                Rig.Publish();
                break;
            case 5 or 6:
                Take();
                break;
            case 7 or 8:
                Complete();
                break;
            case 9:
                Rig.Call();
                break;
            case 10:
                Reclaim();
                break;
            case 11:
                Want(_random.Next(6));
                break;
            default:
                Settle();
                break;
        }
    }

    /// <summary>Everything comes back and is called for, and absences are judged; now and then the ring goes on from its base.</summary>
    internal void Settle()
    {
        Rig.Publish();
        if (_random.Next(4) == 0)
            KickAnyway();
        while (Take() || Complete())
        {
        }

        Rig.Call();
        while (Reclaim())
        {
        }

        Rig.Observer.Settled();
        Assert.Empty(_slots);
        if (_random.Next(3) == 0)
            Rig.Restart();
    }

    public void Dispose() => Rig.Dispose();

    private void Add()
    {
        if (_free.Count == 0)
            return;
        var (readable, room) = Shape();
        var slot = _free.Peek();
        var fresh = new byte[SlotBytes];
        OracleRig.Pattern(fresh, _random);
        Rig.Put(slot, fresh);
        var segments = Place(slot, readable, room);
        var direct = _indirect && _random.Next(2) == 0 ? _random.Next(segments.Length) : segments.Length;
        var table = direct < segments.Length ? new Segment(slot, IndirectTable.Bytes(segments.Length - direct), false) : default;
        if (segments.Length > Rig.Layout.Size || direct + (table.Length > 0 ? 1 : 0) > Rig.Driver.FreeDescriptors)
            return;
        if (table.Length > 0)
            Now(IndirectTable.Fill(Rig.Port, table.Address, segments.AsMemory(direct)));
        var head = Now(Rig.Driver.AddWithTable(segments.AsMemory(0, direct), table, writeFlag: _random.Next(3) == 0));
        _slots.Add(head, _free.Pop());
    }

    /// <summary>A request that no rule of the driver has anything against.</summary>
    private (byte[] Readable, int Room) Shape()
    {
        var type = Types[_random.Next(Types.Length)];
        var (readable, room) = BlkOddities.Shape(type, OracleRig.Capacity, wild: false, _random);
        var sector = readable.AsSpan(8);
        if (type <= 1 && BinaryPrimitives.ReadUInt64LittleEndian(sector) > OracleRig.Capacity - 3)
            BinaryPrimitives.WriteUInt64LittleEndian(sector, OracleRig.Capacity - 3);
        for (var at = BlkProtocol.HeaderSize; type is (uint)BlkRequestType.Discard or (uint)BlkRequestType.WriteZeroes && at < readable.Length; at += BlkProtocol.RangeSize)
        {
            var range = readable.AsSpan(at, BlkProtocol.RangeSize);
            BinaryPrimitives.WriteUInt64LittleEndian(range, Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(range), OracleRig.Capacity - 3));
            if (type == (uint)BlkRequestType.Discard)
                range[12] &= unchecked((byte)~BlkProtocol.UnmapFlag);
        }

        return (readable, room);
    }

    /// <summary>Cuts both parts at random, empty pieces included, with room between them; at most as many as the queue takes.</summary>
    private Segment[] Place(ulong slot, byte[] readable, int room)
    {
        var segments = new List<Segment>();
        var at = slot + TableBytes + 64;
        foreach (var (length, writable) in Cut(readable.Length).Select(length => (length, false)).Concat(Cut(room).Select(length => (length, true))))
        {
            if (!writable)
                Rig.Put(at, readable.AsSpan(segments.Sum(segment => (int)segment.Length), length).ToArray());
            segments.Add(new Segment(at, (uint)length, writable));
            at += (ulong)length + (ulong)_random.Next(100);
        }

        return [.. segments];
    }

    private IEnumerable<int> Cut(int length)
    {
        for (var most = _random.Next(1, Math.Max(2, Rig.Layout.Size / 2)); length > 0; most--)
        {
            var piece = most <= 1 ? length : _random.Next(length + 1);
            length -= piece;
            yield return piece;
        }
    }

    /// <summary>A kick that nobody asked for, against the rules of the driver.</summary>
    private void KickAnyway()
    {
        Rig.Judge.DriverBreaksRulesOnPurpose = true;
        Rig.Port.Signal(RingDoorbell.Kick(0)).GetResult();
        Rig.Judge.DriverBreaksRulesOnPurpose = false;
    }

    private bool Take()
    {
        if (Rig.Take() is not { } chain)
            return false;
        _taken.Add(chain);
        return true;
    }

    private bool Complete()
    {
        if (_taken.Count == 0)
            return false;
        var chain = _taken[_random.Next(_taken.Count)];
        _taken.Remove(chain);
        Rig.Complete(chain, Rig.Serve(chain));
        return true;
    }

    private bool Reclaim()
    {
        var used = Now(Rig.Driver.Reclaim());
        if (used.IsNone)
            return false;
        Assert.True(_slots.Remove(used.Head, out var slot));
        _free.Push(slot);
        return true;
    }

    private void Want(int what)
    {
        switch (what)
        {
            case 0 or 1:
                Now(Rig.Driver.DisableCalls());
                break;
            case 2 or 3:
                Now(Rig.Driver.EnableCalls((ushort)_random.Next(3)));
                break;
            case 4:
                Now(Rig.Device.DisableKicks());
                break;
            default:
                Now(Rig.Device.EnableKicks());
                break;
        }
    }
}
