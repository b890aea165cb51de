using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Machines;
using Virtspec.Model.Rules;

namespace Virtspec.Suite.Cases;

/// <summary>
/// Where a tour of the device status goes next: along a shortest path to a write that was not made yet in that state of the drawing. The path is found in
/// the model, with a device that does at once what it is asked; where the real one does not, the next path begins from there.
/// </summary>
/// <param name="usable">Features to accept: all of these, or all but VIRTIO_F_SUSPEND.</param>
internal sealed class StatusTourPlan(ulong usable)
{
    private static readonly DeviceStatusMachine Machine = new();

    private readonly HashSet<(int Place, int Event)> _made = [];
    private readonly RuleLog _log = new();

    /// <summary>The next write, which from now on counts as made.</summary>
    /// <param name="state">Where the device is.</param>
    /// <returns>A write of the status or of features; null when all that can be reached were made.</returns>
    internal DeviceEvent? Next(DeviceState state)
    {
        var met = new HashSet<DeviceState> { state };
        var open = new Queue<(DeviceState At, (int Event, DeviceEvent Write)? First)>([(state, null)]);
        while (open.TryDequeue(out var path))
        {
            foreach (var (e, write, after) in Legal(path.At))
            {
                var first = path.First ?? (e, write);
                if (!_made.Contains((DeviceStatusMachine.Place(path.At), e)))
                {
                    _made.Add((DeviceStatusMachine.Place(state), first.Event));
                    return first.Write;
                }

                var answered = Step(after, new DeviceEvent(DeviceEventKind.StatusRead, (ulong)DeviceStatusMachine.Obedient(after)));
                if (_log.Breaches.Count == 0 && met.Add(answered))
                    open.Enqueue((answered, first));
            }
        }

        return null;
    }

    private IEnumerable<(int Event, DeviceEvent Write, DeviceState After)> Legal(DeviceState state)
    {
        for (var e = 0; e < Machine.Events.Count; e++)
        {
            if (Machine.Make(state, e) is not { } drawn || Real(drawn) is not { } write || Machine.EventOf(state, write) != e)
                continue;
            var after = Step(state, write);
            if (_log.Breaches.Count == 0)
                yield return (e, write, after);
        }
    }

    /// <summary>The machine's features are examples; those of the device are what it offers.</summary>
    private DeviceEvent? Real(DeviceEvent drawn) => drawn.Kind switch
    {
        DeviceEventKind.StatusWritten => drawn,
        DeviceEventKind.FeaturesWritten => drawn with { Value = drawn.Value.Has(Feature.Suspend) ? usable : usable & ~Feature.Bit(Feature.Suspend) },
        _ => null,
    };

    private DeviceState Step(DeviceState state, DeviceEvent e)
    {
        _log.Clear();
        return DeviceMachine.Step(state, e, DeviceType.Blk, _log);
    }
}
