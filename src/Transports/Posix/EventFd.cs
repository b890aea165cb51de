namespace Virtspec.Transports.Posix;

/// <summary>Something that a peer is told of used buffers or errors by.</summary>
internal interface ISignal
{
    /// <summary>Signals. A peer that is gone hears nothing.</summary>
    void Signal();
}

/// <summary>A counter in the kernel that one process raises and another waits for: how kicks and calls travel.</summary>
internal sealed unsafe class EventFd : ISignal, IDisposable
{
    private EventFd(FileDescriptor descriptor) => Descriptor = descriptor;

    /// <summary>What to pass to the other process. Owned here.</summary>
    internal FileDescriptor Descriptor { get; }

    /// <summary>A new one, not signalled.</summary>
    /// <exception cref="PosixException">The process or the system has no descriptor left.</exception>
    internal static EventFd Create()
    {
        var descriptor = NativeMethods.CreateEvent(0, Constants.EventCloseOnExecNonBlocking);
        return descriptor.IsInvalid ? throw new PosixException("eventfd", "a new one") : new EventFd(descriptor);
    }

    /// <summary>Takes over a received descriptor, and closes it when it cannot carry notifications.</summary>
    /// <param name="descriptor">An eventfd, or the end of a pipe that a peer without eventfd uses in its place.</param>
    /// <param name="adopted">The owner.</param>
    /// <returns>False when it is something else, such as a file.</returns>
    internal static bool TryAdopt(FileDescriptor descriptor, out EventFd? adopted)
    {
        adopted = null;
        try
        {
            if (descriptor.IsEventOrPipe)
            {
                // A peer may have made it blocking; a counter that is full, or taken by someone else, must not hold the caller.
                descriptor.SetNonBlocking();
                adopted = new EventFd(descriptor);
            }
        }
        catch (PosixException)
        {
            adopted = null;
        }

        if (adopted is null)
            descriptor.Dispose();
        return adopted is not null;
    }

    /// <summary>Raises the counter. Never blocks: a full counter is signalled already, and a peer that is gone hears nothing.</summary>
    public void Signal()
    {
        var one = 1UL;
        while (FileDescriptor.WasInterrupted(NativeMethods.Write(Descriptor, &one, sizeof(ulong))))
        {
        }
    }

    /// <summary>Takes all signals since the last take, without waiting.</summary>
    /// <param name="count">How many; at least 1 when there was any. (Through a pipe the value means nothing.)</param>
    internal bool TryTake(out ulong count)
    {
        ulong value = 0;
        nint length;
        while (FileDescriptor.WasInterrupted(length = NativeMethods.Read(Descriptor, &value, sizeof(ulong))))
        {
        }

        count = length > 0 ? Math.Max(1, value) : 0;
        return length > 0;
    }

    /// <summary>Waits until it is signalled; takes nothing.</summary>
    /// <param name="limit">How long; null without limit.</param>
    /// <param name="stop">Ends the wait when signalled; it stays signalled.</param>
    /// <returns>Ready, Stopped or TimedOut.</returns>
    internal WaitResult Wait(TimeSpan? limit, EventFd? stop)
    {
        var deadline = Deadline.After(limit);
        var result = Readiness.Wait(Descriptor, Constants.PollIn, stop?.Descriptor, deadline);

        // Nobody can signal a dead pipe again. Giving up at once would make its reader spin.
        return result == WaitResult.Dead ? Readiness.Wait(null, 0, stop?.Descriptor, deadline) : result;
    }

    public void Dispose() => Descriptor.Dispose();
}

/// <summary>A cancellation token in a form that poll understands.</summary>
internal sealed class CancellationEvent : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    internal CancellationEvent(CancellationToken token)
    {
        Event = EventFd.Create();
        _registration = token.Register(Event.Signal);
    }

    internal EventFd Event { get; }

    public void Dispose()
    {
        // Waits for a callback under way, so that the signal never meets a closed descriptor.
        _registration.Dispose();
        Event.Dispose();
    }
}
