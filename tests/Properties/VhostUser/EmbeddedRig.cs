using System.Buffers.Binary;
using System.Diagnostics;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>
/// The embedded block back-end behind a session, and the plainest of drivers: each request is a header, a sector and a status byte in
/// three descriptors. Memory outlives the connection where a test gives it.
/// </summary>
internal sealed unsafe class EmbeddedRig : IDisposable
{
    internal const int Size = 16;
    internal const int Slots = Size / 3;
    internal const ulong Guest = 0x10_0000;
    internal const ulong MemorySize = 0x4_0000;
    internal const ulong User = 0x7000_0000;
    internal const int Sector = 512;

    private const int QueueSpace = 0x8000;
    private const int AvailableAt = 0x1000;
    private const int UsedAt = 0x2000;
    private const int DataAt = 0x3000;
    private const int SlotSpace = 0x400;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly VhostUserBackEnd _session;
    private readonly Thread _thread;
    private readonly bool _ownsMemory;

    internal EmbeddedRig(BlkBackEndDevice device, SharedMemory? memory = null)
    {
        var (mine, theirs) = UnixSocket.CreatePair();
        FrontEnd = new VhostUserFrontEnd(mine);
        _session = new VhostUserBackEnd(theirs, device);
        _ownsMemory = memory is null;
        Memory = memory ?? SharedMemory.Create(MemorySize);
        _thread = new Thread(() =>
        {
            using (_session)
                End = _session.Run(_cancellation.Token);
        });
        _thread.Start();
    }

    internal VhostUserFrontEnd FrontEnd { get; }

    internal SharedMemory Memory { get; }

    internal SessionEnd? End { get; private set; }

    internal FrontEndRegion Region => new(Guest, MemorySize, User, 0, Memory.Descriptor);

    /// <summary>Negotiates the version and the protocol features, gives the memory, and sets DRIVER_OK where there is a status.</summary>
    internal void Negotiate(ProtocolFeature features, ulong virtio = 1UL << 32)
    {
        FrontEnd.SetProtocolFeatures(features);
        FrontEnd.SetFeatures(virtio | VhostUserFeatures.ProtocolFeatures);
        FrontEnd.SetMemTable([Region]);
        if (features.HasFlag(ProtocolFeature.Status))
            FrontEnd.SetStatus(15);
    }

    /// <summary>Gives a queue its ring, and enables it; whoever wants it to start kicks.</summary>
    internal void Prepare(byte queue, uint from = 0, ulong user = User)
    {
        var ring = user + ((ulong)queue * QueueSpace);
        Taken(FrontEnd.SetVringNum(queue, Size));
        Taken(FrontEnd.SetVringBase(queue, from));
        Taken(FrontEnd.SetVringAddr(new(queue, 0, ring, ring + UsedAt, ring + AvailableAt, 0)));
        Taken(FrontEnd.SetVringEnable(queue, true));
    }

    /// <summary>Makes a request available: type 0 reads the sector into its slot, 1 writes it from there.</summary>
    internal void Offer(byte queue, int slot, uint type, ulong sector)
    {
        var table = At(queue, 0);
        var data = DataOf(queue, slot);
        data[..16].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(data, type);
        BinaryPrimitives.WriteUInt64LittleEndian(data[8..], sector);
        data[16 + Sector] = 0xff;
        var address = Guest + ((ulong)queue * QueueSpace) + DataAt + ((ulong)slot * SlotSpace);
        var head = slot * 3;
        Descriptor(table, head, address, 16, 1, head + 1);
        Descriptor(table, head + 1, address + 16, Sector, (ushort)(type == 0 ? 3 : 1), head + 2);
        Descriptor(table, head + 2, address + 16 + Sector, 1, 2, 0);
        MakeAvailable(queue, (ushort)head);
    }

    /// <summary>Puts a head into the available ring.</summary>
    internal void MakeAvailable(byte queue, ushort head)
    {
        var ring = (ushort*)At(queue, AvailableAt);
        ring[2 + (ring[1] % Size)] = head;
        Volatile.Write(ref ring[1], (ushort)(ring[1] + 1));
    }

    /// <summary>Data and status of a slot.</summary>
    internal Span<byte> SectorOf(byte queue, int slot) => DataOf(queue, slot).Slice(16, Sector);

    internal byte StatusOf(byte queue, int slot) => DataOf(queue, slot)[16 + Sector];

    internal ushort UsedIdx(byte queue) => Volatile.Read(ref ((ushort*)At(queue, UsedAt))[1]);

    internal ushort AvailIdx(byte queue) => ((ushort*)At(queue, AvailableAt))[1];

    /// <summary>Head of a used element.</summary>
    internal uint UsedHead(byte queue, int index) => ((uint*)(At(queue, UsedAt) + 4))[index % Size * 2];

    /// <summary>Waits until everything that was made available is used.</summary>
    internal void AwaitAllUsed(byte queue) => Await(() => UsedIdx(queue) == AvailIdx(queue), $"queue {queue} used {UsedIdx(queue)} of {AvailIdx(queue)}");

    internal static void Await(Func<bool> condition, string otherwise)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < _limit, otherwise);
            Thread.Sleep(1);
        }
    }

    internal byte* At(byte queue, int offset) => Memory.Pointer + (queue * QueueSpace) + offset;

    internal static void Descriptor(byte* table, int index, ulong address, uint length, ushort flags, int next)
    {
        var bytes = new Span<byte>(table + (index * 16), 16);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], flags);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], (ushort)next);
    }

    internal static void Taken(Ack ack) => Assert.False(ack.IsRefused);

    public void Dispose()
    {
        FrontEnd.Dispose();
        Assert.True(_thread.Join(_limit), "the session goes on");
        if (_ownsMemory)
            Memory.Dispose();
        _cancellation.Dispose();
    }

    private Span<byte> DataOf(byte queue, int slot) => new(At(queue, DataAt + (slot * SlotSpace)), SlotSpace);
}
