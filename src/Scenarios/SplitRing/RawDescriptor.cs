using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>Descriptors written by hand, where the driver's half of the ring would not write them so.</summary>
internal static class RawDescriptor
{
    /// <summary>The half of a descriptor behind its address: length, flags and next.</summary>
    internal static ulong Rest(uint length, DescriptorFlags flags, ushort next) => length | ((ulong)flags << 32) | ((ulong)next << 48);

    internal static async ValueTask Write(IPort port, ulong at, Descriptor descriptor)
    {
        await port.Write(at, descriptor.Address, AccessSize.Eight);
        await port.Write(at + 8, Rest(descriptor.Length, descriptor.Flags, descriptor.Next), AccessSize.Eight);
    }

    /// <summary>Writes a chain whose descriptors follow one another, from <paramref name="first"/> on and round the end of the table.</summary>
    internal static async ValueTask WriteChain(IPort port, SplitLayout layout, int first, IReadOnlyList<Segment> pieces)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            var more = i + 1 < pieces.Count;
            var flags = (pieces[i].Writable ? DescriptorFlags.Write : 0) | (more ? DescriptorFlags.Next : 0);
            var next = more ? (ushort)((first + i + 1) % layout.Size) : (ushort)0;
            await Write(port, layout.Descriptor((ushort)((first + i) % layout.Size)), new Descriptor(pieces[i].Address, pieces[i].Length, flags, next));
        }
    }
}
