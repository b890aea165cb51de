using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Properties.VhostUser;

/// <summary>A device that serves nothing, and remembers what it was told.</summary>
internal sealed class FakeDevice : IBackEndDevice
{
    private readonly Dictionary<int, QueueStart> _running = [];

    internal List<string> Calls { get; } = [];

    internal IReadOnlyDictionary<int, QueueStart> Running => _running;

    internal GuestMemory Memory { get; private set; } = GuestMemory.Empty;

    internal byte[] Config { get; } = [1, 2, 3, 4, 5, 6, 7, 8];

    internal bool AcceptsFeatures { get; set; } = true;

    internal uint NextAvailable { get; set; } = 7;

    public int QueueCount { get; init; } = 2;

    public int MaximumQueueSize => 256;

    public ulong Features => (1UL << 32) | VhostUserFeatures.PackedRing | 0x200;

    public bool TryAcceptFeatures(ulong features) => AcceptsFeatures;

    public bool TryReadConfig(uint offset, Span<byte> destination)
    {
        if (offset > Config.Length || destination.Length > Config.Length - offset)
            return false;
        Config.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return true;
    }

    public bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind)
    {
        if (offset > Config.Length || source.Length > Config.Length - offset)
            return false;
        source.CopyTo(Config.AsSpan((int)offset));
        Calls.Add($"config {kind}");
        return true;
    }

    public void StartQueue(QueueStart start)
    {
        _running.Add(start.Index, start);
        Calls.Add($"start {start.Index} at {start.Base}");
    }

    public uint StopQueue(int index)
    {
        if (!_running.Remove(index))
            throw new InvalidOperationException($"queue {index} is not running");
        Calls.Add($"stop {index}");
        return NextAvailable;
    }

    public void ReplaceCall(int index, ISignal? call)
    {
        _running[index] = _running[index] with { Call = call };
        Calls.Add($"call {index}");
    }

    public void ReplaceError(int index, ISignal? error)
    {
        _running[index] = _running[index] with { Error = error };
        Calls.Add($"error {index}");
    }

    public void MemoryChanged(GuestMemory memory)
    {
        if (_running.Count > 0)
            throw new InvalidOperationException("memory changed while a queue runs");
        Memory = memory;
        Calls.Add($"memory {memory.Regions.Count}");
    }

    public void Reset()
    {
        if (_running.Count > 0)
            throw new InvalidOperationException("reset while a queue runs");
        Calls.Add("reset");
    }
}
