using Virtspec.Port;

namespace Virtspec.Systematic.Programs;

/// <summary>The kinds of op a generated program may have.</summary>
[Flags]
internal enum OpKinds
{
    Accesses = 0,
    AcquireRelease = 1,
    Fences = 2,
    ReadWriteFences = 4,
    ReadModifyWrite = 8,
    Awaiting = 16,
    Doorbells = 32,
    Choices = 64,
    Bytes = 128,
    All = AcquireRelease | Fences | ReadWriteFences | ReadModifyWrite | Awaiting | Doorbells | Choices | Bytes,
}

/// <summary>How large generated programs are, and what is in them.</summary>
/// <param name="MostThreads">At least 2.</param>
/// <param name="MostOps">Over all threads; what an enumeration takes grows steeply with it.</param>
/// <param name="Kinds">What may be in them besides plain loads and stores.</param>
/// <param name="OneSize">Whether all accesses to a location have one size; else they overlap.</param>
internal sealed record Shape(int MostThreads, int MostOps, OpKinds Kinds, bool OneSize = false);

/// <summary>Random programs. The same numbers give the same programs.</summary>
internal sealed class ProgramGenerator(SplitMix64 random, Shape shape)
{
    private static readonly FenceKind[] s_orderings = [FenceKind.Acquire, FenceKind.Release, FenceKind.Full];
    private int _memory;
    private int _stored;
    private int _last;
    private bool[] _bells = [];

    internal Program Next()
    {
        _memory = random.OneIn(2) ? 8 : 16;
        _stored = 0;
        _bells = Has(OpKinds.Doorbells) ? [.. Enumerable.Range(0, random.Below(3)).Select(_ => random.OneIn(2))] : [];
        var presets = random.OneIn(4) ? new[] { AtRandom((address, size) => new Preset(address, size, Constant(size))) } : [];
        var lengths = Lengths();
        return new Program(_memory, [.. lengths.Select(Thread)], presets, _bells);
    }

    private bool Has(OpKinds kind) => (shape.Kinds & kind) != 0;

    /// <summary>How many ops each thread has: at least one, and all together no more than may be.</summary>
    private int[] Lengths()
    {
        var lengths = new int[2 + random.Below(shape.MostThreads - 1)];
        Array.Fill(lengths, 1);
        for (var left = shape.MostOps - lengths.Length - random.Below(3); left > 0; left--)
            lengths[random.Below(lengths.Length)]++;
        return lengths;
    }

    private Op[] Thread(int length)
    {
        var ops = new List<Op>();
        var filled = 0;
        for (var i = 0; i < length; i++)
        {
            if (Has(OpKinds.Choices) && filled > 0 && i + 1 < length && random.OneIn(6))
                ops.Add(new SkipIf(random.Below(filled), random.OneIn(2) ? 0 : Constant(1) & 1, 1));
            ops.Add(Any(filled));
            filled += ops[^1].Fills;
        }

        return [.. ops];
    }

    private Op Any(int register)
    {
        switch (random.Below(12))
        {
            case 0 or 1 when Has(OpKinds.Fences | OpKinds.ReadWriteFences):
                return new Fence(Ordering());
            case 2 when Has(OpKinds.ReadModifyWrite):
                return AtRandom((address, size) => new Exchange(register, address, size, Value(size, register)));
            case 3 when Has(OpKinds.ReadModifyWrite):
                return AtRandom((address, size) => new CompareExchange(register, address, size, random.OneIn(2) ? 0 : Constant(size), Value(size, register)));
            case 4 when Has(OpKinds.Awaiting):
                return AtRandom((address, size) => new Until(register, address, size, random.OneIn(3) ? Constant(size) : 0, random.OneIn(4)));
            case 5 when _bells.Length > 0:
                return new Signal(random.Below(_bells.Length));
            case 6 when _bells.Length > 0:
                return new Wait(random.Below(_bells.Length));
            case 7 when Has(OpKinds.Choices):
                return new Choose(register, 2);
            case 8 when Has(OpKinds.Bytes):
                var (at, bytes) = Span();
                return random.OneIn(2) ? new ReadBytes(register, at, bytes) : new WriteBytes(at, bytes, (byte)(16 * ++_stored));
            case 9 or 10 or 0 or 2 or 5:
                return AtRandom((address, size) => new Store(address, size, Value(size, register), Has(OpKinds.AcquireRelease) && random.OneIn(3)));
            default:
                return AtRandom((address, size) => new Load(register, address, size, Has(OpKinds.AcquireRelease) && random.OneIn(3)));
        }
    }

    private FenceKind Ordering()
    {
        if (Has(OpKinds.ReadWriteFences) && (random.OneIn(3) || !Has(OpKinds.Fences)))
            return random.OneIn(2) ? FenceKind.Read : FenceKind.Write;
        return s_orderings[random.Below(s_orderings.Length)];
    }

    /// <summary>One of two locations of 4 bytes, or anything aligned; usually not where the access before was, for order shows between places.</summary>
    private T AtRandom<T>(Func<int, int, T> make)
    {
        var (address, size) = Place();
        if (address == _last && !random.OneIn(3))
            (address, size) = Place();
        _last = address;
        return make(address, size);
    }

    private (int Address, int Size) Place()
    {
        if (shape.OneSize)
            return (random.Below(2) * _memory / 2, 4);
        var size = 1 << random.Below(4);
        return (size * random.Below(_memory / size), size);
    }

    private (int At, int Bytes) Span()
    {
        var bytes = 1 + random.Below(Math.Min(12, _memory));
        return (random.Below(_memory - bytes + 1), bytes);
    }

    private Operand Value(int size, int registers) =>
        registers > 0 && random.OneIn(8) ? new Operand((ulong)random.Below(2), random.Below(registers)) : new Operand(Fresh(size));

    /// <summary>A constant that tells which store it came from, in each of its bytes.</summary>
    private ulong Fresh(int size) => Spread((ulong)++_stored, size);

    /// <summary>A constant that some store may have written.</summary>
    private ulong Constant(int size) => Spread((ulong)random.Below(3), size);

    private static ulong Spread(ulong value, int size) => (value * 0x0101_0101_0101_0101) >> (64 - 8 * size);
}
