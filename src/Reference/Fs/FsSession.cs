namespace Virtspec.Reference.Fs;

/// <summary>The FUSE session of a device: all its queues share the one (VIRTIO 1.4, 5.11.5).</summary>
internal sealed class FsSession
{
    private volatile bool _begun;

    /// <summary>Whether FUSE_INIT was answered and nothing ended the session since.</summary>
    internal bool HasBegun
    {
        get => _begun;
        set => _begun = value;
    }
}
