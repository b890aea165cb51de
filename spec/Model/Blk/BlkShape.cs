using Virtspec.Model.SplitRing;

namespace Virtspec.Model.Blk;

/// <summary>In which pieces the data of a request lies; header and status byte are none of it.</summary>
/// <param name="Segments">How many pieces.</param>
/// <param name="Largest">Bytes in the largest.</param>
internal readonly record struct BlkShape(int Segments, ulong Largest)
{
    /// <summary>The shape of a chain: what is left of its segments without the first 16 device-readable bytes and the last device-writable one.</summary>
    internal static BlkShape Of(Chain chain)
    {
        var shape = default(BlkShape);
        var header = (ulong)BlkProtocol.HeaderSize;
        var room = chain.WritableBytes == 0 ? 0 : chain.WritableBytes - 1;
        for (var i = 0; i < chain.Segments.Count; i++)
        {
            var segment = chain.Segments[i];
            ulong bytes = segment.Length;
            if (segment.Writable)
            {
                bytes = Math.Min(bytes, room);
                room -= bytes;
            }
            else
            {
                var skipped = Math.Min(bytes, header);
                header -= skipped;
                bytes -= skipped;
            }

            if (bytes > 0)
                shape = new(shape.Segments + 1, Math.Max(shape.Largest, bytes));
        }

        return shape;
    }
}
