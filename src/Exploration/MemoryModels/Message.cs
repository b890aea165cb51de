using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.MemoryModels;

/// <summary>One store, as long as somebody may still read it. Used again in the next execution.</summary>
internal sealed class Message
{
    internal int Offset { get; private set; }

    internal int Size { get; private set; }

    internal ulong Value { get; private set; }

    /// <summary>Agent and how-manieth store of it: the same in every run in which the agent comes this way. 0 for what memory began with.</summary>
    internal ulong Identity { get; private set; }

    internal int Writer { get; private set; }

    /// <summary>Step of the writer in which it was stored.</summary>
    internal int Step { get; private set; }

    /// <summary>Place in the modification order of its 8 bytes.</summary>
    internal int Position { get; set; }

    /// <summary>Whether it is the store of a read-modify-write: for each of its bytes nothing may come between it and what that byte held.</summary>
    internal bool Atomic { get; private set; }

    /// <summary>What reading it lets a reader know.</summary>
    internal View View { get; } = new();

    internal void Set(int offset, int size, ulong value, int writer, int sequence, int step, bool atomic)
    {
        (Offset, Size, Value, Writer, Step, Atomic) = (offset, size, value, writer, step, atomic);
        Identity = ((ulong)(writer + 1) << 32) | (uint)sequence;
    }

    internal bool Overlaps(int offset, int size) => Offset < offset + size && offset < Offset + Size;

    internal bool Covers(int offset) => offset >= Offset && offset < Offset + Size;

    internal byte ByteAt(int offset) => (byte)(Value >> (8 * (offset - Offset)));
}

/// <summary>For each byte the oldest store that may still be read.</summary>
internal sealed class View
{
    private Message[] _bytes = [];
    private int _length;

    internal Message this[int offset]
    {
        get => _bytes[offset];
        set => _bytes[offset] = value;
    }

    internal void Resize(int length)
    {
        if (_bytes.Length < length)
            _bytes = new Message[length];
        _length = length;
    }

    internal void CopyFrom(View other)
    {
        Resize(other._length);
        other._bytes.AsSpan(0, _length).CopyTo(_bytes);
    }

    /// <summary>For each byte the later of the two.</summary>
    internal void Join(View other)
    {
        for (var i = 0; i < _length; i++)
        {
            if (other._bytes[i].Position > _bytes[i].Position)
                _bytes[i] = other._bytes[i];
        }
    }

    internal void Raise(Message message)
    {
        for (var at = message.Offset; at < message.Offset + message.Size; at++)
        {
            if (message.Position > _bytes[at].Position)
                _bytes[at] = message;
        }
    }

    internal void AddTo(ref Fingerprint fingerprint)
    {
        for (var i = 0; i < _length; i++)
            fingerprint.Add(_bytes[i].Identity);
    }
}
