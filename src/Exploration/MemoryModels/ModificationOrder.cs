namespace Virtspec.Exploration.MemoryModels;

/// <summary>All stores to 8 aligned bytes, in the order in which everybody has to see those that overlap.</summary>
internal sealed class ModificationOrder
{
    private readonly List<Message> _messages = [];

    internal int Count => _messages.Count;

    internal Message this[int position] => _messages[position];

    internal Message Last => _messages[^1];

    internal void Clear() => _messages.Clear();

    internal void Insert(int position, Message message)
    {
        _messages.Insert(position, message);
        for (var i = position; i < _messages.Count; i++)
            _messages[i].Position = i;
    }

    /// <summary>The newest message up to a position that covers a byte.</summary>
    internal Message At(int position, int offset)
    {
        while (!_messages[position].Covers(offset))
            position--;
        return _messages[position];
    }

    /// <summary>Position of the newest message that overlaps a range, at or before a position; -1 for none.</summary>
    internal int Overlapping(int position, int offset, int size)
    {
        while (position >= 0 && !_messages[position].Overlaps(offset, size))
            position--;
        return position;
    }

    /// <summary>Whether a reader may see the range as of a position.</summary>
    internal bool Readable(int position, int offset, int size, View view)
    {
        for (var at = offset; at < offset + size; at++)
        {
            if (At(position, at).Position < view[at].Position)
                return false;
        }

        return true;
    }

    /// <summary>Whether a store to a range may follow a position: not if it came between a read-modify-write and what that read.</summary>
    internal bool Open(int position, int offset, int size)
    {
        for (var at = offset; at < offset + size; at++)
        {
            for (var after = position + 1; after < _messages.Count; after++)
            {
                if (!_messages[after].Covers(at))
                    continue;
                if (_messages[after].Atomic)
                    return false;
                break;
            }
        }

        return true;
    }

    internal ulong Value(int position, int offset, int size)
    {
        var value = 0UL;
        for (var i = 0; i < size; i++)
            value |= (ulong)At(position, offset + i).ByteAt(offset + i) << (8 * i);
        return value;
    }
}
