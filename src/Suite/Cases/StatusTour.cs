using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>
/// A tour of the device status: every write that the machine <c>device-status</c> allows a driver, once from each of its states. After each
/// the status is read back. What the device answers decides where the tour goes on.
/// </summary>
internal static class StatusTour
{
    /// <summary>Writes at most; a device that does as it is asked takes less than half of them.</summary>
    private const int Longest = 400;

    internal static IEnumerable<CheckCase> All =>
    [
        new(
            "status-tour",
            "every step of the driver's side of device status, from every state it can be taken in",
            ["core.status", "core.reset", "core.suspend", "core.features.device.2a", "core.features.device.4", "vhost-user.status"],
            Run),
    ];

    private static void Run(CaseContext context)
    {
        StatusTourPlan? plan = null;
        // How a device is before its first reset only a new session shows. The last is the one in which nothing is left to write.
        for (var (steps, before) = (0, -1); steps < Longest && steps != before;)
        {
            using var rig = context.Connect();
            rig.Session.Status.Require();
            plan ??= new StatusTourPlan(rig.Session.Offered & (CaseContext.AllFeatures | Feature.Bit(Feature.Version1) | Feature.Bit(Feature.Suspend)));
            for (before = steps; steps < Longest && plan.Next(context.Judge.State) is { } next; steps++)
            {
                if (next.Kind == DeviceEventKind.FeaturesWritten)
                    rig.Do(new Accept(next.Value));
                else
                    rig.WriteStatus((DeviceStatus)next.Value);
                if (!rig.Do(new ReadBack()))
                    return;
                if (steps % 16 == 0)
                    context.Progress($"{steps} writes");
            }
        }
    }
}
