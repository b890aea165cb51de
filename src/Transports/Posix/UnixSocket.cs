using System.Runtime.InteropServices;
using System.Text;

namespace Virtspec.Transports.Posix;

/// <summary>How sending or receiving ended.</summary>
internal enum TransferResult
{
    /// <summary>All bytes were sent, or at least one was received.</summary>
    Done,

    /// <summary>The peer has closed its end.</summary>
    Closed,

    /// <summary>The deadline passed.</summary>
    TimedOut,

    /// <summary>The stop was signalled.</summary>
    Stopped,
}

/// <summary>A stream socket in the Unix domain that carries bytes and, with them, file descriptors (SCM_RIGHTS).</summary>
internal sealed class UnixSocket : IDisposable
{
    private const int Flags = Constants.StreamSocket | Constants.SocketCloseOnExec;

    // Connections wait here while one is served; the kernel caps the number by net.core.somaxconn.
    private const int Backlog = 16;
    private const int FullBacklogRetryMilliseconds = 10;

    /// <summary>Takes over a connected or listening socket.</summary>
    internal UnixSocket(FileDescriptor descriptor) => Descriptor = descriptor;

    /// <summary>Owned here.</summary>
    internal FileDescriptor Descriptor { get; }

    /// <summary>Connects to a listening socket.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="timeout">How long to wait when the queue of connections there is full; every other failure shows at once.</param>
    /// <exception cref="PosixException">Nobody listens, or the limit passed.</exception>
    internal static unsafe UnixSocket Connect(string path, TimeSpan timeout)
    {
        var deadline = Deadline.After(timeout);
        var socket = Open(path);
        try
        {
            Span<byte> address = stackalloc byte[SocketAddress.Size];
            var length = SocketAddress.Write(path, address);
            int result;
            fixed (byte* pointer = address)
            {
                while ((result = NativeMethods.Connect(socket, pointer, length)) < 0 && MayConnectLater(deadline))
                {
                }
            }

            if (result < 0)
                throw new PosixException("connect", path);
            return new UnixSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Listens at a path that does not exist yet.</summary>
    /// <exception cref="PosixException">The path exists, or cannot be made.</exception>
    internal static unsafe UnixSocket Listen(string path)
    {
        var socket = Open(path);
        try
        {
            Span<byte> address = stackalloc byte[SocketAddress.Size];
            var length = SocketAddress.Write(path, address);
            fixed (byte* pointer = address)
            {
                if (NativeMethods.Bind(socket, pointer, length) < 0)
                    throw new PosixException("bind", path);
            }

            if (NativeMethods.Listen(socket, Backlog) < 0)
                throw new PosixException("listen", path);
            return new UnixSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Two sockets connected to each other.</summary>
    internal static unsafe (UnixSocket First, UnixSocket Second) CreatePair()
    {
        var pair = stackalloc int[2];
        if (NativeMethods.SocketPair(Constants.UnixDomain, Flags, 0, pair) < 0)
            throw new PosixException("socketpair", "unix stream");
        return (new UnixSocket(new FileDescriptor(pair[0])), new UnixSocket(new FileDescriptor(pair[1])));
    }

    /// <summary>The next connection to a listening socket.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Null when stopped.</returns>
    internal UnixSocket? Accept(EventFd? stop)
    {
        while (true)
        {
            if (Readiness.Wait(Descriptor, Constants.PollIn, stop?.Descriptor, Deadline.Never) == WaitResult.Stopped)
                return null;
            var accepted = NativeMethods.Accept(Descriptor, 0, 0, Constants.SocketCloseOnExec);
            if (!accepted.IsInvalid)
                return new UnixSocket(accepted);
            if (Marshal.GetLastPInvokeError() is not (Constants.Interrupted or Constants.TryAgain))
                throw new PosixException("accept4", "listening socket");
        }
    }

    /// <summary>The process that listens at the other end, as the kernel knew it when it began to (SO_PEERCRED); null when it is of another namespace.</summary>
    internal unsafe int? PeerProcess
    {
        get
        {
            // Process, user, group.
            var credentials = stackalloc int[3];
            var length = 3U * sizeof(int);
            return NativeMethods.GetOption(Descriptor, Constants.SocketLevel, Constants.PeerCredentials, credentials, &length) == 0 && credentials[0] > 0
                ? credentials[0]
                : null;
        }
    }

    /// <summary>Sends all bytes, the descriptors with the first of them.</summary>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="descriptors">At most 253; still owned by the caller.</param>
    /// <param name="deadline">When to give up on a peer that does not read.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="PosixException">Sending failed otherwise than by the peer's closing.</exception>
    internal TransferResult Send(ReadOnlySpan<byte> bytes, IReadOnlyList<FileDescriptor> descriptors, Deadline deadline, EventFd? stop)
    {
        while (!bytes.IsEmpty)
        {
            var sent = AncillaryData.Send(Descriptor, bytes, descriptors);
            if (sent > 0)
            {
                bytes = bytes[sent..];
                descriptors = [];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error is Constants.BrokenPipe or Constants.ConnectionReset)
                return TransferResult.Closed;
            if (error != Constants.TryAgain)
                throw new PosixException("sendmsg", "vhost-user socket", error);
            switch (Readiness.Wait(Descriptor, Constants.PollOut, stop?.Descriptor, deadline))
            {
                case WaitResult.Stopped:
                    return TransferResult.Stopped;
                case WaitResult.TimedOut:
                    return TransferResult.TimedOut;
                case WaitResult.Dead:
                    return TransferResult.Closed;
            }
        }

        return TransferResult.Done;
    }

    /// <summary>Receives some bytes, and the descriptors that came with them.</summary>
    /// <param name="buffer">Where the bytes go; not empty.</param>
    /// <param name="descriptors">Receives the descriptors, owned from the first moment.</param>
    /// <param name="maximumDescriptors">How many are taken; more are a failure.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="received">Bytes received.</param>
    /// <exception cref="TruncatedDescriptorsException">More descriptors came than were asked for; none stays open.</exception>
    /// <exception cref="PosixException">Receiving failed otherwise than by the peer's closing.</exception>
    internal TransferResult Receive(
        Span<byte> buffer, List<FileDescriptor> descriptors, int maximumDescriptors, Deadline deadline, EventFd? stop, out int received)
    {
        while (true)
        {
            // The stop is looked at first, so that a peer that never pauses cannot keep a session from ending.
            if (stop is not null && Readiness.Wait(null, 0, stop.Descriptor, Deadline.After(TimeSpan.Zero)) == WaitResult.Stopped)
            {
                received = 0;
                return TransferResult.Stopped;
            }

            received = AncillaryData.Receive(Descriptor, buffer, descriptors, maximumDescriptors);
            if (received >= 0)
                return received > 0 ? TransferResult.Done : TransferResult.Closed;
            var error = Marshal.GetLastPInvokeError();
            if (error == Constants.ConnectionReset)
                return TransferResult.Closed;
            if (error != Constants.TryAgain)
                throw new PosixException("recvmsg", "vhost-user socket", error);
            switch (Readiness.Wait(Descriptor, Constants.PollIn, stop?.Descriptor, deadline))
            {
                case WaitResult.Stopped:
                    return TransferResult.Stopped;
                case WaitResult.TimedOut:
                    return TransferResult.TimedOut;
            }
        }
    }

    /// <summary>Whether the peer has closed its end; what it sent before may still be there to be received.</summary>
    /// <exception cref="PosixException">poll failed.</exception>
    internal bool IsClosedByPeer => Readiness.Wait(Descriptor, Constants.PollReadHangUp, stop: null, Deadline.After(TimeSpan.Zero)) is WaitResult.Ready or WaitResult.Dead;

    public void Dispose() => Descriptor.Dispose();

    private static FileDescriptor Open(string path)
    {
        var socket = NativeMethods.Socket(Constants.UnixDomain, Flags | Constants.SocketNonBlocking, 0);
        return socket.IsInvalid ? throw new PosixException("socket", path) : socket;
    }

    private static bool MayConnectLater(Deadline deadline)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == Constants.Interrupted)
            return true;
        if (error != Constants.TryAgain || deadline.HasPassed)
            return false;
        Thread.Sleep(FullBacklogRetryMilliseconds);
        return true;
    }
}

/// <summary>struct sockaddr_un: the family, then the path with a closing zero.</summary>
internal static class SocketAddress
{
    private const int FamilySize = 2;
    private const int PathSize = 108;

    internal const int Size = FamilySize + PathSize;

    /// <returns>Bytes used.</returns>
    /// <exception cref="ArgumentException">The path is empty, holds a zero, or is longer than 107 bytes in UTF-8.</exception>
    internal static uint Write(string path, Span<byte> address)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        if (length is 0 or >= PathSize || path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"socket path '{path}' has {length} bytes; a Unix socket takes 1 to {PathSize - 1}, none of them zero");
        address.Clear();
        ushort family = Constants.UnixDomain;
        MemoryMarshal.Write(address, in family);
        Encoding.UTF8.GetBytes(path, address[FamilySize..]);
        return (uint)(FamilySize + length + 1);
    }
}
