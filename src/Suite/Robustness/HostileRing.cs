using System.Buffers.Binary;
using Virtspec.Model.SplitRing;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Transports.Posix;

namespace Virtspec.Suite.Robustness;

/// <summary>
/// A virtqueue written byte by byte, by a driver that keeps no rule. It begins as a good one: numbers and addresses are right, and the pieces of a
/// good request lie ready to be put into descriptors.
/// </summary>
internal sealed class HostileRing : IDisposable
{
    /// <summary>Its size, unless an attack says otherwise.</summary>
    internal const int Size = 16;

    private readonly JudgedSession _session;
    private readonly Arena _arena;
    private readonly SplitLayout _layout;
    private readonly EventFd _kick = EventFd.Create();
    private readonly EventFd _call = EventFd.Create();
    private readonly List<(ulong Address, ulong Length)> _given = [];
    private ushort _offered;

    /// <summary>Lays the ring out and places a request; the peer hears nothing of it yet.</summary>
    /// <param name="session">A session with shared memory and no queues.</param>
    /// <param name="request">A request that the peer serves.</param>
    internal HostileRing(JudgedSession session, RequestSpec request)
    {
        (_session, _arena) = (session, session.Arena);
        _layout = new SplitLayout(0, Size, 0, 0, 0);
        _layout = _layout with
        {
            DescriptorTable = _arena.Take(_layout.DescriptorTableBytes, 16),
            Avail = _arena.Take(_layout.AvailBytes, 2),
            Used = _arena.Take(_layout.UsedBytes, 4),
        };
        foreach (var (part, length) in ((ulong, ulong)[])[(_layout.DescriptorTable, _layout.DescriptorTableBytes), (_layout.Avail, _layout.AvailBytes), (_layout.Used, _layout.UsedBytes)])
            _arena.Memory.Span(part, (int)length).Clear();
        var readable = request.Readable();
        Header = new Descriptor(_arena.Take((ulong)readable.Length, 1), (uint)readable.Length, DescriptorFlags.None, 0);
        readable.CopyTo(_arena.Memory.Span(Header.Address, readable.Length));
        var data = (uint)Math.Max(1, request.WritableBytes - 1);
        Data = new Descriptor(_arena.Take(data, 1), data, DescriptorFlags.Write, 0);
        Status = new Descriptor(_arena.Take(1, 1), 1, DescriptorFlags.Write, 0);
        (DescriptorsAt, AvailAt, UsedAt) = (_arena.ToUser(_layout.DescriptorTable), _arena.ToUser(_layout.Avail), _arena.ToUser(_layout.Used));
    }

    /// <summary>All that the request gives the device to read.</summary>
    internal Descriptor Header { get; }

    /// <summary>All that the request gives the device to write, but for the last byte.</summary>
    internal Descriptor Data { get; }

    /// <summary>The last byte.</summary>
    internal Descriptor Status { get; }

    /// <summary>Where the descriptor table, the available ring and the used ring are in guest memory.</summary>
    internal (ulong Descriptors, ulong Avail, ulong Used) Places => (_layout.DescriptorTable, _layout.Avail, _layout.Used);

    /// <summary>Queue index that set-up messages name.</summary>
    internal uint Index { get; set; }

    /// <summary>Queue size that SET_VRING_NUM names.</summary>
    internal uint Number { get; set; } = Size;

    /// <summary>What SET_VRING_BASE names.</summary>
    internal uint Base { get; set; }

    /// <summary>User address of the descriptor table.</summary>
    internal ulong DescriptorsAt { get; set; }

    /// <summary>User address of the available ring.</summary>
    internal ulong AvailAt { get; set; }

    /// <summary>User address of the used ring.</summary>
    internal ulong UsedAt { get; set; }

    /// <summary>Guest address just behind a region of shared memory, where nothing is.</summary>
    internal ulong EndOfRegion => _arena.Regions[0].GuestAddress + _arena.Regions[0].Size;

    /// <summary>A piece of the arena.</summary>
    internal ulong Take(ulong length, ulong alignment = 16) => _arena.Take(length, alignment);

    /// <summary>Writes a descriptor into the table.</summary>
    internal void Put(int index, Descriptor descriptor) => Write(_layout.DescriptorTable + ((ulong)index * SplitLayout.DescriptorSize), descriptor);

