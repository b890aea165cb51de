namespace Virtspec.Systematic.Programs;

/// <summary>What memory may do with the accesses of a program.</summary>
internal enum Consistency
{
    /// <summary>Sequential consistency: accesses take place one after the other, whole.</summary>
    Sequential,

    /// <summary>Total store order: a FIFO of stores in front of memory for each thread (Sewell et al., x86-TSO, CACM 2010).</summary>
    TotalStoreOrder,

    /// <summary>Partial store order: stores to different places leave that buffer in any order (The SPARC Architecture Manual, version 8).</summary>
    PartialStoreOrder,

    /// <summary>Release and acquire by views; see <see cref="BruteViews"/>.</summary>
    ReleaseAcquire,
}

/// <summary>Part of an op that takes place as one step: as many bytes as there are, not over a multiple of 8.</summary>
internal abstract record Instruction;

/// <summary>A load of bytes that go to the register file from byte <paramref name="Destination"/> on.</summary>
internal sealed record LoadPiece(int Destination, int Address, int Size, bool Acquire) : Instruction;

internal sealed record StorePiece(int Address, int Size, Operand Value, bool Release) : Instruction;

internal sealed record Jump(int Register, ulong Value, int Target) : Instruction;

/// <summary>An op that is one step as it stands.</summary>
internal sealed record Whole(Op Op) : Instruction;

/// <summary>A thread's ops cut into steps.</summary>
internal static class BruteCode
{
    internal static Instruction[] Of(Op[] ops)
    {
        var pieces = ops.Select(op => Pieces(op).ToArray()).ToArray();
        var starts = new int[ops.Length + 1];
        for (var i = 0; i < ops.Length; i++)
            starts[i + 1] = starts[i] + pieces[i].Length;
        for (var i = 0; i < ops.Length; i++)
        {
            if (ops[i] is SkipIf skip)
                pieces[i][0] = new Jump(skip.Register, skip.Value, starts[i + 1 + skip.Count]);
        }

        return [.. pieces.SelectMany(piece => piece)];
    }

    private static IEnumerable<Instruction> Pieces(Op op) => op switch
    {
        Load load => [new LoadPiece(8 * load.Register, load.Address, load.Size, load.Acquire)],
        Store store => [new StorePiece(store.Address, store.Size, store.Value, store.Release)],
        ReadBytes read => Cut(read.Address, read.Length)
            .Select(cut => new LoadPiece(8 * read.Register + cut.Address - read.Address, cut.Address, cut.Size, Acquire: false)),
        WriteBytes write => Cut(write.Address, write.Length)
            .Select(cut => new StorePiece(cut.Address, cut.Size, new Operand(Bytes(write, cut.Address, cut.Size)), Release: false)),
        _ => [new Whole(op)],
    };

    private static IEnumerable<(int Address, int Size)> Cut(int address, int length)
    {
        var end = address + length;
        while (address < end)
        {
            var size = Math.Min(end, (address / 8 + 1) * 8) - address;
            yield return (address, size);
            address += size;
        }
    }

    private static ulong Bytes(WriteBytes write, int address, int size)
    {
        var value = 0ul;
        for (var i = size - 1; i >= 0; i--)
            value = value << 8 | write[address - write.Address + i];
        return value;
    }
}
