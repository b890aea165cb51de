using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>A front-end and a session connected by a socket pair, the session on its own thread.</summary>
internal sealed class Connection : IDisposable
{
    internal const ulong Guest = 0x10000;
    internal const ulong User = 0x7000_0000;
    internal const ulong MemorySize = 0x10000;

    private readonly VhostUserBackEnd _session;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private SessionEnd? _end;

    internal Connection(FakeDevice? device = null)
    {
        Device = device ?? new FakeDevice();
        var (mine, theirs) = UnixSocket.CreatePair();
        FrontEnd = new VhostUserFrontEnd(mine);
        _session = new VhostUserBackEnd(theirs, Device) { RefusalObserver = Refusals.Add };
        Memory = SharedMemory.Create(MemorySize);
        _thread = new Thread(Serve);
        _thread.Start();
    }

    internal FakeDevice Device { get; }

    internal VhostUserFrontEnd FrontEnd { get; }

    internal VhostUserBackEnd Session => _session;

    internal SharedMemory Memory { get; }

    internal List<string> Refusals { get; } = [];

    internal FrontEndRegion Region => new(Guest, MemorySize, User, 0, Memory.Descriptor);

    internal const ProtocolFeature AllOffered = VhostUserBackEnd.OfferedProtocolFeatures;

    /// <summary>Status with everything up to DRIVER_OK.</summary>
    internal const ulong Live = 15;

    /// <summary>Negotiates everything, up to DRIVER_OK.</summary>
    internal VhostUserFrontEnd Negotiate()
    {
        FrontEnd.SetProtocolFeatures(AllOffered);
        Assert.Equal(AckKind.Success, FrontEnd.SetFeatures((1UL << 32) | VhostUserFeatures.ProtocolFeatures).Kind);
        Assert.Equal(AckKind.Success, FrontEnd.SetStatus(Live).Kind);
        return FrontEnd;
    }

    /// <summary>Gives memory and sets up a vring of 16 entries, ready but for the kick and the enabling.</summary>
    internal void Prepare(byte index, uint available = 3)
    {
        Assert.Equal(AckKind.Success, FrontEnd.SetVringNum(index, 16).Kind);
        Assert.Equal(AckKind.Success, FrontEnd.SetVringBase(index, available).Kind);
        Assert.Equal(AckKind.Success, FrontEnd.SetVringAddr(Address(index)).Kind);
    }

    internal static VringAddress Address(uint index) => new(index, 0, User + 0x1000, User + 0x3000, User + 0x2000, 0);

    /// <summary>Why the session ended, by its own will.</summary>
    internal SessionEnd End()
    {
        Assert.True(_thread.Join(TimeSpan.FromSeconds(20)), "the session goes on");
        if (_failure is not null)
            throw new InvalidOperationException("the session threw", _failure);
        return _end!;
    }

    internal SessionEnd CloseAndEnd()
    {
        FrontEnd.Dispose();
        return End();
    }

    internal void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        FrontEnd.Dispose();
        _cancellation.Cancel();
        _thread.Join();
        _session.Dispose();
        Memory.Dispose();
        _cancellation.Dispose();
    }

    private void Serve()
    {
        try
        {
            _end = _session.Run(_cancellation.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _failure = exception;
        }
        finally
        {
            // Closes the socket, so that the front-end sees the end.
            _session.Dispose();
        }
    }
}
