using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;

namespace Virtspec.Suite.Peer;

/// <summary>The driver's doorbells: kicks go out, calls are waited for, with a limit that the case sets.</summary>
internal sealed class QueueDoorbells : Doorbells, IDisposable
{
    internal EventFd Kick { get; } = EventFd.Create();

    internal EventFd Call { get; private set; } = EventFd.Create();

    internal EventFd Error { get; } = EventFd.Create();

    /// <summary>How long a wait lasts at most.</summary>
    internal TimeSpan WaitLimit { get; set; }

    /// <summary>Kicks in another way than by the file descriptor; null for none.</summary>
    internal Action? KickBy { get; set; }

    /// <summary>From now on calls are waited for elsewhere.</summary>
    /// <returns>Where they were waited for, the caller's from now on.</returns>
    internal EventFd ReplaceCall()
    {
        var former = Call;
        Call = EventFd.Create();
        return former;
    }

    internal override void Signal(Doorbell doorbell)
    {
        if (KickBy is { } kick)
            kick();
        else
            Kick.Signal();
    }

    internal override bool Wait(Doorbell doorbell)
    {
        if (Call.TryTake(out _))
            return true;
        return WaitLimit > TimeSpan.Zero && Call.Wait(WaitLimit, stop: null) == WaitResult.Ready && Call.TryTake(out _);
    }

    public void Dispose()
    {
        Kick.Dispose();
        Call.Dispose();
        Error.Dispose();
    }
}
