using System.Runtime.CompilerServices;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// What a search still has to do, as sequences of steps that share their beginnings (Abdulla et al., POPL 2014). The execution under way is one path
/// in it, from the root down; what branches off that path is to be tried, in the order in which it was added.
/// </summary>
/// <remarks>
/// Steps that turn out one way or another have their sequels apart: each says after which way of the step before it is to come. A step without
/// any sequel is followed by whatever the search likes.
/// </remarks>
internal sealed class WakeupTree
{
    internal const int Root = 0;
    internal const int None = -1;

    private Step[] _steps = new Step[256];
    private int _used;
    private int _free;

    internal WakeupTree() => Clear();

    /// <summary>How many steps are in it.</summary>
    internal int Count { get; private set; }

    internal void Clear()
    {
        (_used, _free, Count) = (1, None, 0);
        _steps[Root] = new Step { First = None, Last = None, Next = None };
    }

    internal int ProcessOf(int step) => _steps[step].Process;

    internal ref readonly Footprint FootprintOf(int step) => ref _steps[step].Footprint;

    internal bool IsLeaf(int step) => _steps[step].First == None;

    /// <summary>The first sequel of a step that has any.</summary>
    internal int First(int step) => _steps[step].First;

    /// <summary>After which way of the step before it a step is to come.</summary>
    internal int AfterOf(int step) => _steps[step].After;

    /// <summary>The first sequel of a step that turned out some way, or <see cref="None"/>.</summary>
    internal int First(int step, int alternative) => Suitable(_steps[step].First, alternative);

    /// <summary>The sequel that comes next, or <see cref="None"/>.</summary>
    internal int Next(int step) => Suitable(_steps[step].Next, _steps[step].After);

    /// <summary>Adds a sequel behind all others.</summary>
    /// <param name="parent">Of which step.</param>
    /// <param name="after">In which way that step turned out.</param>
    /// <param name="process">Whose step follows.</param>
    /// <param name="footprint">What it touches.</param>
    internal int Add(int parent, int after, int process, in Footprint footprint)
    {
        var step = Take();
        _steps[step] = new Step { Process = process, Footprint = footprint, After = after, First = None, Last = None, Next = None };
        ref var above = ref _steps[parent];
        if (above.First == None)
            above.First = step;
        else
            _steps[above.Last].Next = step;
        above.Last = step;
        Count++;
        return step;
    }

    /// <summary>Takes out a sequel and all that follows it.</summary>
    internal void Remove(int parent, int step)
    {
        while (_steps[step].First != None)
            Remove(step, _steps[step].First);
        ref var above = ref _steps[parent];
        var before = None;
        for (var at = above.First; at != step; at = _steps[at].Next)
            before = at;
        var next = _steps[step].Next;
        if (before == None)
            above.First = next;
        else
            _steps[before].Next = next;
        if (next == None)
            above.Last = before;
        _steps[step].Next = _free;
        _free = step;
        Count--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Suitable(int step, int alternative)
    {
        while (step != None && _steps[step].After != alternative)
            step = _steps[step].Next;
        return step;
    }

    private int Take()
    {
        if (_free != None)
        {
            var step = _free;
            _free = _steps[step].Next;
            return step;
        }

        if (_used == _steps.Length)
            Array.Resize(ref _steps, 2 * _steps.Length);
        return _used++;
    }

    private struct Step
    {
        internal int Process;
        internal int After;
        internal Footprint Footprint;
        internal int First;
        internal int Last;
        internal int Next;
    }
}
