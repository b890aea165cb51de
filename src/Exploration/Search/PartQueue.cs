namespace Virtspec.Exploration.Search;

/// <summary>Parts of a search, each for the first worker that asks, and of those only the ones that are this shard's.</summary>
internal sealed class PartQueue
{
    private readonly IReadOnlyList<SearchPart> _parts;
    private readonly (int Index, int Count) _shard;
    private readonly int _all;
    private int _next = -1;

    internal PartQueue(IReadOnlyList<SearchPart> parts, (int Index, int Count) shard) => (_parts, _shard, _all) = (parts, shard, parts.Count);

    private PartQueue(int blocks, (int Index, int Count) shard) => (_parts, _shard, _all) = ([], shard, blocks);

    /// <summary>How many are this shard's.</summary>
    internal int Count => (_all - _shard.Index + _shard.Count - 1) / _shard.Count;

    internal SearchPart this[int number] => _parts[number];

    /// <summary>Parts that need no beginning.</summary>
    internal static PartQueue Blocks(int count, (int Index, int Count) shard) => new(count, shard);

    /// <summary>The next part that was not done in an earlier run.</summary>
    internal bool Next(Checkpoint? checkpoint, out int number)
    {
        do
        {
            var next = Interlocked.Increment(ref _next);
            if (next >= Count)
            {
                number = -1;
                return false;
            }

            number = (next * _shard.Count) + _shard.Index;
        }
        while (checkpoint?.IsDone(number) == true);
        return true;
    }
}
