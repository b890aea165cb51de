using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Reference.SplitRing;

/// <summary>Indirect descriptor tables (VIRTIO 1.4, 2.7.5.3).</summary>
public static class IndirectTable
{
    /// <summary>Bytes of a table for <paramref name="count"/> descriptors.</summary>
    /// <param name="count">Descriptors.</param>
    public static uint Bytes(int count) => (uint)count * SplitLayout.DescriptorSize;

    /// <summary>Writes a table whose descriptors follow one another.</summary>
    /// <typeparam name="TPort">The port.</typeparam>
    /// <param name="port">Where the table lies.</param>
    /// <param name="address">First byte, with room for all descriptors.</param>
    /// <param name="segments">Pieces in order.</param>
    public static async ValueTask Fill<TPort>(TPort port, ulong address, ReadOnlyMemory<Segment> segments)
        where TPort : IPort
    {
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments.Span[i];
            var more = i + 1 < segments.Length;
            var flags = (segment.Writable ? DescriptorFlags.Write : 0) | (more ? DescriptorFlags.Next : 0);
            //= split.indirect.driver.2 split.indirect.driver.5
            var next = more ? (ulong)(i + 1) : 0;
            var at = address + ((ulong)i * SplitLayout.DescriptorSize);
            await port.Write(at, segment.Address, AccessSize.Eight);
            await port.Write(at + 8, segment.Length | ((ulong)flags << 32) | (next << 48), AccessSize.Eight);
        }
    }
}
