namespace Virtspec.Transports.VhostUser;

// Changes of guest memory: the new map is made whole first, so that one that fails leaves everything as it was.
internal sealed partial class VhostUserBackEnd
{
    private Outcome SetMemTable(ReceivedMessage message)
    {
        if (!Payload.TryParseMemoryTable(message.Payload, out var regions, out var error))
            return Outcome.Broken(error);
        return MemoryTable.TryCreate(regions, message.Descriptors, out var table, out error) ? ChangeMemory(table) : Outcome.Failed(error);
    }

    private Outcome AddMemRegion(ReceivedMessage message)
    {
        if (!Payload.TryParseSingleRegion(message.Payload, out var region, out var error))
            return Outcome.Broken(error);
        return _memory.TryAdd(region, message.Descriptors[0], out var table, out error) ? ChangeMemory(table) : Outcome.Failed(error);
    }

    private Outcome RemoveMemRegion(ReceivedMessage message)
    {
        if (!Payload.TryParseSingleRegion(message.Payload, out var region, out var error))
            return Outcome.Broken(error);
        return _memory.TryRemove(region, out var table, out error) ? ChangeMemory(table) : Outcome.Failed(error);
    }

    /// <summary>Puts a table in force; vrings that lie in it go on where they were.</summary>
    private Outcome ChangeMemory(MemoryTable table)
    {
        _vrings.StopAll();
        ReplaceMemory(table);

        // A front-end that moves memory removes a region and adds it again: a vring in it waits for that and is no failure.
        if (_vrings.UpdateAll(_memory.Memory) is { Length: > 0 } text)
            RefusalObserver?.Invoke($"not started: {text}");
        return Outcome.Done;
    }

    private void ReplaceMemory(MemoryTable table)
    {
        var former = _memory;
        _memory = table;
        _device.MemoryChanged(table.Memory);
        former.ReleaseExcept(table);
    }
}
