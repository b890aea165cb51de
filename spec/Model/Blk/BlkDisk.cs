using System.Collections.Immutable;

namespace Virtspec.Model.Blk;

/// <summary>What requests do to the sectors of the model.</summary>
internal static class BlkDisk
{
    private const int DiscardedKept = 64;
    private static readonly ReadOnlyMemory<byte> Zeroes = new byte[BlkProtocol.SectorSize];

    internal static bool InBounds(BlkState state, ulong sector, ulong bytes) =>
        state.Capacity is not { } capacity || (sector <= capacity && SectorsOf(bytes) <= capacity - sector);

    /// <summary>A write is done: its sectors hold what it brought, or what others in flight with it did.</summary>
    internal static BlkState Store(BlkState state, BlkRequest request) => Change(state, request, SectorSource.Data);

    /// <summary>Zeroes are written.</summary>
    internal static BlkState Zero(BlkState state, BlkRequest request) => Change(state, request, SectorSource.Zeroed);

    /// <summary>The request's sectors hold nobody knows what, and neither is known what those hold that were in flight together with it there.</summary>
    internal static BlkState Forget(BlkState state, BlkRequest request)
    {
        if (request.Type == BlkRequestType.In)
            return state;
        var disk = state.Disk;
        for (var i = 0; i < BlkExtent.Runs(request); i++)
        {
            var run = BlkExtent.Of(request, i);
            disk = disk.Change(run.Sector, run.Count, unknownToo: false, 0, static (_, _, _) => null);
        }

        state = state with { Disk = disk };
        return request.Racing ? state with { Pending = state.Pending.Marked(request, BlkRequestMarks.Spoiled) } : state;
    }

    /// <summary>The request's sectors hold nobody knows what, from one read to the next.</summary>
    internal static BlkState Discard(BlkState state, BlkRequest request)
    {
        state = Forget(state, request);
        var discarded = state.Discarded;
        for (var i = 0; i < BlkExtent.Runs(request); i++)
        {
            var run = BlkExtent.Of(request, i);
            if (!discarded.Contains(run))
                discarded = discarded.Add(run);
        }

        return state with { Discarded = discarded.Length > DiscardedKept ? [Hull(discarded)] : discarded };
    }

    /// <summary>A write that must not have had an effect: reading the sectors again shows whether it had.</summary>
    internal static BlkState WithoutEffect(BlkState state, BlkRequest request, SectorSource source)
    {
        if (request.Type == BlkRequestType.In)
            return state;
        var disk = state.Disk;
        for (var i = 0; i < BlkExtent.Runs(request); i++)
        {
            var run = BlkExtent.Of(request, i);
            disk = disk.Change(run.Sector, run.Count, unknownToo: false, source, static (_, before, source) => before!.Because(source));
        }

        return state with { Disk = disk };
    }

    /// <summary>Since when the oldest request is in flight; now, when none is.</summary>
    internal static long Oldest(BlkState state) => state.Pending.Count == 0 ? state.Step : state.Pending.All[0].Submitted;

    internal static bool WasDiscarded(BlkState state, ulong number)
    {
        foreach (var run in state.Discarded.AsSpan())
        {
            if (run.Holds(number))
                return true;
        }

        return false;
    }

    /// <summary>What a write or write zeroes request brings to a sector; null when that is not a whole sector, or the request brings something else.</summary>
    internal static ReadOnlyMemory<byte>? Brings(BlkRequest request, ulong number)
    {
        if (request.Type == BlkRequestType.WriteZeroes)
            return Zeroes;
        var at = (number - request.Sector) * BlkProtocol.SectorSize;
        return request.Type == BlkRequestType.Out && at + BlkProtocol.SectorSize <= (ulong)request.Payload.Length
            ? request.Payload.AsMemory().Slice((int)at, BlkProtocol.SectorSize)
            : (ReadOnlyMemory<byte>?)null;
    }

    private static ulong SectorsOf(ulong bytes) => (bytes / BlkProtocol.SectorSize) + (bytes % BlkProtocol.SectorSize == 0 ? 0u : 1);

    private static BlkState Change(BlkState state, BlkRequest request, SectorSource source)
    {
        if (request.Has(BlkRequestMarks.Spoiled))
            return Forget(state, request);
        var (disk, unknown) = (state.Disk, false);
        var left = new Left(request, source, state.Step, Oldest(state));
        for (var i = 0; i < BlkExtent.Runs(request); i++)
        {
            var run = BlkExtent.Of(request, i);
            if (request.Racing)
                unknown |= !AllKnown(state.Disk, run);
            disk = disk.Change(run.Sector, run.Count, unknownToo: true, left, static (number, before, left) => left.On(number, before));
        }

        state = state with { Disk = disk };
        // Whoever reads there at the same time may still have seen what was there before, and that nobody knows.
        return unknown ? state with { Pending = state.Pending.Marked(request, BlkRequestMarks.ReadsUnknown) } : state;
    }

    private static bool AllKnown(SectorMap disk, BlkExtent run)
    {
        for (var i = 0UL; i < run.Count; i++)
        {
            if (disk[run.Sector + i] is null)
                return false;
        }

        return true;
    }

    private static BlkExtent Hull(ImmutableArray<BlkExtent> runs)
    {
        var first = runs.Min(run => run.Sector);
        var last = runs.Max(run => run.Count == 0 ? run.Sector : run.Sector + Math.Min(run.Count - 1, ulong.MaxValue - run.Sector));
        return new(first, last - first == ulong.MaxValue ? ulong.MaxValue : last - first + 1);
    }

    /// <summary>What a request leaves in its sectors.</summary>
    private readonly record struct Left(BlkRequest Request, SectorSource Source, long Step, long Oldest)
    {
        internal Sector On(ulong number, Sector? before)
        {
            var content = new Sector(Brings(Request, number)!.Value, Source, Step);
            return before is null || !Request.Racing ? content : before.Joined(content, Request.Submitted, Oldest);
        }
    }
}
