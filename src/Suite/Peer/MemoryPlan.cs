namespace Virtspec.Suite.Peer;

/// <summary>Where in guest-physical addresses the regions of shared memory lie.</summary>
internal enum MemoryPlan
{
    /// <summary>Two regions with a hole between them, the second above 4 GiB.</summary>
    Usual,

    /// <summary>Near 2^52 and 2^51.</summary>
    High,

    /// <summary>Two regions that follow on each other, and one buffer of each request across the border.</summary>
    Adjacent,

    /// <summary>One at address 0, one that ends at 4 GiB, and the spare one from there.</summary>
    Zero,

    /// <summary>As usual, and smaller: for sessions that are many and do little.</summary>
    Small,
}
