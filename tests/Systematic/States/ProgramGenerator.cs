using Virtspec.Systematic.States.Machines;

namespace Virtspec.Systematic.States;

/// <summary>Random programs from a seed; a generator of our own (SplitMix64), so that a seed means the same for ever.</summary>
internal sealed class ProgramGenerator(ulong seed)
{
    private ulong _state = seed;

    internal ThreadProgram Next(bool cyclic, out string text)
    {
        var threads = 2 + Below(3);
        var variables = 1 + Below(4);
        var order = cyclic ? StoreOrder.Sequential : (StoreOrder)Below(3);
        var locked = Below(3) == 0;
        var longest = order == StoreOrder.Sequential ? 4 : threads == 2 ? 3 : 2;
        Op[][] program = [.. Enumerable.Range(0, threads).Select(_ => Thread(longest, variables, order, locked, cyclic && Below(2) == 0))];
        (int, int)[]? forbidden = Below(2) == 0 ? null : [.. Enumerable.Range(0, 1 + Below(2)).Select(_ => (Below(variables), Below(3)))];
        text = $"{order}, forbidden {string.Join(" ", forbidden ?? [])}\n" + string.Join('\n', program.Select(ops => string.Join("; ", ops)));
        return new ThreadProgram(program, variables + (locked ? 1 : 0), order, forbidden);
    }

    private Op[] Thread(int longest, int variables, StoreOrder order, bool locked, bool repeats)
    {
        List<Op> ops = [.. Enumerable.Range(0, 1 + Below(longest)).Select(_ => Operation(variables, order))];
        if (locked)
        {
            ops.Insert(0, new(OpKind.Lock, variables));
            ops.Add(new(OpKind.Unlock, variables));
        }

        if (repeats)
        {
            // The register of an operation that reads nothing stays 0: such a loop never ends.
            if (Below(2) == 0)
                ops.Add(new(OpKind.Read, Below(variables)));
            ops.Add(new(OpKind.Repeat, 0, Below(ops.Count)));
        }

        return [.. ops];
    }

    private Op Operation(int variables, StoreOrder order) => Below(order == StoreOrder.Sequential ? 5 : 6) switch
    {
        0 or 1 => new(OpKind.Read, Below(variables)),
        2 or 3 => new(OpKind.Write, Below(variables), Below(3)),
        4 => new(OpKind.Await, Below(variables), Below(2)),
        _ => new(OpKind.Fence),
    };

    private int Below(int bound)
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)bound);
    }
}
