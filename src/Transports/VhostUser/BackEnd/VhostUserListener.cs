using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>A back-end's listening socket; its file is removed when disposed.</summary>
internal sealed class VhostUserListener : IDisposable
{
    private readonly UnixSocket _socket;

    private VhostUserListener(UnixSocket socket, string path)
    {
        _socket = socket;
        Path = path;
    }

    internal string Path { get; }

    /// <summary>Listens. A socket that a dead back-end left behind is replaced.</summary>
    /// <exception cref="VhostUserException">Somebody listens there, something else is there, or the path cannot be made.</exception>
    internal static VhostUserListener Listen(string path)
    {
        try
        {
            if (IsLeftOver(path))
                File.Delete(path);
            return new VhostUserListener(UnixSocket.Listen(path), path);
        }
        catch (PosixException exception) when (exception.Error == Constants.AddressInUse)
        {
            throw new VhostUserException($"cannot listen at '{path}': {(SocketFile.IsSocket(path) ? "another back-end listens there" : "the file exists and is not a socket")}", exception);
        }
        catch (Exception exception) when (exception is PosixException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new VhostUserException($"cannot listen at '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>Waits for the next front-end.</summary>
    /// <param name="device">What the session drives; not owned.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The session, not running yet; null when cancelled.</returns>
    internal VhostUserBackEnd? Accept(IBackEndDevice device, CancellationToken cancellation) =>
        AcceptConnection(cancellation) is { } connection ? new VhostUserBackEnd(connection, device) : null;

    /// <summary>Serves one front-end after the other until cancelled; the device is reset after each.</summary>
    /// <param name="device">What they drive; not owned.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="broken">Told why a session ended that did not end as it should; the next front-end is served all the same.</param>
    internal void Serve(IBackEndDevice device, CancellationToken cancellation, Action<string>? broken = null)
    {
        while (Accept(device, cancellation) is { } session)
        {
            using (session)
                Run(session, broken, cancellation);
            device.Reset();
        }
    }

    /// <summary>Waits for the next front-end, without a session for it.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The connection; null when cancelled.</returns>
    internal UnixSocket? AcceptConnection(CancellationToken cancellation)
    {
        using var stop = new CancellationEvent(cancellation);
        return _socket.Accept(stop.Event);
    }

    public void Dispose()
    {
        // The file goes first: whoever connects in between is refused instead of left waiting.
        File.Delete(Path);
        _socket.Dispose();
    }

    private static void Run(VhostUserBackEnd session, Action<string>? broken, CancellationToken cancellation)
    {
        try
        {
            if (session.Run(cancellation) is { Kind: SessionEndKind.ProtocolBroken } end)
                broken?.Invoke(end.Text);
        }
        catch (PosixException exception)
        {
            // The system had no resources for it.
            broken?.Invoke(exception.Message);
        }
    }

    private static bool IsLeftOver(string path)
    {
        if (!SocketFile.IsSocket(path))
            return false;
        try
        {
            UnixSocket.Connect(path, TimeSpan.Zero).Dispose();
            return false;
        }
        catch (PosixException exception)
        {
            return exception.Error == Constants.ConnectionRefused;
        }
    }
}
