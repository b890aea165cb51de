using Virtspec.Reference.Blk;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Faults;

/// <summary>The embedded back-end with a fault, served to one front-end after the other.</summary>
internal sealed class FaultyServer(Fault fault, IBlkStorage storage)
{
    private readonly IBackEndDevice _device = fault.Build(storage);

    /// <summary>Serves until stopped.</summary>
    internal void Serve(VhostUserListener listener, CancellationToken stop)
    {
        while (listener.AcceptConnection(stop) is { } connection)
        {
            if (fault.Messages is { } make)
                Relay(connection, make(), stop);
            else
                Serve(connection, stop);
            _device.Reset();
        }
    }

    private void Serve(UnixSocket connection, CancellationToken stop)
    {
        using var session = new VhostUserBackEnd(connection, _device);
        session.Run(stop);
    }

    private void Relay(UnixSocket connection, MessageFault messages, CancellationToken stop)
    {
        var (outer, inner) = UnixSocket.CreatePair();
        var server = new Thread(() => Serve(inner, stop)) { IsBackground = true };
        server.Start();
        using (var relay = new MessageRelay(connection, outer, messages))
        using (var stopped = new CancellationEvent(stop))
            relay.Run(stopped.Event);
        server.Join();
    }
}
