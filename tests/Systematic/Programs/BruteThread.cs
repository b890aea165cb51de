namespace Virtspec.Systematic.Programs;

/// <summary>Where a thread is in its code, and its registers.</summary>
internal sealed class BruteThread
{
    private readonly Instruction[] _code;
    private readonly byte[] _registers;
    private int _next;

    internal BruteThread(Instruction[] code, int registers)
    {
        (_code, _registers) = (code, new byte[8 * registers]);
        Settle();
    }

    private BruteThread(BruteThread other) => (_code, _registers, _next) = (other._code, (byte[])other._registers.Clone(), other._next);

    internal bool Done => _next == _code.Length;

    /// <summary>What it does next; not when it is done.</summary>
    internal Instruction Next => _code[_next];

    internal string Key => $"{_next} {Convert.ToHexString(_registers)}";

    internal ulong[] Registers => [.. Enumerable.Range(0, _registers.Length / 8).Select(Register)];

    internal BruteThread Copy() => new(this);

    /// <summary>Goes to the next access. Jumps are no step: they belong to the access before them.</summary>
    internal void Advance()
    {
        _next++;
        Settle();
    }

    internal ulong Register(int register) => BitConverter.ToUInt64(_registers, 8 * register);

    internal ulong Value(Operand operand) => operand.Constant + (operand.Register < 0 ? 0 : Register(operand.Register));

    internal void Fill(int destination, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_registers.AsSpan(destination));

    internal void Fill(int register, ulong value) => BitConverter.TryWriteBytes(_registers.AsSpan(8 * register), value);

    private void Settle()
    {
        while (_next < _code.Length && _code[_next] is Jump jump)
            _next = Register(jump.Register) == jump.Value ? jump.Target : _next + 1;
    }
}
