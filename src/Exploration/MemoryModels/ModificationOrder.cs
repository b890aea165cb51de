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

    /// <summary>Where a store goes that comes right behind a position: behind all others if nothing it overlaps comes later.</summary>
    internal int Behind(int position, int offset, int size) =>
        Overlapping(_messages.Count - 1, offset, size) == position ? _messages.Count : position + 1;

    /// <summary>Whether a store there would come between a read-modify-write of some of its bytes and what that read.</summary>
    internal bool Splits(int index, int offset, int size)
    {
        for (var later = index; later < _messages.Count; later++)
        {
            var message = _messages[later];
            for (var at = Math.Max(offset, message.Offset); message.Exchanged && at < Math.Min(offset + size, message.Offset + message.Size); at++)
            {
                if (At(later - 1, at).Position < index)
                    return true;
            }
        }

        return false;
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
