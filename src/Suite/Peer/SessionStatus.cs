using System.Diagnostics;
using Virtspec.Model.Device;
using Virtspec.Model.VhostUser;
using Virtspec.Oracle;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Peer;

/// <summary>The status field of a session's device, with what is written and read shown to the judge.</summary>
/// <param name="session">Whose it is.</param>
internal sealed class SessionStatus(JudgedSession session)
{
    /// <summary>The status up to the point where the device says whether it takes the features.</summary>
    private const DeviceStatus FeaturesGiven = DeviceStatus.Acknowledge | DeviceStatus.Driver | DeviceStatus.FeaturesOk;

    private const DeviceMarks Asked = DeviceMarks.ResetPending | DeviceMarks.SuspendPending | DeviceMarks.ResumePending;

    private Judge Judge => session.Judge;

    /// <summary>Whether the device has one that a front-end can see.</summary>
    internal bool Exists => session.Has(ProtocolFeature.Status);

    /// <summary>For cases that cannot do without a status field.</summary>
    /// <exception cref="NotApplicableException">There is none.</exception>
    internal void Require()
    {
        if (!Exists)
            throw new NotApplicableException("the back-end does not offer the STATUS protocol feature");
    }

    /// <summary>Says, step by step, that there is a driver; features come next.</summary>
    internal void Greet()
    {
        Write(DeviceStatus.Acknowledge);
        Write(DeviceStatus.Acknowledge | DeviceStatus.Driver);
    }

    /// <summary>Says that all features were given.</summary>
    /// <returns>Whether the device took them.</returns>
    internal bool GiveFeatures()
    {
        Write(FeaturesGiven);
        return (Read() & DeviceStatus.FeaturesOk) != 0;
    }

    internal void DriverOk() => Write(FeaturesGiven | DeviceStatus.DriverOk);

    /// <summary>Writes the status.</summary>
    internal void Write(DeviceStatus status)
    {
        // A device that refuses the features says so here, by an acknowledgement too if it likes: the status decides.
        var asks = (status & DeviceStatus.FeaturesOk) != 0 && (Judge.State.Read & DeviceStatus.FeaturesOk) == 0;
        Judge.Device(DeviceEventKind.StatusWritten, (ulong)status);
        if (asks)
            session.Exchange("SET_STATUS", () => session.FrontEnd.SetStatus((ulong)status));
        else
            session.Acknowledged("SET_STATUS", () => session.FrontEnd.SetStatus((ulong)status));
    }

    internal DeviceStatus Read()
    {
        var status = session.Exchange("GET_STATUS", session.FrontEnd.GetStatus);
        if (Judge.State.Has(DeviceMarks.ResetPending) && status == 0)
            session.QueuesReset();
        Judge.Device(DeviceEventKind.StatusRead, status);
        return (DeviceStatus)status;
    }

    /// <summary>Reads the status for the first time on a connection.</summary>
    internal void ReadFirst()
    {
        var status = session.Exchange("GET_STATUS", session.FrontEnd.GetStatus);
        Judge.Answer($"status {status}", log => SessionRules.FirstStatusRead(status, log));
        Judge.Device(DeviceEventKind.StatusRead, status);
    }

    /// <summary>Reads the status until the device shows what it was asked for.</summary>
    /// <returns>False when it did not; the judge has seen it, and to go on would only be to wait again.</returns>
    internal bool ReadBack()
    {
        var before = Judge.State;
        var shown = Read();
        if (!before.Has(Asked))
            Compare(before, shown);
        for (var began = Stopwatch.GetTimestamp(); Judge.State.Has(Asked); Thread.Sleep(1), Read())
        {
            if (Stopwatch.GetElapsedTime(began) < session.Options.CompletionLimit)
                continue;
            Judge.Device(DeviceEventKind.Settled);
            return false;
        }

        if (!Judge.State.Has(DeviceMarks.NeedsResetUnannounced) || !HearsAnnouncements)
            return true;
        var announced = AwaitAnnouncement(session.Options.CallLimit);
        Judge.Device(DeviceEventKind.Settled);
        return announced;
    }

    /// <summary>What was asked of the device it may answer late, and FEATURES_OK it may refuse; all else reads as it was written.</summary>
    private void Compare(in DeviceState before, DeviceStatus shown)
    {
        var mayDiffer = DeviceStatus.NeedsReset | ((before.Read & DeviceStatus.FeaturesOk) == 0 ? DeviceStatus.FeaturesOk : DeviceStatus.None);
        var written = before.Written;
        Judge.Answer($"status {shown}", log => SessionRules.StatusReadBack((ulong)written, (ulong)shown, (ulong)mayDiffer, log));
    }

    /// <summary>Whether an announcement of a configuration change can come at all: it needs a way for requests of the back-end.</summary>
    private bool HearsAnnouncements => session.Has(ProtocolFeature.BackEndRequests | ProtocolFeature.Config);

    /// <summary>Waits for a request of the back-end, and shows the judge an announcement of a configuration change.</summary>
    /// <returns>Whether one came in time.</returns>
    /// <exception cref="PeerLostException">What came is no request that a back-end may make.</exception>
    private bool AwaitAnnouncement(TimeSpan limit)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            TimeSpan Left() => TimeSpan.FromTicks(Math.Max(0, (limit - Stopwatch.GetElapsedTime(began)).Ticks));
            while (session.FrontEnd.TryReceiveBackEndRequest(Left(), out var notice))
            {
                if (notice.Kind != BackEndRequest.ConfigChange)
                    continue;
                Judge.Device(DeviceEventKind.ConfigNotified);
                return true;
            }

            return false;
        }
        catch (VhostUserException exception)
        {
            throw new PeerLostException(exception.Message, exception);
        }
    }
}
