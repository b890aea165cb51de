using System.Runtime.InteropServices;
using Virtspec.Exploration.States;

namespace Virtspec.Systematic.States;

/// <summary>A search too simple to be wrong: a set of whole states, nothing left out. What the real ones are compared with.</summary>
internal static class BruteForce
{
    internal static (HashSet<string> States, HashSet<string> Ends, HashSet<string> Violated) Search<TMachine, TState>(TMachine machine)
        where TMachine : struct, IMachine<TState>
        where TState : unmanaged
    {
        HashSet<string> states = [Key(machine.Initial)];
        HashSet<string> ends = [];
        HashSet<string> violated = [];
        var todo = new Stack<TState>([machine.Initial]);
        while (todo.TryPop(out var state))
        {
            if (machine.Violated(state) is { } name)
                violated.Add(name);
            var stuck = true;
            for (var action = 0; action < machine.Actions; action++)
            {
                if (!machine.Enabled(state, action))
                    continue;
                stuck = false;
                var next = state;
                machine.Step(ref next, action);
                if (states.Add(Key(next)))
                    todo.Push(next);
            }

            if (stuck)
                ends.Add(Key(state));
        }

        return (states, ends, violated);
    }

    internal static string Key<TState>(TState state)
        where TState : unmanaged => Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<TState>(in state)));
}
