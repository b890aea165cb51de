using System.Diagnostics;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.VhostUser;
using Virtspec.Suite.Peer;

namespace Virtspec.Suite.Cases;

/// <summary>
/// A tour of the device status: every write that the machine <c>device-status</c> allows a driver, once from each of its states. After each
/// the status is read back. What the device answers decides where the tour goes on.
/// </summary>
internal static class StatusTour
{
    /// <summary>Writes at most; a device that does as it is asked takes less than half of them.</summary>
    private const int Longest = 400;

    private const DeviceMarks Asked = DeviceMarks.ResetPending | DeviceMarks.SuspendPending | DeviceMarks.ResumePending;

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
            using var session = context.Connect();
            session.RequireStatus();
            plan ??= new StatusTourPlan(session.Offered & (CaseContext.AllFeatures | Feature.Bit(Feature.Version1) | Feature.Bit(Feature.Suspend)));
            for (before = steps; steps < Longest && plan.Next(context.Judge.State) is { } next; steps++)
            {
                if (next.Kind == DeviceEventKind.FeaturesWritten)
                    session.Accept(next.Value);
                else
                    session.WriteStatus((DeviceStatus)next.Value);
                if (!ReadBack(session))
                    return;
                if (steps % 16 == 0)
                    context.Progress($"{steps} writes");
            }
        }
    }

    /// <summary>Reads until the device shows what it was asked for.</summary>
    /// <returns>False when it did not; the judge has seen it, and to go on would only be to wait again.</returns>
    private static bool ReadBack(JudgedSession session)
    {
        var before = session.Judge.State;
        var shown = session.ReadStatus();
        if (!before.Has(Asked))
            Compare(session, before, shown);
        for (var began = Stopwatch.GetTimestamp(); session.Judge.State.Has(Asked); Thread.Sleep(1), session.ReadStatus())
        {
            if (Stopwatch.GetElapsedTime(began) < session.Options.CompletionLimit)
                continue;
            session.Judge.Device(DeviceEventKind.Settled);
            return false;
        }

        if (!session.Judge.State.Has(DeviceMarks.NeedsResetUnannounced) || !session.HearsAnnouncements)
            return true;
        var announced = session.AwaitAnnouncement(session.Options.CallLimit);
        session.Judge.Device(DeviceEventKind.Settled);
        return announced;
    }

    /// <summary>What was asked of the device it may answer late, and FEATURES_OK it may refuse; all else reads as it was written.</summary>
    private static void Compare(JudgedSession session, in DeviceState before, DeviceStatus shown)
    {
        var mayDiffer = DeviceStatus.NeedsReset | ((before.Read & DeviceStatus.FeaturesOk) == 0 ? DeviceStatus.FeaturesOk : DeviceStatus.None);
        var written = before.Written;
        session.Judge.Answer($"status {shown}", log => SessionRules.StatusReadBack((ulong)written, (ulong)shown, (ulong)mayDiffer, log));
    }
}
