using Virtspec.Reference.Blk;

namespace Virtspec.Suite.Faults;

/// <summary>Sectors with faults in what is read and written; what it does not change goes to the storage behind it.</summary>
internal sealed class FaultyStorage(IBlkStorage inner) : IBlkStorage
{
    /// <summary>Reads; gets the storage behind it, the byte offset and where the bytes go.</summary>
    internal delegate void Reading(IBlkStorage inner, long offset, Span<byte> destination);

    /// <summary>Writes; gets the storage behind it, the byte offset and the bytes.</summary>
    internal delegate void Writing(IBlkStorage inner, long offset, ReadOnlySpan<byte> source);

    public long Length => inner.Length;

    internal Reading? OnRead { get; init; }

    internal Writing? OnWrite { get; init; }

    internal Action<IBlkStorage>? OnFlush { get; init; }

    public void Read(long offset, Span<byte> destination)
    {
        if (OnRead is null)
            inner.Read(offset, destination);
        else
            OnRead(inner, offset, destination);
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        if (OnWrite is null)
            inner.Write(offset, source);
        else
            OnWrite(inner, offset, source);
    }

    public void Flush()
    {
        if (OnFlush is null)
            inner.Flush();
        else
            OnFlush(inner);
    }
}
