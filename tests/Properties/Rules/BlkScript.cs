using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Reference.Blk;

namespace Virtspec.Properties.Rules;

/// <summary>Something that happens to a block device.</summary>
internal delegate BlkState BlkStep(BlkState state, RuleLog log);

/// <summary>Short words for what happens to a small block device, for tables of cases. Its capacity is 8 sectors once <see cref="Known"/>.</summary>
internal static class BlkScript
{
    internal const ulong HasFlush = 1UL << Feature.BlkFlush;
    internal const ulong HasDiscard = 1UL << Feature.BlkDiscard;
    internal const ulong HasWriteZeroes = 1UL << Feature.BlkWriteZeroes;
    internal const ulong HasSecureErase = 1UL << Feature.BlkSecureErase;
    internal const ulong HasZoned = 1UL << Feature.BlkZoned;
    internal const ulong HasLifetime = 1UL << Feature.BlkLifetime;
    internal const ulong HasMultiQueue = 1UL << Feature.BlkMultiQueue;
    internal const ulong HasBlockSize = 1UL << Feature.BlkBlockSize;
    internal const ulong HasTopology = 1UL << Feature.BlkTopology;
    internal const ulong HasSizeMax = 1UL << Feature.BlkSizeMax;
    internal const ulong HasSegMax = 1UL << Feature.BlkSegMax;
    internal const ulong HasConfigWce = 1UL << Feature.BlkConfigWce;
    internal const ulong HasReadOnly = 1UL << Feature.BlkReadOnly;
    internal const ulong Usual = HasFlush | HasDiscard | HasWriteZeroes;

    internal const BlkStatus Ok = BlkStatus.Ok;
    internal const BlkStatus Error = BlkStatus.IoError;
    internal const BlkStatus Unsupported = BlkStatus.Unsupported;

    internal static Action<RuleLog> Disk(params BlkStep[] steps) => log =>
    {
        var state = new BlkState();
        foreach (var step in steps)
            state = step(state, log);
    };

    /// <summary>A disk whose capacity was read and whose features were accepted.</summary>
    internal static Action<RuleLog> Known(params BlkStep[] steps) => Disk([Offer(Usual), Accept(Usual), Config(8), .. steps]);

    /// <summary>A disk that says what it takes: ranges of 4 sectors, 2 in a request, and data in 2 segments of 4096 bytes.</summary>
    internal static Action<RuleLog> Limited(params BlkStep[] steps)
    {
        const ulong features = Usual | HasSecureErase | HasSizeMax | HasSegMax;
        return Disk([Offer(features), Accept(features), Structure(new BlkOptions { MaxRangeSectors = 4, MaxRanges = 2, SegMax = 2, SizeMax = 4096 }), .. steps]);
    }

    /// <summary>The configuration of a reference device, with a byte changed.</summary>
    internal static BlkStep Structure(BlkOptions options, int offset = BlkConfigOffset.Writeback, byte value = 0, int length = BlkProtocol.ConfigSize, ulong capacity = 8) => (state, log) =>
    {
        var config = BlkConfig.Bytes((long)capacity * BlkProtocol.SectorSize, options);
        config[offset] = value;
        return BlkConfigRules.ConfigRead(state, config.AsSpan(0, length), log);
    };

    /// <summary>One step after the other.</summary>
    internal static BlkStep All(params BlkStep[] steps) => (state, log) => steps.Aggregate(state, (now, step) => step(now, log));

    internal static BlkStep Offer(ulong features) => (state, log) => BlkConfigRules.Offered(state, features, log);

    internal static BlkStep Accept(ulong features) => (state, _) => state with { Features = features };

    /// <summary>Configuration as read: that of a reference device, apart from capacity and from <paramref name="value"/> at <paramref name="offset"/>.</summary>
    internal static BlkStep Config(ulong capacity, int offset = BlkConfigOffset.Writeback, byte value = 0, int length = BlkProtocol.ConfigSize) =>
        Structure(BlkOptions.Usual, offset, value, length, capacity);

    internal static BlkStep Announced() => (state, _) => state with { CapacityMayChange = true };

    internal static BlkStep Submit(ushort head, BlkRequestType type, ulong sector = 0, byte[]? payload = null, ulong room = 0) => (state, log) =>
    {
        var readable = new byte[BlkProtocol.HeaderSize + (payload?.Length ?? 0)];
        BinaryPrimitives.WriteUInt32LittleEndian(readable, (uint)type);
        BinaryPrimitives.WriteUInt64LittleEndian(readable.AsSpan(8), sector);
        payload?.CopyTo(readable, BlkProtocol.HeaderSize);
        return BlkMachine.Submitted(state, new BlkRequestKey(0, head), readable, room + 1, log);
    };

    internal static BlkStep Complete(ushort head, BlkStatus status, byte[]? data = null, bool enabled = true) =>
        (state, log) => BlkMachine.Completed(state, new BlkRequestKey(0, head), [.. data ?? [], (byte)status], enabled, log).State;

    internal static BlkStep Reset() => (state, _) => BlkMachine.Reset(state);

    /// <summary>A request that comes back before the next one.</summary>
    internal static BlkStep Do(BlkRequestType type, BlkStatus status, ulong sector = 0, byte[]? payload = null, byte[]? data = null, bool enabled = true) =>
        (state, log) => Complete(0, status, data, enabled)(Submit(0, type, sector, payload, (ulong)(data?.Length ?? 0))(state, log), log);

    internal static BlkStep Write(ulong sector, byte value, BlkStatus status = Ok, bool enabled = true) =>
        Do(BlkRequestType.Out, status, sector, Bytes(value), enabled: enabled);

    internal static BlkStep Read(ulong sector, byte value, BlkStatus status = Ok, bool enabled = true) =>
        Do(BlkRequestType.In, status, sector, data: Bytes(value), enabled: enabled);

    internal static BlkStep Ranges(BlkRequestType type, BlkStatus status, params byte[][] ranges) => Do(type, status, payload: [.. ranges.SelectMany(range => range)]);

    internal static BlkStep Identity(string text, int length = BlkProtocol.IdentitySize, BlkStatus status = Ok) =>
        Do(BlkRequestType.GetId, status, data: System.Text.Encoding.ASCII.GetBytes(text.PadRight(length, '\0')));

    internal static byte[] Range(ulong sector, uint count = 1, uint flags = 0)
    {
        var bytes = new byte[BlkProtocol.RangeSize];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, sector);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), flags);
        return bytes;
    }

    /// <summary>Sectors, or less, of one value.</summary>
    internal static byte[] Bytes(byte value, int length = BlkProtocol.SectorSize)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
