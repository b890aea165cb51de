using Virtspec.Reference.Blk;

namespace Virtspec.Transports.VhostUser.Devices;

/// <summary>A storage behind the cache mode that the driver chooses: without writeback a write is stable when it returns.</summary>
/// <param name="inner">The storage; not owned.</param>
/// <param name="isWriteback">The cache mode at the moment.</param>
internal sealed class CachedStorage(IBlkStorage inner, Func<bool> isWriteback) : IBlkStorage
{
    public long Length => inner.Length;

    public void Read(long offset, Span<byte> destination) => inner.Read(offset, destination);

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        inner.Write(offset, source);
        if (!isWriteback())
            inner.Flush();
    }

    public void Flush() => inner.Flush();
}
