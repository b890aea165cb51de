namespace Virtspec.Transports.VhostUser.Inflight;

/// <summary>
/// Where things are in the shared area that tracks requests in flight (vhost-user, "Inflight I/O tracking"): a region for each queue, one
/// after the other; in it a header and a state for each descriptor. For split rings.
/// </summary>
internal static class InflightLayout
{
    /// <summary>Version of an area in use; 0 is one that nobody has used yet.</summary>
    internal const ushort Version = 1;

    internal const int FeaturesAt = 0;
    internal const int VersionAt = 8;
    internal const int CountAt = 10;
    internal const int LastBatchAt = 12;
    internal const int UsedIdxAt = 14;

    /// <summary>The most descriptors a queue can have.</summary>
    internal const int MaximumSize = 32768;

    private const int HeaderSize = 16;
    private const int StateSize = 16;
    private const int NextAt = 6;
    private const int CounterAt = 8;

    // The document leaves it open; this is what libvhost-user has, and front-ends only pass the area on.
    private const int Alignment = 64;

    /// <summary>Where the state of a descriptor says whether it is in flight, a byte.</summary>
    internal static int InflightOf(int head) => HeaderSize + (head * StateSize);

    /// <summary>Where the state of a descriptor links to the one that was used before it in a batch, 16 bits.</summary>
    internal static int NextOf(int head) => InflightOf(head) + NextAt;

    /// <summary>Where the state of a descriptor has its place in the order of taking, 64 bits.</summary>
    internal static int CounterOf(int head) => InflightOf(head) + CounterAt;

    /// <summary>Bytes of the region of one queue.</summary>
    /// <param name="size">Descriptors of the queue.</param>
    internal static int QueueBytes(int size) => (InflightOf(size) + Alignment - 1) / Alignment * Alignment;
}
