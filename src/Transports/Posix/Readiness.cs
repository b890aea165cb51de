namespace Virtspec.Transports.Posix;

/// <summary>When waiting ends.</summary>
internal readonly struct Deadline
{
    private readonly long _at;

    private Deadline(long at) => _at = at;

    internal static Deadline Never { get; } = new(long.MaxValue);

    /// <param name="time">From now; zero looks once, an infinite or absent time never passes.</param>
    internal static Deadline After(TimeSpan? time) =>
        time is not { } limit || limit == Timeout.InfiniteTimeSpan || limit.TotalMilliseconds > int.MaxValue
            ? Never
            : new(Environment.TickCount64 + (long)Math.Ceiling(Math.Max(0, limit.TotalMilliseconds)));

    internal bool HasPassed => _at != long.MaxValue && Environment.TickCount64 >= _at;

    /// <summary>What is left, in the form poll takes: milliseconds, or -1 for no limit.</summary>
    internal int Milliseconds =>
        _at == long.MaxValue ? -1 : (int)Math.Clamp(_at - Environment.TickCount64, 0, int.MaxValue);
}

/// <summary>How a wait ended.</summary>
internal enum WaitResult
{
    /// <summary>The descriptor can be read or written, or has failed in a way that reading or writing it tells.</summary>
    Ready,

    /// <summary>The stop descriptor was readable; it goes before the other.</summary>
    Stopped,

    /// <summary>The deadline passed.</summary>
    TimedOut,

    /// <summary>The descriptor will never become ready: its other end is gone.</summary>
    Dead,
}

/// <summary>Waiting on descriptors, by poll.</summary>
internal static unsafe class Readiness
{
    /// <summary>Waits for one descriptor, or for the stop.</summary>
    /// <param name="descriptor">What is waited for; null waits for the stop alone.</param>
    /// <param name="events">POLLIN or POLLOUT.</param>
    /// <param name="stop">Ends the wait when readable; it is not read, so it ends every later wait too.</param>
    /// <param name="deadline">When to give up.</param>
    /// <exception cref="PosixException">poll failed.</exception>
    internal static WaitResult Wait(FileDescriptor? descriptor, short events, FileDescriptor? stop, Deadline deadline)
    {
        bool heldDescriptor = false, heldStop = false;
        try
        {
            descriptor?.DangerousAddRef(ref heldDescriptor);
            stop?.DangerousAddRef(ref heldStop);
            var entries = stackalloc NativeMethods.PollEntry[2];
            entries[0] = new() { Descriptor = (int?)descriptor?.DangerousGetHandle() ?? -1, Events = events };
            entries[1] = new() { Descriptor = (int?)stop?.DangerousGetHandle() ?? -1, Events = Constants.PollIn };
            int count;
            while (FileDescriptor.WasInterrupted(count = NativeMethods.Poll(entries, 2, deadline.Milliseconds)))
            {
            }

            if (count < 0)
                throw new PosixException("poll", "file descriptors");
            if (entries[1].Returned != 0)
                return WaitResult.Stopped;
            if ((entries[0].Returned & events) != 0)
                return WaitResult.Ready;
            return entries[0].Returned != 0 ? WaitResult.Dead : WaitResult.TimedOut;
        }
        finally
        {
            if (heldStop)
                stop!.DangerousRelease();
            if (heldDescriptor)
                descriptor!.DangerousRelease();
        }
    }
}
