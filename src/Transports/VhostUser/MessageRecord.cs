using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>Who sent a message, seen from here.</summary>
internal enum MessageDirection
{
    Sent,
    Received,
}

/// <summary>One message as an observer sees it.</summary>
/// <param name="Direction">Whether it was sent or received here.</param>
/// <param name="OnBackEndChannel">Whether it went over the channel for requests of the back-end.</param>
/// <param name="Request">Name of the request it is, or answers.</param>
/// <param name="Flags">As in the header.</param>
/// <param name="Size">Bytes of payload.</param>
/// <param name="Payload">A copy.</param>
/// <param name="DescriptorCount">File descriptors with it.</param>
internal sealed record MessageRecord(
    MessageDirection Direction, bool OnBackEndChannel, string Request, uint Flags, uint Size, byte[] Payload, int DescriptorCount);

/// <summary>A message as it came, and the owner of the descriptors that came with it.</summary>
internal sealed class ReceivedMessage(MessageHeader header, byte[] payload, List<FileDescriptor> descriptors) : IDisposable
{
    internal MessageHeader Header { get; } = header;

    internal byte[] Payload { get; } = payload;

    /// <summary>Those not taken yet.</summary>
    internal IReadOnlyList<FileDescriptor> Descriptors => descriptors;

    /// <summary>Hands the ownership of all descriptors to the caller.</summary>
    internal List<FileDescriptor> TakeDescriptors()
    {
        List<FileDescriptor> taken = [.. descriptors];
        descriptors.Clear();
        return taken;
    }

    public void Dispose() => FileDescriptor.CloseAll(TakeDescriptors());
}
