using Virtspec.Port;

namespace Virtspec.Reference.SplitRing;

/// <summary>
/// The contents of a chain as two runs of bytes, one device-readable and one device-writable, however many pieces they lie in.
/// </summary>
/// <typeparam name="TPort">The port.</typeparam>
/// <param name="port">Where the pieces lie.</param>
internal sealed class ChainData<TPort>(TPort port)
    where TPort : IPort
{
    /// <summary>Copies device-readable bytes from <paramref name="offset"/> on; the range lies within them.</summary>
    internal async ValueTask Read(DescriptorChain chain, ulong offset, Memory<byte> destination)
    {
        while (destination.Length > 0)
        {
            var segment = chain.At(writable: false, offset, out var into);
            var length = (int)Math.Min((ulong)destination.Length, segment.Length - into);
            await port.ReadBytes(segment.Address + into, destination[..length]);
            destination = destination[length..];
            offset += (ulong)length;
        }
    }

    /// <summary>Copies into device-writable bytes from <paramref name="offset"/> on; the range lies within them.</summary>
    internal async ValueTask Write(DescriptorChain chain, ulong offset, ReadOnlyMemory<byte> source)
    {
        while (source.Length > 0)
        {
            var segment = chain.At(writable: true, offset, out var into);
            var length = (int)Math.Min((ulong)source.Length, segment.Length - into);
            await port.WriteBytes(segment.Address + into, source[..length]);
            source = source[length..];
            offset += (ulong)length;
        }
    }
}
