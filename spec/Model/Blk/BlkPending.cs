using System.Diagnostics.CodeAnalysis;

namespace Virtspec.Model.Blk;

/// <summary>
/// Requests made available and not used yet, of all queues, in the order in which they were made available. An array that is never changed: every new request is compared with all in
/// flight, which takes longer in any tree than the copying does here.
/// </summary>
internal readonly struct BlkPending : IEquatable<BlkPending>
{
    private readonly BlkRequest[]? _requests;

    private BlkPending(BlkRequest[] requests) => _requests = requests;

    internal int Count => All.Length;

    /// <summary>The requests, the oldest first.</summary>
    internal ReadOnlySpan<BlkRequest> All => _requests;

    /// <summary>The request at a place, if there is one.</summary>
    internal bool TryGetValue(BlkRequestKey key, [NotNullWhen(true)] out BlkRequest? request)
    {
        var at = Find(key);
        request = at < 0 ? null : _requests![at];
        return at >= 0;
    }

    /// <summary>With one more request, the youngest.</summary>
    internal BlkPending With(BlkRequest request) => new([.. All, request]);

    /// <summary>Without the request at a place, if there is one.</summary>
    internal BlkPending Without(BlkRequestKey key)
    {
        var at = Find(key);
        return at < 0 ? this : new([.. All[..at], .. All[(at + 1)..]]);
    }

    /// <summary>With a mark on every request that conflicts with one.</summary>
    internal BlkPending Marked(BlkRequest request, BlkRequestMarks mark)
    {
        BlkRequest[]? marked = null;
        for (var i = 0; i < Count; i++)
        {
            var other = All[i];
            if (other.Has(mark) || !BlkExtent.Conflict(request, other))
                continue;
            marked ??= All.ToArray();
            marked[i] = other with { Marks = other.Marks | mark };
        }

        return marked is null ? this : new(marked);
    }

    /// <summary>Whether any request conflicts with one.</summary>
    internal bool Conflicts(BlkRequest request)
    {
        foreach (var other in All)
        {
            if (BlkExtent.Conflict(request, other))
                return true;
        }

        return false;
    }

    /// <summary>Compared by content.</summary>
    public bool Equals(BlkPending other) => All.SequenceEqual(other.All);

    public override bool Equals(object? obj) => obj is BlkPending other && Equals(other);

    public override int GetHashCode() => Count;

    private int Find(BlkRequestKey key)
    {
        for (var i = 0; i < Count; i++)
        {
            if (All[i].Key == key)
                return i;
        }

        return -1;
    }
}
