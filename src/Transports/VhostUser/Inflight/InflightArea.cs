using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser.Inflight;

/// <summary>The area that tracks requests in flight, mapped: a region for each queue.</summary>
internal sealed class InflightArea : IDisposable
{
    private readonly MappedRegion _mapping;
    private readonly InflightQueue[] _queues;

    private InflightArea(MappedRegion mapping, InflightQueue[] queues) => (_mapping, _queues) = (mapping, queues);

    /// <summary>Bytes that an area needs.</summary>
    /// <param name="queues">Queues.</param>
    /// <param name="size">Descriptors of each.</param>
    internal static ulong BytesFor(int queues, int size) => (ulong)queues * (ulong)InflightLayout.QueueBytes(size);

    /// <summary>Maps an area that a front-end passes.</summary>
    /// <param name="description">What it says about it.</param>
    /// <param name="descriptor">The file; not owned.</param>
    /// <param name="area">The area.</param>
    /// <param name="error">Why not, or empty.</param>
    internal static bool TryMap(in InflightDescription description, FileDescriptor descriptor, out InflightArea? area, out string error)
    {
        area = null;
        var (queues, size) = (description.QueueCount, description.QueueSize);
        error = Fault(description);
        if (error.Length > 0)
            return false;
        MappedRegion? mapping = null;
        try
        {
            mapping = MappedRegion.Map(descriptor, description.MappingOffset, description.MappingSize);
            var at = mapping.Pointer;
            InflightQueue[] regions = [.. Enumerable.Range(0, queues).Select(index => new InflightQueue(at + (index * InflightLayout.QueueBytes(size)), size))];
            error = regions.Select((region, index) => region.Fault is { Length: > 0 } fault ? $"queue {index}: {fault}" : "").FirstOrDefault(fault => fault.Length > 0) ?? "";
            if (error.Length == 0)
                (area, mapping) = (new InflightArea(mapping, regions), null);
        }
        catch (Exception exception) when (exception is ArgumentException or PosixException)
        {
            error = exception.Message;
        }
        finally
        {
            mapping?.Dispose();
        }

        return area is not null;
    }

    /// <summary>The region for a queue.</summary>
    /// <param name="index">The queue.</param>
    /// <param name="size">Its descriptors; the region may have more.</param>
    /// <param name="queue">The region.</param>
    /// <returns>False when there is none that is large enough.</returns>
    internal bool TryGet(int index, int size, out InflightQueue? queue)
    {
        queue = index < _queues.Length && size <= _queues[index].Size ? _queues[index] : null;
        return queue is not null;
    }

    /// <summary><see cref="InflightQueue.Forget"/> for all.</summary>
    internal void Forget() => Array.ForEach(_queues, queue => queue.Forget());

    public void Dispose() => _mapping.Dispose();

    private static string Fault(in InflightDescription area)
    {
        if (area.QueueCount == 0 || area.QueueSize is 0 or > InflightLayout.MaximumSize)
            return $"{area.QueueCount} queues of {area.QueueSize} descriptors, expected at least 1 and 1 to {InflightLayout.MaximumSize}";
        if (area.MappingOffset % 8 != 0)
            return $"mmap offset {area.MappingOffset}, expected a multiple of 8";
        var needed = BytesFor(area.QueueCount, area.QueueSize);
        return area.MappingSize < needed ? $"mmap size {area.MappingSize}, expected at least {needed}" : "";
    }
}
