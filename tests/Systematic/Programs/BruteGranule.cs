namespace Virtspec.Systematic.Programs;

/// <summary>The stores to eight aligned bytes, in modification order. The first is what was there before anybody ran, and covers all eight.</summary>
internal sealed class BruteGranule(IEnumerable<BruteMessage> messages)
{
    private readonly List<BruteMessage> _messages = [.. messages];

    internal IReadOnlyList<BruteMessage> Messages => _messages;

    internal BruteGranule Copy() => new(_messages);

    internal int Place(BruteMessage message) => _messages.IndexOf(message);

    internal BruteMessage Later(BruteMessage one, BruteMessage other) => Place(one) >= Place(other) ? one : other;

    /// <summary>For each of some bytes the latest message at or before a place.</summary>
    internal BruteMessage[] Cut(int place, int address, int size) =>
        [.. Enumerable.Range(address, size).Select(at => _messages.Take(place + 1).Last(message => message.Covers(at)))];

    /// <summary>Every way to read some bytes: what a load sees is memory as it was after one of the stores.</summary>
    internal IEnumerable<BruteMessage[]> Readings(int address, int size, BruteMessage[] atLeast)
    {
        var found = new List<BruteMessage[]>();
        for (var place = 0; place < _messages.Count; place++)
        {
            var cut = Cut(place, address, size);
            var allowed = Enumerable.Range(0, size).All(i => Place(cut[i]) >= Place(atLeast[address + i]));
            if (allowed && !found.Any(other => other.SequenceEqual(cut)))
                found.Add(cut);
        }

        return found;
    }

    /// <summary>
    /// Every place where a store may go: right after one that it overlaps, at the end if that is the last such one, but not before what
    /// its thread knows of, and not where it would come between a read-modify-write and what that read.
    /// </summary>
    internal IEnumerable<int> Places(int address, int size, BruteMessage[] atLeast)
    {
        var overlapping = _messages.FindAll(message => message.Overlaps(address, size));
        var known = Enumerable.Range(address, size).Max(at => Place(atLeast[at]));
        foreach (var message in overlapping.Where(message => Place(message) >= known))
        {
            var place = message == overlapping[^1] ? _messages.Count : Place(message) + 1;
            if (KeepsAtomicity(place, address, size))
                yield return place;
        }
    }

    /// <summary>
    /// As <see cref="Places"/>, for a read-modify-write: right after a message that covers all it reads, or at the end, where it may read
    /// from several.
    /// </summary>
    internal IEnumerable<int> Exchanges(int address, int size, BruteMessage[] atLeast) => Places(address, size, atLeast)
        .Where(place => place == _messages.Count || (_messages[place - 1].Covers(address) && _messages[place - 1].Covers(address + size - 1)));

    internal void Insert(int place, BruteMessage message) => _messages.Insert(place, message);

    private bool KeepsAtomicity(int place, int address, int size)
    {
        var changed = Copy();
        changed.Insert(place, new BruteMessage(address, new byte[size]));
        return changed._messages.TrueForAll(message =>
            message.Sources.Length == 0
            || changed.Cut(changed.Place(message) - 1, message.Address, message.Size).SequenceEqual(message.Sources));
    }
}
