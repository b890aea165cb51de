namespace Virtspec.Exploration.Search.Sampling;

/// <summary>How often each of the classes of a sample was met, told apart by hash, and what that says about those that were not.</summary>
/// <remarks>
/// Memory is bounded. Once a class comes that there is no room for, nothing more is counted, so that what was counted is a fair sample still:
/// <see cref="IsFull"/> says so, and <see cref="Counted"/> up to when. Safe for several threads; for speed each worker has its own, and one
/// takes them up in the end.
/// </remarks>
internal sealed class DistinctCounter
{
    internal const int UsualMost = 1 << 20;

    private readonly Lock _lock = new();
    private readonly int _most;
    private ulong[] _hashes = new ulong[1024];
    private int[] _times = new int[1024];
    private int _distinct;
    private long _counted;
    private long _once;
    private long _twice;
    private bool _full;

    /// <summary>An empty one.</summary>
    /// <param name="most">Most classes told apart; each takes about 24 to 48 bytes.</param>
    internal DistinctCounter(int most = UsualMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _most = most;
    }

    /// <summary>Executions counted.</summary>
    internal long Counted => Locked(() => _counted);

    /// <summary>Classes met.</summary>
    internal int Distinct => Locked(() => _distinct);

    /// <summary>Whether counting came to an end because there were too many classes.</summary>
    internal bool IsFull => Locked(() => _full);

    /// <summary>
    /// An estimate of how many classes there are, met or not: Chao1 in its bias-corrected form (Chao 1984, 1987). It is a lower bound where classes
    /// differ much in probability, as they do here, and says little before <see cref="UnseenProbability"/> is small.
    /// </summary>
    internal double EstimatedClasses => Locked(() => _counted == 0 ? 0
        : _distinct + ((_counted - 1.0) / _counted * _once * (_once - 1) / (2.0 * (_twice + 1))));

    /// <summary>
    /// The chance that the next execution is of a class not met so far: the share of executions whose class was met once (Good, Biometrika 1953, after
    /// Turing). 1 when nothing was counted.
    /// </summary>
    internal double UnseenProbability => Locked(() => _counted == 0 ? 1 : (double)_once / _counted);

    /// <summary>Counts an execution.</summary>
    /// <param name="hash">Of its class.</param>
    internal void Add(ulong hash)
    {
        lock (_lock)
            Add(hash, 1);
    }

    /// <summary>Counts what another counter has counted: all of it, or nothing when there is no room for all.</summary>
    /// <param name="other">It may be in use; it stays as it is.</param>
    internal void Add(DistinctCounter other)
    {
        ulong[] hashes;
        int[] times;
        bool full;
        // One lock at a time: two counters may take up each other.
        lock (other._lock)
            (hashes, times, full) = ((ulong[])other._hashes.Clone(), (int[])other._times.Clone(), other._full);
        lock (_lock)
        {
            var all = _distinct;
            for (var i = 0; i < hashes.Length; i++)
                all += times[i] != 0 && _times[Find(hashes[i])] == 0 ? 1 : 0;
            _full |= all > _most;
            for (var i = 0; i < hashes.Length && !_full; i++)
            {
                if (times[i] != 0)
                    Add(hashes[i], times[i]);
            }

            _full |= full;
        }
    }

    private void Add(ulong hash, int times)
    {
        if (_full)
            return;
        var at = Find(hash);
        if (_times[at] == 0)
        {
            if (_distinct == _most)
            {
                _full = true;
                return;
            }

            if (2 * (_distinct + 1) > _times.Length)
            {
                Grow();
                at = Find(hash);
            }

            _hashes[at] = hash;
            _distinct++;
        }

        Recount(_times[at], -1);
        _times[at] = (int)Math.Min(int.MaxValue, (long)_times[at] + times);
        Recount(_times[at], 1);
        _counted += times;
    }

    private void Recount(int times, int change)
    {
        if (times == 1)
            _once += change;
        else if (times == 2)
            _twice += change;
    }

    /// <summary>Where a hash is, or would be.</summary>
    private int Find(ulong hash)
    {
        var mask = _times.Length - 1;
        var at = (int)hash & mask;
        while (_times[at] != 0 && _hashes[at] != hash)
            at = (at + 1) & mask;
        return at;
    }

    private void Grow()
    {
        var (hashes, times) = (_hashes, _times);
        (_hashes, _times) = (new ulong[2 * hashes.Length], new int[2 * times.Length]);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (times[i] == 0)
                continue;
            var at = Find(hashes[i]);
            (_hashes[at], _times[at]) = (hashes[i], times[i]);
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }
}
