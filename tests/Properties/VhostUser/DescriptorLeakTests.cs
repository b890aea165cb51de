using Virtspec.Reference.Blk;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
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
        using var server = new Server(listener);

        // The first connections open what the runtime keeps, and other tests may have left something to be collected.
        ConnectTimes(50);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (descriptors, mappings) = Count();
        ConnectTimes(Connections);
        var (descriptorsAfter, mappingsAfter) = Count();
        Assert.Equal(descriptors, descriptorsAfter);

        // The runtime maps memory of its own, but not for each connection.
        Assert.InRange(mappingsAfter, 0, mappings + (Connections / 20));

        void ConnectTimes(int times)
        {
            for (var i = 0; i < times; i++)
            {
                server.Begin();
                Use(directory.SocketPath, memory, i);
                server.Finish();
            }
        }
    }

    /// <summary>The embedded back-end, with work in its queues and notifications of every kind.</summary>
    [Fact]
    public void The_embedded_back_end_leaves_no_descriptor_mapping_or_thread_after_200_connections()
    {
        using var device = new BlkBackEndDevice(new MemoryStorage(1 << 20), readOnly: false);
        for (var i = 0; i < 50; i++)
            ServeOne(device, i);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (descriptors, mappings) = Count();
        var threads = Directory.GetDirectories("/proc/self/task").Length;
        for (var i = 0; i < 200; i++)
            ServeOne(device, i);
        var (descriptorsAfter, mappingsAfter) = Count();
        Assert.Equal(descriptors, descriptorsAfter);

        // The runtime maps memory and starts threads of its own, but not for each connection.
        Assert.InRange(mappingsAfter, 0, mappings + 40);
        Assert.InRange(Directory.GetDirectories("/proc/self/task").Length, 0, threads + 10);
    }

    /// <summary>A connection that ends in the middle of things; the number says where.</summary>
    private static void ServeOne(BlkBackEndDevice device, int number)
    {
        using (var rig = new EmbeddedRig(device))
        using (EventFd kick = EventFd.Create(), call = EventFd.Create())
        {
            rig.Negotiate(Connection.AllOffered);
            rig.FrontEnd.SetBackEndRequestFd();
            if (number % 2 == 0)
            {
                using var area = rig.FrontEnd.GetInflightFd(4, EmbeddedRig.Size)!;
                EmbeddedRig.Taken(rig.FrontEnd.SetInflightFd(area));
            }

            for (byte queue = 0; queue < device.QueueCount; queue++)
            {
                rig.Prepare(queue);
                if (number % 3 == 0)
                    rig.FrontEnd.SetVringCall(queue, call);
                rig.Offer(queue, 0, 0, 0);
                rig.FrontEnd.SetVringKick(queue, number % 5 == 0 ? null : kick);
            }

            kick.Signal();
            if (number % 4 == 0)
                rig.FrontEnd.TrySendMessage(new((uint)FrontEndRequest.SetMemTable, 1, 72), new byte[9], kick.Descriptor);
        }

        device.Reset();
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

    private static (int Descriptors, int Mappings) Count() =>
        (Directory.GetFileSystemEntries("/proc/self/fd").Length, File.ReadLines("/proc/self/maps").Count());

    /// <summary>Serves one connection at a time, so that nothing is half open while descriptors are counted.</summary>
    private sealed class Server : IDisposable
    {
        private readonly SemaphoreSlim _begin = new(0);
        private readonly SemaphoreSlim _finished = new(0);
        private readonly Thread _thread;
        private bool _isDone;

        internal Server(VhostUserListener listener)
        {
            _thread = new Thread(() => Serve(listener));
            _thread.Start();
        }

        internal void Begin() => _begin.Release();

        internal void Finish() => Assert.True(_finished.Wait(TimeSpan.FromSeconds(20)), "the session goes on");

        public void Dispose()
        {
            _isDone = true;
            _begin.Release();
            _thread.Join();
            _begin.Dispose();
            _finished.Dispose();
        }

        private void Serve(VhostUserListener listener)
        {
            var device = new FakeDevice();
            while (true)
            {
                _begin.Wait();
                if (_isDone)
                    return;
                using (var session = listener.Accept(device, CancellationToken.None)!)
                    session.Run(CancellationToken.None);
                _finished.Release();
            }
        }
    }

    private sealed class Scratch : IDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("virtspec-");

        internal string SocketPath => Path.Combine(_directory.FullName, "s");

        public void Dispose() => _directory.Delete(recursive: true);
    }
}
