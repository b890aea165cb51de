namespace Virtspec.Exploration.Execution;

/// <summary>What the next step of a process touches: one range of shared memory. Steps whose footprints do not conflict commute.</summary>
internal readonly record struct Footprint
{
    private const byte WriteMark = 1;
    private const byte ForwardMark = 2;
    private const byte OrderMark = 4;
    private const byte RowMark = 8;

    private readonly int _start;
    private readonly int _end;
    private readonly byte _marks;
    private readonly byte _owner;

    private Footprint(int owner, int start, int size, byte marks) => (_owner, _start, _end, _marks) = ((byte)owner, start, start + size, marks);

    /// <summary>A step that touches nothing that others can see.</summary>
    internal static Footprint None => default;

    internal static Footprint Read(int owner, int start, int size) => new(owner, start, size, 0);

    /// <summary>A load that its own store buffer answers in full: no store of another agent changes what it returns.</summary>
    internal static Footprint Forwarded(int owner, int start, int size) => new(owner, start, size, ForwardMark);

    internal static Footprint Write(int owner, int start, int size) => new(owner, start, size, WriteMark);

    /// <summary>The step also takes its place in the one order of all full fences.</summary>
    internal Footprint WithFence() => new(_owner, _start, _end - _start, (byte)(_marks | OrderMark));

    /// <summary>The step also takes its place in the one order of all stores to its 8 aligned bytes.</summary>
    internal Footprint InRow() => new(_owner, _start, _end - _start, (byte)(_marks | RowMark));

    /// <summary>Whether the step is a load that its own store buffer answers in full.</summary>
    internal bool IsForwarded => (_marks & ForwardMark) != 0;

    /// <summary>Whether the order of two steps of different processes can matter.</summary>
    /// <remarks>
    /// An agent's load and a drain of its own buffer conflict wherever they overlap: before the drain the buffer answers, after it memory does.
    /// </remarks>
    internal static bool Conflict(in Footprint first, in Footprint second)
    {
        if ((first._marks & second._marks & OrderMark) != 0)
            return true;
        if ((first._marks & second._marks & RowMark) != 0 && first._start / 8 == second._start / 8)
            return true;
        if (first._start >= second._end || second._start >= first._end)
            return false;
        var marks = first._marks | second._marks;
        return first._owner == second._owner || (marks & (WriteMark | ForwardMark)) == WriteMark;
    }
}
