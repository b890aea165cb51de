namespace Virtspec.Transports.Posix;

/// <summary>The kernel could not hand over all descriptors that came with some bytes. Those it did are closed.</summary>
internal sealed class TruncatedDescriptorsException(int maximum)
    : Exception($"file descriptors were lost: more than {maximum} came with one message, or this process has too many open")
{
}

/// <summary>One sendmsg or recvmsg each, with descriptors as SCM_RIGHTS (cmsg(3), unix(7)).</summary>
internal static unsafe class AncillaryData
{
    /// <summary>Linux passes no more at once (SCM_MAX_FD).</summary>
    internal const int MaximumDescriptors = 253;

    private static readonly int _alignment = sizeof(nuint);

    private static int Space(int descriptors) =>
        sizeof(NativeMethods.ControlHeader) + ((descriptors * sizeof(int) + _alignment - 1) & ~(_alignment - 1));

    /// <returns>Bytes sent; -1 with errno set.</returns>
    internal static int Send(FileDescriptor socket, ReadOnlySpan<byte> bytes, IReadOnlyList<FileDescriptor> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Count, MaximumDescriptors);
        var control = stackalloc byte[Space(descriptors.Count)];
        var held = 0;
        try
        {
            var numbers = (int*)(control + sizeof(NativeMethods.ControlHeader));
            for (; held < descriptors.Count; held++)
            {
                var added = false;
                descriptors[held].DangerousAddRef(ref added);
                numbers[held] = (int)descriptors[held].DangerousGetHandle();
            }

            *(NativeMethods.ControlHeader*)control = new()
            {
                Length = (nuint)(sizeof(NativeMethods.ControlHeader) + descriptors.Count * sizeof(int)),
                Level = Constants.SocketLevel,
                Type = Constants.Rights,
            };
            fixed (byte* pointer = bytes)
            {
                var buffer = new NativeMethods.BufferVector { Base = pointer, Length = (nuint)bytes.Length };
                var message = new NativeMethods.MessageVector { Buffers = &buffer, BufferCount = 1 };
                if (descriptors.Count > 0)
                {
                    message.Control = control;
                    message.ControlLength = (nuint)Space(descriptors.Count);
                }

                return Repeat(socket, &message, sending: true, Constants.NoSignal | Constants.DoNotWait);
            }
        }
        finally
        {
            for (var i = 0; i < held; i++)
                descriptors[i].DangerousRelease();
        }
    }

    /// <returns>Bytes received, 0 at the end of the stream; -1 with errno set.</returns>
    /// <exception cref="TruncatedDescriptorsException">See there.</exception>
    internal static int Receive(FileDescriptor socket, Span<byte> bytes, List<FileDescriptor> descriptors, int maximumDescriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumDescriptors, MaximumDescriptors);
        var space = Space(maximumDescriptors);
        var control = stackalloc byte[space];
        NativeMethods.MessageVector message;
        int received;
        fixed (byte* pointer = bytes)
        {
            var buffer = new NativeMethods.BufferVector { Base = pointer, Length = (nuint)bytes.Length };
            message = new() { Buffers = &buffer, BufferCount = 1, Control = control, ControlLength = (nuint)space };
            received = Repeat(socket, &message, sending: false, Constants.CloseReceivedOnExec | Constants.DoNotWait);
        }

        if (received < 0)
            return received;
        var before = descriptors.Count;
        Collect(control, (int)message.ControlLength, descriptors);
        if ((message.Flags & Constants.ControlTruncated) == 0 && descriptors.Count - before <= maximumDescriptors)
            return received;
        FileDescriptor.CloseAll(descriptors);
        descriptors.Clear();
        throw new TruncatedDescriptorsException(maximumDescriptors);
    }

    private static void Collect(byte* control, int length, List<FileDescriptor> descriptors)
    {
        var header = sizeof(NativeMethods.ControlHeader);
        for (var at = 0; length - at >= header;)
        {
            var entry = *(NativeMethods.ControlHeader*)(control + at);
            var count = ((int)entry.Length - header) / sizeof(int);
            if (entry is { Level: Constants.SocketLevel, Type: Constants.Rights })
            {
                foreach (var number in new ReadOnlySpan<int>(control + at + header, count))
                    descriptors.Add(new FileDescriptor(number));
            }

            at += Space(count);
        }
    }

    private static int Repeat(FileDescriptor socket, NativeMethods.MessageVector* message, bool sending, int flags)
    {
        nint result;
        do
        {
            result = sending ? NativeMethods.SendMessage(socket, message, flags) : NativeMethods.ReceiveMessage(socket, message, flags);
        }
        while (FileDescriptor.WasInterrupted(result));
        return (int)result;
    }
}
