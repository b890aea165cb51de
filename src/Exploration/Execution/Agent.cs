using System.Runtime.ExceptionServices;
using Virtspec.Exploration.Search;
using Virtspec.Port;

namespace Virtspec.Exploration.Execution;

/// <summary>What an agent asked for. Loads and stores never wait; fences and choices may concern nobody else.</summary>
internal enum Operation : byte
{
    None,
    Load,
    Store,
    Exchange,
    CompareExchange,
    Until,
    Signal,
    Wait,
    Fence,
    Choose,
}

/// <summary>
/// An agent under exploration: code that stands at an access which has not taken place, the access, and what all accesses before it returned.
/// It has at most one access pending, so it parks them itself, and it is used again for the next execution.
/// </summary>
internal sealed class Agent(World world, int index) : AgentHost, IParkedAccess
{
    private Action? _continuation;
    private Task _task = Task.CompletedTask;
    private ulong _result;
    private Memory<byte> _destination;
    private ReadOnlyMemory<byte> _source;
    private ulong _copyAddress;
    private int _copied;
    private int _copyLength;
    private Fingerprint _history;

    internal int Index => index;

    internal string Name { get; private set; } = string.Empty;

    internal bool Daemon { get; private set; }

    internal bool Done { get; private set; }

    internal Operation Kind { get; private set; }

    /// <summary>Whether a load acquires or a store releases.</summary>
    internal bool Ordered { get; private set; }

    internal FenceKind FenceKind { get; private set; }

    /// <summary>Where in the world's memory.</summary>
    internal int Offset { get; private set; }

    /// <summary>As the agent's code knows it.</summary>
    internal ulong Address { get; private set; }

    internal int Size { get; private set; }

    internal ulong Value { get; private set; }

    internal ulong Expected { get; private set; }

    /// <summary>Of a signal: which doorbell.</summary>
    internal Doorbell Doorbell { get; private set; }

    internal Func<ulong, bool>? Suits { get; private set; }

    /// <summary>How many ways a choice can go.</summary>
    internal int Count { get; private set; }

    internal string What { get; private set; } = string.Empty;

    /// <summary>All that accesses returned. The code is deterministic, so this says where it stands and what its variables hold.</summary>
    internal ref readonly Fingerprint History => ref _history;

    internal void Start(string name, bool daemon, Func<AgentPort, ValueTask> body)
    {
        (Name, Daemon, Done) = (name, daemon, false);
        (Kind, _continuation, _copyLength) = (Operation.None, null, 0);
        _history = Fingerprint.Empty;
        _task = body(new AgentPort(this)).AsTask();
        Look();
    }

    /// <summary>The pending access has taken place: the code goes on to its next one.</summary>
    /// <param name="result">What the access returned.</param>
    /// <param name="seen">What tells this course of the code from others: the result, or which store was read.</param>
    internal void Complete(ulong result, ulong seen)
    {
        _history.Add(seen);
        if (_copyLength != 0 && CopyGoesOn(result))
            return;
        var continuation = _continuation
            ?? throw new NondeterministicScenarioException($"{Name} is at its end where it had an access before");
        (Kind, _continuation, _result) = (Operation.None, null, result);
        continuation();
        Look();
    }

    void IParkedAccess.Park(Action continuation) => _continuation = continuation;

    ulong IParkedAccess.Perform() => _result;

    internal override Access Load(ulong address, AccessSize size, bool acquire)
    {
        Ordered = acquire;
        return AskAt(Operation.Load, address, (int)size);
    }

    internal override Access Store(ulong address, ulong value, AccessSize size, bool release)
    {
        (Ordered, Value) = (release, Cut(value, (int)size));
        return AskAt(Operation.Store, address, (int)size);
    }

    internal override Access ReadBytes(ulong address, Memory<byte> destination)
    {
        _destination = destination;
        return AskCopy(address, destination.Length, default);
    }

