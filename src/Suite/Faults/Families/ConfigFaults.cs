using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Transports.VhostUser;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Faults;

/// <summary>Configuration space read wrong.</summary>
internal static class ConfigFaults
{
    internal static IReadOnlyList<Fault> All { get; } =
    [
        Read("padding-dirty", "blk.init.device.3", "Leaves something in a field that has no meaning.", read => Field(read, BlkConfigOffset.Unused0, 1, bytes => bytes[0] = 0xa5)),
        Read("config-offset-ignored", "vhost-user.config.1", "Reads configuration space from its beginning, whatever the offset.", read => (_, bytes) => read(0, bytes)),
        Read("config-offset-doubled", "vhost-user.config.1", "Takes offsets for numbers of words.", read => (offset, bytes) => read(offset * 2, bytes)),
        LifecycleFaults.Relayed("config-short", "vhost-user.reply.1", "Answers with a byte of configuration less than was asked for.", () => new MessageFault { Reply = Short }),
        Read("capacity-grows-silently", "inv.blk.capacity", "Shows another capacity at every read.", read => Counting(read)),
        Read("writeback-without-flush", "blk.init.device.2", "Shows writeback 1 although VIRTIO_BLK_F_FLUSH was not negotiated.", read => Field(read, BlkConfigOffset.Writeback, 1, bytes => bytes[0] = 1)),
        Written("writeback-ignored", "inv.blk.writeback", "Takes what is written to writeback, and forgets it.", write => (_, _, _) => true),
        Written("writeback-only-off", "inv.blk.writeback", "Lets the cache be turned off and never on again.", write => (offset, bytes, kind) => bytes[0] != 0 || write(offset, bytes, kind)),
        Written("writeback-refused", "vhost-user.ack.1", "Refuses the mode that is in force already.", write => InForce(write)),
        Read("writeback-inverted", "inv.blk.writeback", "Shows in writeback whether a write goes through.", read => Field(read, BlkConfigOffset.Writeback, 1, bytes => bytes[0] ^= 1)),
        Read("config-last-byte-wrong", "vhost-user.config.1", "Leaves something else in the last byte of every read.", read => WithoutLast(read)),
        Read("capacity-doubled", "inv.blk.status", "Shows twice the capacity it has.", read => Field(read, 0, 8, bytes => BinaryPrimitives.WriteUInt64LittleEndian(bytes, BinaryPrimitives.ReadUInt64LittleEndian(bytes) * 2))),
    ];

    private delegate void Changing(Span<byte> field);

    private static Fault Read(string name, string breaks, string wrong, Func<FaultyDevice.ConfigReader, FaultyDevice.ConfigReader> change) =>
        FeatureFaults.Shaped(name, breaks, wrong, device => new FaultyDevice(device) { ReadConfig = change(device.TryReadConfig) });

    private static Fault Written(string name, string breaks, string wrong, Func<FaultyDevice.ConfigWriter, FaultyDevice.ConfigWriter> change) =>
        FeatureFaults.Shaped(name, breaks, wrong, device => new FaultyDevice(device) { WriteConfig = change(device.TryWriteConfig) });

    private static FaultyDevice.ConfigWriter InForce(FaultyDevice.ConfigWriter write)
    {
        byte? last = null;
        return (offset, bytes, kind) =>
        {
            if (bytes[0] == last)
                return false;
            last = bytes[0];
            return write(offset, bytes, kind);
        };
    }

    /// <summary>Changes a field wherever all of it is read.</summary>
    private static FaultyDevice.ConfigReader Field(FaultyDevice.ConfigReader read, int at, int size, Changing change) => (offset, bytes) =>
    {
        if (!read(offset, bytes))
            return false;
        if (offset <= at && at + size <= offset + bytes.Length)
            change(bytes.Slice(at - (int)offset, size));
        return true;
    };

    private static FaultyDevice.ConfigReader Counting(FaultyDevice.ConfigReader read)
    {
        var reads = 0UL;
        return Field(read, 0, 8, bytes => BinaryPrimitives.WriteUInt64LittleEndian(bytes, BinaryPrimitives.ReadUInt64LittleEndian(bytes) + reads++));
    }

    private static FaultyDevice.ConfigReader WithoutLast(FaultyDevice.ConfigReader read) => (offset, bytes) =>
    {
        if (!read(offset, bytes))
            return false;
        if (!bytes.IsEmpty)
            bytes[^1] = 0x5a;
        return true;
    };

    private static RelayedMessage Short(RelayedMessage request, RelayedMessage reply)
    {
        if (!LifecycleFaults.Is(request, F.GetConfig) || reply.Payload.Length <= Payload.ConfigHeaderSize)
            return reply;
        var payload = reply.Payload[..^1];
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), (uint)(payload.Length - Payload.ConfigHeaderSize));
        return reply with { Payload = payload };
    }
}