    /// <summary>Writes a descriptor anywhere in memory.</summary>
    internal void Write(ulong address, Descriptor descriptor)
    {
        var bytes = _arena.Memory.Span(address, SplitLayout.DescriptorSize);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, descriptor.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], descriptor.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], (ushort)descriptor.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], descriptor.Next);
        // Whatever else is wrong with it, what it names as writable the device may write.
        if ((descriptor.Flags & DescriptorFlags.Write) != 0)
            _given.Add((descriptor.Address, descriptor.Length));
    }

    /// <summary>Writes descriptors into the table from 0 on, each going on at the next.</summary>
    internal void Chain(params ReadOnlySpan<Descriptor> descriptors)
    {
        for (var i = 0; i < descriptors.Length; i++)
            Put(i, i + 1 < descriptors.Length ? Linked(descriptors[i], (ushort)(i + 1)) : descriptors[i]);
    }

    /// <summary>Places a table of indirect descriptors, each as it is given.</summary>
    /// <returns>A descriptor that names it.</returns>
    internal Descriptor Table(params ReadOnlySpan<Descriptor> descriptors)
    {
        var bytes = (uint)(descriptors.Length * SplitLayout.DescriptorSize);
        var table = Take(Math.Max(bytes, SplitLayout.DescriptorSize));
        for (var i = 0; i < descriptors.Length; i++)
            Write(table + (ulong)(i * SplitLayout.DescriptorSize), descriptors[i]);
        return new Descriptor(table, bytes, DescriptorFlags.Indirect, 0);
    }

    /// <summary>A descriptor that goes on.</summary>
    internal static Descriptor Linked(Descriptor descriptor, ushort next) => descriptor with { Flags = descriptor.Flags | DescriptorFlags.Next, Next = next };

    /// <summary>The good request as a chain from 0 on.</summary>
    internal void ChainGood() => Chain(Header, Data, Status);

    /// <summary>Puts a head into the available ring and moves its index.</summary>
    internal void Offer(ushort head)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_arena.Memory.Span(_layout.Avail + 4 + (2UL * (uint)(_offered % Size)), 2), head);
        SetAvailIdx((ushort)(_offered + 1));
    }

    /// <summary>Moves the index of the available ring to any place.</summary>
    internal void SetAvailIdx(ushort index)
    {
        _offered = index;
        BinaryPrimitives.WriteUInt16LittleEndian(_arena.Memory.Span(_layout.AvailIdx, 2), index);
    }

    /// <summary>Writes used_event.</summary>
    internal void SetUsedEvent(ushort index) => BinaryPrimitives.WriteUInt16LittleEndian(_arena.Memory.Span(_layout.UsedEvent, 2), index);

    /// <summary>Tells the peer of the ring and starts it, whatever is answered.</summary>
    internal void SetUp()
    {
        _arena.Shadow.Forget();
        _arena.Shadow.HasRing(_layout.Used, _layout.UsedBytes, IsGiven);
        var frontEnd = _session.FrontEnd;
        frontEnd.SetVringNum(Index, Number);
        frontEnd.SetVringBase(Index, Base);
        frontEnd.SetVringAddr(new(Index, 0, DescriptorsAt, UsedAt, AvailAt, 0));
        frontEnd.SetVringCall((byte)Index, _call);
        frontEnd.SetVringKick((byte)Index, _kick);
        frontEnd.SetVringEnable(Index, true);
    }

    /// <summary>Kicks, and gives the peer time to do something about it.</summary>
    internal void Kick(TimeSpan time)
    {
        _kick.Signal();
        _call.Wait(time, stop: null);
    }

    /// <summary>The first byte that the device wrote without having been given it; null when there is none.</summary>
    internal ulong? FirstStray()
    {
        var strays = _arena.Shadow.TakeDifferences(1);
        return strays.Count > 0 ? strays[0] : null;
    }

    public void Dispose()
    {
        _kick.Dispose();
        _call.Dispose();
    }

    private bool IsGiven(ulong address)
    {
        foreach (var (start, length) in _given)
        {
            if (address - start < length)
                return true;
        }

        return false;
    }
}
