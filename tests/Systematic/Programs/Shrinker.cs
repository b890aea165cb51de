namespace Virtspec.Systematic.Programs;

/// <summary>Makes a program that shows something as small as it gets while it still shows it.</summary>
internal static class Shrinker
{
    /// <summary>The smallest program that dropping ops, threads and presets one by one leads to.</summary>
    /// <param name="program">One that fails.</param>
    /// <param name="fails">Whether a program shows what is looked for.</param>
    internal static Program Shrink(Program program, Func<Program, bool> fails)
    {
        while (Smaller(program).Select(make => Made(make)).FirstOrDefault(smaller => smaller is not null && fails(smaller)) is { } smaller)
            program = smaller;
        return program;
    }

    /// <summary>Null if what was dropped was needed.</summary>
    private static Program? Made(Func<Program> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<Func<Program>> Smaller(Program program)
    {
        for (var i = 0; i < program.Threads.Length && program.Threads.Length > 1; i++)
        {
            var gone = i;
            yield return () => With(program, [.. program.Threads.Where((_, other) => other != gone)]);
        }

        for (var i = 0; i < program.Threads.Length; i++)
        {
            for (var at = 0; at < program.Threads[i].Length; at++)
            {
                var threads = program.Threads.ToArray();
                threads[i] = Without(threads[i], at);
                yield return () => With(program, threads);
            }
        }

        if (program.Presets.Length > 0)
            yield return () => new Program(program.MemoryBytes, program.Threads, [], program.Bells);
        if (program.MemoryBytes > 8)
            yield return () => new Program(program.MemoryBytes - 8, program.Threads, program.Presets, program.Bells);
        if (program.Bells.Length > 0)
            yield return () => new Program(program.MemoryBytes, program.Threads, program.Presets, program.Bells[..^1]);
    }

    private static Program With(Program program, Op[][] threads) => new(program.MemoryBytes, threads, program.Presets, program.Bells);

    /// <summary>A thread without one op: the registers after its own move up, and skips over it get shorter.</summary>
    private static Op[] Without(Op[] ops, int dropped)
    {
        var (first, fills) = (ops[dropped].First, ops[dropped].Fills);
        return [.. ops.Select(Changed).Where((_, i) => i != dropped)];

        Op Changed(Op op, int i) => op switch
        {
            Load o => o with { Register = Moved(o.Register) },
            Store o => o with { Value = Constant(o.Value) },
            Exchange o => o with { Register = Moved(o.Register), Value = Constant(o.Value) },
            CompareExchange o => o with { Register = Moved(o.Register), Value = Constant(o.Value) },
            Until o => o with { Register = Moved(o.Register) },
            Choose o => o with { Register = Moved(o.Register) },
            ReadBytes o => o with { Register = Moved(o.Register) },
            SkipIf o => o with
            {
                // A register that nobody fills: refused, so that the skip has to go first.
                Register = Gone(o.Register) ? int.MaxValue : Moved(o.Register),
                Count = i < dropped && dropped <= i + o.Count ? o.Count - 1 : o.Count,
            },
            _ => op,
        };

        bool Gone(int register) => fills > 0 && register >= first && register < first + fills;

        int Moved(int register) => fills > 0 && register > first ? register - fills : register;

        Operand Constant(Operand value) => value with { Register = Gone(value.Register) ? -1 : Moved(value.Register) };
    }
}
