using System.Text;

namespace Virtspec.Systematic.Programs;

/// <summary>What memory holds before anybody runs.</summary>
internal readonly record struct Preset(int Address, int Size, ulong Value)
{
    public override string ToString() => $"[{Address}:{Size}] = 0x{Value:x}";
}

/// <summary>
/// A few threads of straight-line code over a small memory and some doorbells: small enough for every outcome to be enumerated without cunning.
/// </summary>
internal sealed class Program
{
    /// <summary>Checks that it means something: accesses lie in memory and are aligned, a register is filled by one op only, and before it is used.</summary>
    /// <exception cref="ArgumentException">It does not; the message says where.</exception>
    internal Program(int memoryBytes, Op[][] threads, Preset[]? presets = null, bool[]? bells = null)
    {
        (MemoryBytes, Threads, Presets, Bells) = (memoryBytes, threads, presets ?? [], bells ?? []);
        if (memoryBytes is < 8 or > 64 || memoryBytes % 8 != 0)
            throw new ArgumentException($"{memoryBytes} bytes of memory", nameof(memoryBytes));
        foreach (var preset in Presets)
            Covered(preset.Address, preset.Size, aligned: true);
        foreach (var thread in threads)
            Check(thread);
    }

    /// <summary>A multiple of 8.</summary>
    internal int MemoryBytes { get; }

    internal Op[][] Threads { get; }

    internal Preset[] Presets { get; }

    /// <summary>The doorbells: whether each is rung from the start.</summary>
    internal bool[] Bells { get; }

    /// <summary>How many registers a thread has.</summary>
    internal int Registers(int thread) => Threads[thread].Sum(op => op.Fills);

    /// <summary>The text of it, to be read by people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{MemoryBytes} bytes");
        foreach (var preset in Presets)
            text.Append($", {preset}");
        for (var i = 0; i < Bells.Length; i++)
            text.Append($", bell {i}{(Bells[i] ? " rung" : "")}");
        text.AppendLine();
        for (var i = 0; i < Threads.Length; i++)
            text.AppendLine($"  t{i}: {string.Join("; ", (object[])Threads[i])}");
        return text.ToString();
    }

    private void Check(Op[] thread)
    {
        var filled = 0;
        for (var i = 0; i < thread.Length; i++)
        {
            switch (thread[i])
            {
                case Load op: Covered(op.Address, op.Size, aligned: true); break;
                case Store op: Covered(op.Address, op.Size, aligned: true); Filled(op.Value.Register); break;
                case Exchange op: Covered(op.Address, op.Size, aligned: true); Filled(op.Value.Register); break;
                case CompareExchange op: Covered(op.Address, op.Size, aligned: true); Filled(op.Value.Register); break;
                case Until op: Covered(op.Address, op.Size, aligned: true); break;
                case ReadBytes op: Covered(op.Address, op.Length, aligned: false); break;
                case WriteBytes op: Covered(op.Address, op.Length, aligned: false); break;
                case Signal op: ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(op.Bell, Bells.Length); break;
                case Wait op: ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(op.Bell, Bells.Length); break;
                case Choose op: ArgumentOutOfRangeException.ThrowIfLessThan(op.Count, 1); break;
                case SkipIf op:
                    Filled(op.Register);
                    ArgumentOutOfRangeException.ThrowIfGreaterThan(i + 1 + op.Count, thread.Length);
                    break;
            }

            if (thread[i].Fills == 0)
                continue;
            if (thread[i].First != filled)
                throw new ArgumentException($"{thread[i]} fills r{thread[i].First}, expected r{filled}");
            filled += thread[i].Fills;
        }

        void Filled(int register)
        {
            if (register >= filled)
                throw new ArgumentException($"r{register} is used before it is filled");
        }
    }

    private void Covered(int address, int size, bool aligned)
    {
        if (address < 0 || size < 1 || address + size > MemoryBytes)
            throw new ArgumentException($"[{address}:{size}] is not in {MemoryBytes} bytes of memory");
        if (aligned && (size is not (1 or 2 or 4 or 8) || address % size != 0))
            throw new ArgumentException($"[{address}:{size}] is no aligned access");
    }
}
