using Virtspec.Reference.SplitRing;

namespace Virtspec.Transports.VhostUser.Inflight;

/// <summary>
/// The requests in flight of one split ring, kept in memory that outlives this process (vhost-user, "Inflight I/O tracking"). Each step
/// leaves the memory so that whoever comes next can tell what was taken and not used. It believes nothing in it that could lead out of it.
/// </summary>
internal sealed unsafe class InflightQueue : IInflightLog
{
    private readonly byte* _region;
    private readonly int _size;
    private ulong _counter;
    private ushort _completing;

    /// <summary>Looks at a region.</summary>
    /// <param name="region">Its first byte, aligned to 8; <see cref="InflightLayout.QueueBytes"/> of it are used.</param>
    /// <param name="size">Descriptors it has states for.</param>
    internal InflightQueue(nint region, int size)
    {
        _region = (byte*)region;
        _size = size;
    }

    /// <summary>Descriptors it has states for.</summary>
    internal int Size => _size;

    /// <summary>Whether somebody has kept it before, and so it says more than the vring base does.</summary>
    internal bool IsInUse => Volatile.Read(ref Short(InflightLayout.VersionAt)) != 0;

    /// <summary>What is wrong with it, or empty: it is in use by a version or for a size that is not this one.</summary>
    internal string Fault =>
        !IsInUse ? ""
        : Short(InflightLayout.VersionAt) != InflightLayout.Version ? $"version {Short(InflightLayout.VersionAt)}, expected 0 or {InflightLayout.Version}"
        : Short(InflightLayout.CountAt) != _size ? $"kept for {Short(InflightLayout.CountAt)} descriptors, expected {_size}"
        : "";

    /// <summary>Takes the region over, or begins it: afterwards it agrees with the used ring.</summary>
    /// <param name="usedIdx">used idx as the ring has it.</param>
    /// <returns>Heads that are in flight, in the order in which they were taken.</returns>
    internal IReadOnlyList<ushort> Recover(ushort usedIdx)
    {
        if (!IsInUse)
            Begin(usedIdx);
        ref var known = ref Short(InflightLayout.UsedIdxAt);
        if (known != usedIdx)
        {
            ForgetLastBatch((ushort)(usedIdx - known));
            Volatile.Write(ref known, usedIdx);
        }

        ushort[] heads = [.. Enumerable.Range(0, _size).Where(IsInflight).OrderBy(CounterOf).Select(head => (ushort)head)];
        _counter = heads.Length == 0 ? 0 : CounterOf(heads[^1]) + 1;
        return heads;
    }

    /// <summary>Nothing is in flight any more: the device was reset.</summary>
    internal void Forget() => Volatile.Write(ref Short(InflightLayout.VersionAt), (ushort)0);

    public void Taken(ushort head)
    {
        Counter(head) = _counter++;
        Volatile.Write(ref _region[InflightLayout.InflightOf(head)], (byte)1);
    }

    public void Completing(ushort head)
    {
        _completing = head;
        Volatile.Write(ref Short(InflightLayout.NextOf(head)), Short(InflightLayout.LastBatchAt));
        Volatile.Write(ref Short(InflightLayout.LastBatchAt), head);
    }

    public void Completed(ushort usedIdx)
    {
        Volatile.Write(ref _region[InflightLayout.InflightOf(_completing)], (byte)0);
        Volatile.Write(ref Short(InflightLayout.UsedIdxAt), usedIdx);
    }

    private bool IsInflight(int head) => _region[InflightLayout.InflightOf(head)] == 1;

    private ulong CounterOf(int head) => Counter(head);

    private void Begin(ushort usedIdx)
    {
        new Span<byte>(_region, InflightLayout.InflightOf(_size)).Clear();
        Short(InflightLayout.CountAt) = (ushort)_size;
        Short(InflightLayout.UsedIdxAt) = usedIdx;
        Volatile.Write(ref Short(InflightLayout.VersionAt), InflightLayout.Version);
    }

    /// <summary>What used idx has passed is used, although its states may not say so yet.</summary>
    private void ForgetLastBatch(ushort count)
    {
        var head = Short(InflightLayout.LastBatchAt);
        for (var left = Math.Min(count, _size); left > 0 && head < _size; left--)
        {
            _region[InflightLayout.InflightOf(head)] = 0;
            head = Short(InflightLayout.NextOf(head));
        }
    }

    private ref ushort Short(int at) => ref *(ushort*)(_region + at);

    private ref ulong Counter(int head) => ref *(ulong*)(_region + InflightLayout.CounterOf(head));
}
