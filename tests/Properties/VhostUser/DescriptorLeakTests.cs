using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>Not in parallel with other tests, which open descriptors of their own.</summary>
[CollectionDefinition(nameof(DescriptorLeakTests), DisableParallelization = true)]
[Collection(nameof(DescriptorLeakTests))]
public sealed class DescriptorLeakTests
{
    private const int Connections = 10_000;

    [Fact]
    public void No_descriptor_and_no_mapping_is_left_after_many_connections()
    {
        using var directory = new Scratch();
        using var listener = VhostUserBackEnd.Listen(directory.SocketPath);
        using var memory = SharedMemory.Create(0x10000);
        using var cancellation = new CancellationTokenSource();
        var device = new FakeDevice();
        var server = new Thread(() =>
        {
            while (listener.Accept(device, cancellation.Token) is { } session)
            {
                using (session)
                    session.Run(cancellation.Token);
            }
        });
        server.Start();
        try
        {
            // The first connections open what the runtime keeps.
            for (var i = 0; i < 50; i++)
                Use(directory.SocketPath, memory, i);
            Settle(directory.SocketPath);
            var (descriptors, mappings) = Count();
            for (var i = 0; i < Connections; i++)
                Use(directory.SocketPath, memory, i);
            Settle(directory.SocketPath);
            var (descriptorsAfter, mappingsAfter) = Count();
            Assert.InRange(descriptorsAfter, 0, descriptors + 8);
            Assert.InRange(mappingsAfter, 0, mappings + 200);
        }
        finally
        {
            cancellation.Cancel();
            server.Join();
        }
    }

    /// <summary>A connection with memory and eventfds; every few end in another way.</summary>
    private static void Use(string path, SharedMemory memory, int number)
    {
        using var frontEnd = VhostUserFrontEnd.Connect(path, TimeSpan.FromSeconds(20));
        using EventFd kick = EventFd.Create(), call = EventFd.Create();
        frontEnd.SetProtocolFeatures(Connection.AllOffered);
        frontEnd.SetBackEndRequestFd();
        frontEnd.SetFeatures(1UL << 32);
        frontEnd.AddMemRegion(new(0x10000, 0x10000, 0x7000_0000, 0, memory.Descriptor));
        frontEnd.SetVringNum(0, 16);
        frontEnd.SetVringAddr(Connection.Address(0));
        frontEnd.SetVringCall(0, call);
        Assert.Equal(AckKind.Success, frontEnd.SetVringKick(0, kick).Kind);
        switch (number % 5)
        {
            case 0:
                frontEnd.GetVringBase(0);
                break;
            case 1:
                // Surplus descriptors with a message that takes none.
                frontEnd.SendRaw((uint)FrontEndRequest.SetOwner, 1, [], [kick.Descriptor, call.Descriptor]);
                break;
            case 2:
                // More than are ever taken, so that the kernel cuts them off.
                frontEnd.SendRaw((uint)FrontEndRequest.SetOwner, 1, [], [.. Enumerable.Repeat(kick.Descriptor, 40)]);
                break;
            case 3:
                frontEnd.SendRaw(99, 1, [], [kick.Descriptor]);
                break;
            case 4:
                frontEnd.SendRaw((uint)FrontEndRequest.SetVringKick, 9, Payload.OfNumber(0), [memory.Descriptor]);
                frontEnd.SendRaw((uint)FrontEndRequest.SetBackEndRequestFd, 9, [], [memory.Descriptor]);
                break;
        }
    }

    /// <summary>One connection more, answered: the server has finished all that came before.</summary>
    private static void Settle(string path)
    {
        using var frontEnd = VhostUserFrontEnd.Connect(path, TimeSpan.FromSeconds(20));
        frontEnd.ReplyTimeout = TimeSpan.FromSeconds(20);
        frontEnd.GetFeatures();
    }

    private static (int Descriptors, int Mappings) Count() =>
        (Directory.GetFileSystemEntries("/proc/self/fd").Length, File.ReadLines("/proc/self/maps").Count());

    private sealed class Scratch : IDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("virtspec-");

        internal string SocketPath => Path.Combine(_directory.FullName, "s");

        public void Dispose() => _directory.Delete(recursive: true);
    }
}
