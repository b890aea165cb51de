using Virtspec.Port;

namespace Virtspec.Systematic.Programs;

/// <summary>A value to store: a constant, or what a register of the same thread holds plus the constant.</summary>
/// <param name="Constant">Added to the register, wrapping.</param>
/// <param name="Register">Which register; -1 for none.</param>
internal readonly record struct Operand(ulong Constant, int Register = -1)
{
    public static implicit operator Operand(int constant) => new((ulong)constant);

    public override string ToString() => Register < 0 ? $"0x{Constant:x}" : $"r{Register}+0x{Constant:x}";
}

/// <summary>One line of a thread. Addresses are byte offsets in the program's memory, aligned to the size unless said otherwise.</summary>
internal abstract record Op
{
    /// <summary>How many registers it fills, from its first.</summary>
    internal virtual int Fills => 0;

    /// <summary>The first register it fills, if any.</summary>
    internal virtual int First => -1;
}

internal sealed record Load(int Register, int Address, int Size, bool Acquire = false) : Op
{
    internal override int Fills => 1;

    internal override int First => Register;

    public override string ToString() => $"r{Register} = load{(Acquire ? "-acquire" : "")} [{Address}:{Size}]";
}

internal sealed record Store(int Address, int Size, Operand Value, bool Release = false) : Op
{
    public override string ToString() => $"store{(Release ? "-release" : "")} [{Address}:{Size}] = {Value}";
}

internal sealed record Fence(FenceKind Kind) : Op
{
    public override string ToString() => $"fence {Kind}";
}

internal sealed record Exchange(int Register, int Address, int Size, Operand Value) : Op
{
    internal override int Fills => 1;

    internal override int First => Register;

    public override string ToString() => $"r{Register} = exchange [{Address}:{Size}], {Value}";
}

internal sealed record CompareExchange(int Register, int Address, int Size, ulong Expected, Operand Value) : Op
{
    internal override int Fills => 1;

    internal override int First => Register;

    public override string ToString() => $"r{Register} = compare-exchange [{Address}:{Size}], 0x{Expected:x}, {Value}";
}

/// <summary>Waits until a location holds a value, or until it holds any other.</summary>
internal sealed record Until(int Register, int Address, int Size, ulong Value, bool Equal) : Op
{
    internal override int Fills => 1;

    internal override int First => Register;

    internal bool Suits(ulong value) => (value == Value) == Equal;

    public override string ToString() => $"r{Register} = until [{Address}:{Size}] {(Equal ? "==" : "!=")} 0x{Value:x}";
}

internal sealed record Signal(int Bell) : Op
{
    public override string ToString() => $"signal {Bell}";
}

internal sealed record Wait(int Bell) : Op
{
    public override string ToString() => $"wait {Bell}";
}

internal sealed record Choose(int Register, int Count) : Op
{
    internal override int Fills => 1;

    internal override int First => Register;

    public override string ToString() => $"r{Register} = choose {Count}";
}

/// <summary>Goes past the next ops if a register holds a value. No access: it takes no step of its own.</summary>
internal sealed record SkipIf(int Register, ulong Value, int Count) : Op
{
    public override string ToString() => $"if r{Register} == 0x{Value:x} skip {Count}";
}

/// <summary>Reads bytes at any alignment. The first eight fill one register, the rest the next.</summary>
internal sealed record ReadBytes(int Register, int Address, int Length) : Op
{
    internal override int Fills => (Length + 7) / 8;

    internal override int First => Register;

    public override string ToString() => $"r{Register}.. = bytes [{Address}:{Length}]";
}

/// <summary>Writes bytes at any alignment: <paramref name="Start"/>, and each next one more, wrapping.</summary>
internal sealed record WriteBytes(int Address, int Length, byte Start) : Op
{
    internal byte this[int at] => (byte)(Start + at);

    public override string ToString() => $"bytes [{Address}:{Length}] = 0x{Start:x2}..";
}
