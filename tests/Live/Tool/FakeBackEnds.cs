using System.Net.Sockets;
using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Live.Tool;

/// <summary>Accepts connections and never says a word.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SilentServer(string path)
    {
        socket.Bind(new UnixDomainSocketEndPoint(path));
        // The kernel completes connections into the backlog; nobody has to take them from there.
        socket.Listen(16);
    }

    public void Dispose() => socket.Dispose();
}

/// <summary>A back-end of the project's own making around a device, in this process.</summary>
internal sealed class InProcessBackEnd : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly VhostUserListener listener;
    private readonly Thread thread;

    public InProcessBackEnd(string path, IBackEndDevice device)
    {
        listener = VhostUserListener.Listen(path);
        thread = new Thread(() => listener.Serve(device, stop.Token)) { IsBackground = true };
        thread.Start();
    }

    public void Dispose()
    {
        stop.Cancel();
        thread.Join();
        listener.Dispose();
        stop.Dispose();
    }
}

/// <summary>Offers what a network device offers, and does nothing.</summary>
internal sealed class NetDevice : IBackEndDevice
{
    private static readonly int[] Offered = [0, 1, 3, 5, 7, 11, 15, 16, 17, 18, 21, 32];

    public int QueueCount => 2;

    public int MaximumQueueSize => 256;

    /// <summary>CSUM, GUEST_CSUM, MTU, MAC, GUEST_TSO4, HOST_TSO4, MRG_RXBUF, STATUS, CTRL_VQ, CTRL_RX, GUEST_ANNOUNCE.</summary>
    public ulong Features => Offered.Aggregate(0UL, (bits, bit) => bits | (1UL << bit));

    public bool TryAcceptFeatures(ulong features) => true;

    public bool TryReadConfig(uint offset, Span<byte> destination)
    {
        destination.Fill(0x52);
        return true;
    }

    public bool TryWriteConfig(uint offset, ReadOnlySpan<byte> source, ConfigWriteKind kind) => false;

    public void StartQueue(QueueStart start)
    {
    }

    public uint StopQueue(int index) => 0;

    public void ReplaceCall(int index, ISignal? call)
    {
    }

    public void ReplaceError(int index, ISignal? error)
    {
    }

    public void MemoryChanged(GuestMemory memory)
    {
    }

    public void Reset()
    {
    }
}
