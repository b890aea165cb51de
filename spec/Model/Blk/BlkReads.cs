using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>What a read shows of one sector, against what the sector may hold.</summary>
internal static class BlkReads
{
    /// <summary>Judges one sector of a read.</summary>
    /// <returns>Whether it shows what it has to; null when it may show anything.</returns>
    internal static bool? Judge(BlkState state, BlkRequest request, ulong number, Sector known, ReadOnlySpan<byte> bytes, RuleLog log)
    {
        var (contents, matches) = (0, false);
        // A read on its own shows what is there now. One in flight with writes may show what was there since it was made available, or what is on its way.
        for (var content = known; content is not null; content = content.Other)
        {
            if (content.Until != long.MaxValue && (!request.Racing || content.Until <= request.Submitted))
                continue;
            contents++;
            matches |= bytes.SequenceEqual(content.Bytes.Span);
        }

        if (request.Racing)
        {
            foreach (var other in state.Pending.All)
            {
                if (other.Type == BlkRequestType.In || !Covers(other, number))
                    continue;
                if (other.Type is not (BlkRequestType.Out or BlkRequestType.WriteZeroes) || BlkDisk.Brings(other, number) is not { } brought)
                    return null;
                contents++;
                matches |= bytes.SequenceEqual(brought.Span);
            }
        }

        var only = Only(known, request);
        var rule = contents == 1 ? RuleOf(only.Source) : request.Racing ? BlkRules.ReadsWholeSectors : BlkRules.LastWriteWins;
        if (matches)
            log.Holds(rule);
        else if (contents == 1)
            BreaksOne(rule, number, only, bytes, log);
        else
            log.Breaks(rule, $"sector {number} reads {Convert.ToHexStringLower(bytes[..8])}.., ending {Convert.ToHexStringLower(bytes[^8..])}: none of the {contents} contents it can have", "what one of the requests in flight together left or found there, whole");
        return matches;
    }

    /// <summary>What is known after a read with no write in flight. Where it was wrong, it is what it is from here on: one wrong write is one finding, not one for each read.</summary>
    internal static BlkState Learned(BlkState state, BlkRequest request, ReadOnlySpan<byte> data)
    {
        var seen = new Seen(state, request, data.ToArray());
        return state with { Disk = state.Disk.Change(request.Sector, (ulong)(data.Length / BlkProtocol.SectorSize), unknownToo: true, seen, static (number, before, seen) => seen.On(number, before)) };
    }

    private static bool Covers(BlkRequest request, ulong number)
    {
        for (var i = 0; i < BlkExtent.Runs(request); i++)
        {
            if (BlkExtent.Of(request, i).Holds(number))
                return true;
        }

        return false;
    }

    /// <summary>The one content that a read could have shown.</summary>
    private static Sector Only(Sector known, BlkRequest request)
    {
        while (known.Other is { } other && known.Until != long.MaxValue && (!request.Racing || known.Until <= request.Submitted))
            known = other;
        return known;
    }

    private static void BreaksOne(Rule rule, ulong number, Sector known, ReadOnlySpan<byte> bytes, RuleLog log)
    {
        var differs = bytes.CommonPrefixLength(known.Bytes.Span);
        log.Breaks(rule, $"sector {number} byte {differs} reads 0x{bytes[differs]:x2}", $"0x{known.Bytes.Span[differs]:x2}, {Because(known.Source)}");
    }

    private static Rule RuleOf(SectorSource source) => source switch
    {
        SectorSource.Zeroed => BlkRules.ZeroesReadBack,
        SectorSource.WriteRefused => BlkRules.ReadOnlyNotWritten,
        SectorSource.WriteBeyondCapacity => BlkRules.BeyondCapacityFails,
        SectorSource.WriteWhileDisabled => VhostUserRules.DisabledRingIdle,
        _ => BlkRules.ReadsWhatWasWritten,
    };

    private static string Because(SectorSource source) => source switch
    {
        SectorSource.Zeroed => "zeroes were written",
        SectorSource.WriteRefused => "as before the write that was refused",
        SectorSource.WriteBeyondCapacity => "as before the write that reached past capacity",
        SectorSource.WriteWhileDisabled => "as before the write on the disabled ring",
        _ => "as last written or read",
    };

    /// <summary>What a read showed of its sectors.</summary>
    private readonly record struct Seen(BlkState State, BlkRequest Request, byte[] Data)
    {
        internal Sector? On(ulong number, Sector? before)
        {
            var bytes = Data.AsMemory((int)(number - Request.Sector) * BlkProtocol.SectorSize, BlkProtocol.SectorSize);
            var shown = new Sector(bytes, SectorSource.Data, State.Step);
            if (before is null)
                return BlkDisk.WasDiscarded(State, number) ? null : shown;
            if (before.Other is null)
                return before.Bytes.Span.SequenceEqual(bytes.Span) ? before : shown;
            var settled = before.Settled(bytes.Span, State.Step, BlkDisk.Oldest(State));
            return settled is null || !settled.MayHold(bytes.Span) ? shown : settled;
        }
    }
}
