using Virtspec.Model.Device;
using Virtspec.Model.SplitRing;

namespace Virtspec.Oracle;

/// <summary>
/// What happened in the current case, newest last, bounded. Kept as values and turned into text only when a finding needs it.
/// </summary>
internal sealed class StepLog
{
    private const int Capacity = 64;

    private readonly (object? Text, SplitEvent Split)[] _steps = new (object?, SplitEvent)[Capacity];
    private long _count;

    internal void Clear() => _count = 0;

    internal void Add(object text)
    {
        // A message and what is judged of its answer are one step.
        if (_count == 0 || !text.Equals(Last.Text))
            Put(text, default);
    }

    internal void Add(DeviceEventKind kind, ulong value) => Put(DeviceText(kind, value), default);

    internal void Add(in SplitEvent e)
    {
        // Polling reads the same index again and again, and one line says it; how often is a matter of time. What an observer concludes is no step.
        var isPolled = e.Kind == SplitEventKind.UsedIdx && _count > 0 && Last.Text is null && Last.Split == e;
        if (!isPolled && e.Kind is (< SplitEventKind.Touched or SplitEventKind.Settled) and not SplitEventKind.UsedElementAgain)
            Put(null, e);
    }

    /// <summary>The steps as lines, oldest first.</summary>
    internal IReadOnlyList<string> Lines()
    {
        var kept = (int)Math.Min(_count, Capacity);
        var lines = new List<string>(kept + 1);
        if (_count > kept)
            lines.Add($"... {_count - kept} earlier steps");
        for (var i = _count - kept; i < _count; i++)
        {
            var (text, split) = _steps[i % Capacity];
            lines.Add(text?.ToString() ?? SplitText(split));
        }

        return lines;
    }

    private (object? Text, SplitEvent Split) Last => _steps[(_count - 1) % Capacity];

    private void Put(object? text, in SplitEvent e) => _steps[_count++ % Capacity] = (text, e);

    private static string DeviceText(DeviceEventKind kind, ulong value) => kind switch
    {
        DeviceEventKind.FeaturesOffered => $"device offers features 0x{value:x}",
        DeviceEventKind.FeaturesWritten => $"driver accepts features 0x{value:x}",
        DeviceEventKind.FeaturesAnswered => value != 0 ? "device takes the features" : "device refuses the features",
        DeviceEventKind.StatusWritten => $"driver writes status {(DeviceStatus)value}",
        DeviceEventKind.StatusRead => $"driver reads status {(DeviceStatus)value}",
        DeviceEventKind.ConfigRead => value != 0 ? "driver reads configuration" : "configuration read refused",
        DeviceEventKind.ConfigNotified => "device announces a configuration change",
        _ => kind.ToString(),
    };

    private static string SplitText(in SplitEvent e) => e.Kind switch
    {
        SplitEventKind.AvailIdx => $"driver: avail idx = {e.Index}",
        SplitEventKind.Exposed => $"driver: available {e.Chain}",
        SplitEventKind.AvailFlags => $"driver: avail flags = {e.Index}",
        SplitEventKind.UsedEvent => $"driver: used_event = {e.Index}",
        SplitEventKind.KickDecided => $"driver: read {e.Index} and decided {(e.Flag ? "to kick" : "not to kick")}",
        SplitEventKind.Kicked => e.Flag ? "driver: kick" : "driver: kick with nothing new",
        SplitEventKind.UsedIdx => $"device: used idx = {e.Index}",
        SplitEventKind.UsedElement => $"device: used element {e.Index} = head {e.Id}, len {e.Length}",
        SplitEventKind.UsedFlags => $"device: used flags = {e.Index}",
        SplitEventKind.Called => "device: call",
        SplitEventKind.Run => $"ring {(e.Flag ? "started" : "stopped")}, {(e.Id != 0 ? "enabled" : "disabled")}",
        SplitEventKind.Stopped => $"ring stopped, base {e.Index}",
        SplitEventKind.Settled => "settled",
        _ => $"{e.Kind} {e.Index} {e.Id} {e.Length}",
    };
}
