using Virtspec.Reference.Blk;

namespace Virtspec.Suite.Faults;

/// <summary>Keeps what is written in a cache that does not outlive a reset, and takes no notice of a flush.</summary>
internal sealed class VolatileStorage(IBlkStorage stable) : IBlkStorage
{
    private readonly Lock _lock = new();
    private byte[]? _cache;

    public long Length => stable.Length;

    public void Read(long offset, Span<byte> destination)
    {
        lock (_lock)
            Cache.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        lock (_lock)
            source.CopyTo(Cache.AsSpan((int)offset));
    }

    public void Flush()
    {
    }

    internal void Lose()
    {
        lock (_lock)
            _cache = null;
    }

    private byte[] Cache
    {
        get
        {
            if (_cache is null)
            {
                _cache = new byte[stable.Length];
                stable.Read(0, _cache);
            }

            return _cache;
        }
    }
}
