using System.Buffers.Binary;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Fs;

/// <summary>The configuration structure of a file system device (VIRTIO 1.4, 5.11.4).</summary>
internal static class FsConfig
{
    /// <summary>Bytes of the tag, at offset 0.</summary>
    internal const int TagSize = 36;

    /// <summary>Where the number of request queues stands.</summary>
    internal const int RequestQueues = TagSize;

    /// <summary>Bytes of the fields that are always there.</summary>
    internal const int Size = RequestQueues + 4;

    /// <summary>Every field.</summary>
    internal static IReadOnlyList<ConfigField> Fields { get; } =
    [
        new("tag", 0, TagSize), new("num_request_queues", RequestQueues, 4), new("notify_buf_size", Size, 4, Feature.FsNotification),
    ];

    /// <summary>Judges the structure as read from offset 0.</summary>
    internal static void Judge(ReadOnlySpan<byte> config, RuleLog log)
    {
        if (config.Length < Size)
            return;
        var queues = BinaryPrimitives.ReadUInt32LittleEndian(config[RequestQueues..]);
        log.Check(queues >= 1, FsRules.HasRequestQueue, $"num_request_queues reads {queues}", "1 or more");
    }
}