    internal override Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        _destination = default;
        return AskCopy(address, source.Length, source);
    }

    internal override Access Exchange(ulong address, ulong value, AccessSize size)
    {
        Value = Cut(value, (int)size);
        return AskAt(Operation.Exchange, address, (int)size);
    }

    internal override Access CompareExchange(ulong address, ulong expected, ulong value, AccessSize size)
    {
        (Expected, Value) = (Cut(expected, (int)size), Cut(value, (int)size));
        return AskAt(Operation.CompareExchange, address, (int)size);
    }

    internal override Access Until(ulong address, AccessSize size, Func<ulong, bool> suits)
    {
        (Ordered, Suits) = (false, suits);
        return AskAt(Operation.Until, address, (int)size);
    }

    internal override Access Fence(FenceKind kind)
    {
        FenceKind = kind;
        return Ask(Operation.Fence);
    }

    internal override Access Signal(Doorbell doorbell)
    {
        (Value, Ordered, Offset, Size, Doorbell) = (1, true, world.Cell(doorbell), 8, doorbell);
        return Ask(Operation.Signal);
    }

    internal override Access Wait(Doorbell doorbell)
    {
        (Offset, Size) = (world.Cell(doorbell), 8);
        return Ask(Operation.Wait);
    }

    internal override Access Choose(int count, string what)
    {
        if (count is < 1 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{Name}: a choice of 1 to 65535 ways was expected");
        (Count, What) = (count, what);
        return Ask(Operation.Choose);
    }

    internal override bool Covers(ulong address, ulong length) => world.Covers(this, address, length);

    internal override void Check(bool holds, string property)
    {
        if (holds)
            return;
        world.Fail(new Failure(FailureKind.Property, property, $"{Name}: {property} does not hold"));
        throw new PropertyViolatedException(property);
    }

    internal override void Obligation(string name, bool hot) => world.Owe(name, hot);

    private Access AskAt(Operation kind, ulong address, int size)
    {
        if (((int)address & (size - 1)) != 0)
            throw new InvalidOperationException($"a {kind} of {size} bytes at 0x{address:x} is not aligned to its size");
        Offset = world.Offset(this, address, size);
        (Address, Size) = (address, size);
        return Ask(kind);
    }

    private Access Ask(Operation kind)
    {
        // Code that went on by itself, on another thread, may get here before anybody notices that it had left.
        if (Environment.CurrentManagedThreadId != world.Thread)
            throw AwaitsSomethingElse();
        if (Kind != Operation.None)
            throw new InvalidOperationException($"a {kind} is asked for while the {Kind} before it is not awaited");
        Kind = kind;
        return new Access(this);
    }

    /// <summary>A copy is a row of accesses, each within 8 aligned bytes, in the order of addresses.</summary>
    private Access AskCopy(ulong address, int length, ReadOnlyMemory<byte> source)
    {
        if (length == 0)
            return default;
        world.Offset(this, address, length);
        (_source, _copyAddress, _copyLength, _copied, Ordered) = (source, address, length, 0, false);
        SetPiece();
        var kind = source.IsEmpty ? Operation.Load : Operation.Store;
        return Ask(kind);
    }

    private void SetPiece()
    {
        var address = _copyAddress + (ulong)_copied;
        Size = Math.Min(8 - (int)(address & 7), _copyLength - _copied);
        (Address, Offset) = (address, world.Offset(this, address, Size));
        Value = 0;
        if (_source.IsEmpty)
            return;
        var piece = _source.Span.Slice(_copied, Size);
        for (var i = 0; i < Size; i++)
            Value |= (ulong)piece[i] << (8 * i);
    }

    private bool CopyGoesOn(ulong result)
    {
        if (!_destination.IsEmpty)
        {
            for (var i = 0; i < Size; i++)
                _destination.Span[_copied + i] = (byte)(result >> (8 * i));
        }

        _copied += Size;
        if (_copied < _copyLength)
        {
            SetPiece();
            return true;
        }

        _copyLength = 0;
        return false;
    }

    /// <summary>Code either stands at its next access or is at its end: nothing of it runs elsewhere.</summary>
    private void Look()
    {
        if (!_task.IsCompleted)
        {
            if (_continuation is null)
                throw AwaitsSomethingElse();
            return;
        }

        var left = Kind;
        (Done, Kind) = (true, Operation.None);
        if (_task.Exception?.InnerException is { } exception)
        {
            if (exception is ScenarioException)
                ExceptionDispatchInfo.Throw(exception);
            world.Fail(new Failure(FailureKind.Exception, exception.GetType().Name, $"{Name}: {exception.Message}"));
        }
        else if (left != Operation.None)
        {
            world.Fail(new Failure(FailureKind.Exception, "access not awaited", $"{Name}: its last access, a {left}, is not awaited"));
        }
    }

    private ScenarioException AwaitsSomethingElse() => new($"{Name} awaits something that is not an access of its port");

    private static ulong Cut(ulong value, int size) => size == 8 ? value : value & ((1UL << (8 * size)) - 1);
}
