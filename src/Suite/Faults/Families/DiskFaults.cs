using Virtspec.Model.Blk;
using Virtspec.Reference.Blk;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Suite.Faults;

/// <summary>Data lost, misplaced, torn, stale.</summary>
internal static class DiskFaults
{
    private const int Sector = BlkProtocol.SectorSize;
    private const string ReadData = "inv.blk.read-data";

    internal static IReadOnlyList<Fault> All { get; } =
    [
        Writing("write-misplaced", ReadData, "Writes one sector too far.", () => (inner, offset, bytes) => inner.Write(Math.Min(offset + Sector, inner.Length - bytes.Length), bytes)),
        Writing("write-lost", ReadData, "Loses every third write.", Losing),
        Writing("write-torn", ReadData, "Writes the first half of the last sector of a write.", () => Torn),
        Writing("write-first-sector-only", ReadData, "Writes the first sector of a write only.", () => (inner, offset, bytes) => inner.Write(offset, bytes[..Sector])),
        Writing("write-wraps-at-1-mib", ReadData, "Keeps 20 bits of the byte offset of a write: what lies beyond 1 MiB lands at the beginning.", () => (inner, offset, bytes) => inner.Write(offset & 0xfffff, bytes)),
        Writing("zeroes-not-written", "blk.operation.device.8", "Does not carry write zeroes out.", () => Forgetting),
        Writing("zeroes-short", "blk.operation.device.8", "Leaves the last sector of a write zeroes request as it was.", () => ShortZeroes),
        Writing("zeroes-long", ReadData, "Zeroes a sector more than a write zeroes request asks for.", () => LongZeroes),
        Writing("zeroes-early", ReadData, "Zeroes a sector in front of a write zeroes request too.", () => EarlyZeroes),
        new("read-stale", ReadData, "Reads what stood there before the last write.") { Storage = storage => Stale(storage) },
        new("read-cached", ReadData, "Keeps the sector that was read last and does not look again.") { Storage = storage => Cached(storage) },
        new("read-of-neighbour", ReadData, "Reads the second sector of a request again in place of the third.") { Storage = storage => new FaultyStorage(storage) { OnRead = Neighbour } },
        new("flush-ignored", ReadData, "Loses at a reset what was written and flushed.") { Whole = Volatile },
        new("writes-reordered", ReadData, "Carries writes out one later: two to the same place end in the wrong order.") { Storage = storage => Delayed(storage) },
    ];

    private static Fault Writing(string name, string breaks, string wrong, Func<FaultyStorage.Writing> make) =>
        new(name, breaks, wrong) { Storage = storage => new FaultyStorage(storage) { OnWrite = make() } };

    private static FaultyDevice Volatile(IBlkStorage storage)
    {
        var cached = new VolatileStorage(storage);
        return new FaultyDevice(new BlkBackEndDevice(cached, readOnly: false)) { AfterReset = cached.Lose };
    }

    private static FaultyStorage.Writing Losing()
    {
        var writes = 0;
        return (inner, offset, bytes) =>
        {
            if (Interlocked.Increment(ref writes) % 3 != 0)
                inner.Write(offset, bytes);
        };
    }

    private static void Torn(IBlkStorage inner, long offset, ReadOnlySpan<byte> bytes)
    {
        Span<byte> torn = bytes.ToArray();
        Span<byte> last = new byte[Sector];
        inner.Read(offset + bytes.Length - Sector, last);
        last[(Sector / 2)..].CopyTo(torn[^(Sector / 2)..]);
        inner.Write(offset, torn);
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;

    private static void Forgetting(IBlkStorage inner, long offset, ReadOnlySpan<byte> bytes)
    {
        if (!IsZero(bytes))
            inner.Write(offset, bytes);
    }

    private static void ShortZeroes(IBlkStorage inner, long offset, ReadOnlySpan<byte> bytes) =>
        inner.Write(offset, IsZero(bytes) ? bytes[..^Sector] : bytes);

    private static void LongZeroes(IBlkStorage inner, long offset, ReadOnlySpan<byte> bytes)
    {
        inner.Write(offset, bytes);
        if (IsZero(bytes) && offset + bytes.Length < inner.Length)
            inner.Write(offset + bytes.Length, new byte[Sector]);
    }

    private static void EarlyZeroes(IBlkStorage inner, long offset, ReadOnlySpan<byte> bytes)
    {
        inner.Write(offset, bytes);
        if (IsZero(bytes) && offset > 0)
            inner.Write(offset - Sector, new byte[Sector]);
    }

    private static FaultyStorage Stale(IBlkStorage storage)
    {
        var before = new byte[storage.Length];
        return new FaultyStorage(storage)
        {
            OnWrite = (inner, offset, bytes) =>
            {
                inner.Read(offset, before.AsSpan((int)offset, bytes.Length));
                inner.Write(offset, bytes);
            },
            OnRead = (_, offset, destination) => before.AsSpan((int)offset, destination.Length).CopyTo(destination),
        };
    }

    private static FaultyStorage Cached(IBlkStorage storage)
    {
        var (at, kept) = (-1L, Array.Empty<byte>());
        return new FaultyStorage(storage)
        {
            OnRead = (inner, offset, destination) =>
            {
                if (at != offset || kept.Length != destination.Length)
                {
                    inner.Read(offset, destination);
                    (at, kept) = (offset, destination.ToArray());
                }

                kept.CopyTo(destination);
            },
        };
    }

    private static void Neighbour(IBlkStorage inner, long offset, Span<byte> destination)
    {
        inner.Read(offset, destination);
        if (destination.Length >= 3 * Sector)
            destination.Slice(Sector, Sector).CopyTo(destination[(2 * Sector)..]);
    }

    /// <summary>A write waits until something else happens to the disk; the last one to wait is the first one done.</summary>
    private static FaultyStorage Delayed(IBlkStorage storage)
    {
        var waiting = new Stack<(long Offset, byte[] Bytes)>();
        void Done(IBlkStorage inner)
        {
            while (waiting.TryPop(out var write))
                inner.Write(write.Offset, write.Bytes);
        }

        return new FaultyStorage(storage)
        {
            OnWrite = (inner, offset, bytes) => waiting.Push((offset, bytes.ToArray())),
            OnRead = (inner, offset, destination) =>
            {
                Done(inner);
                inner.Read(offset, destination);
            },
            OnFlush = Done,
        };
    }
}
