using System.Runtime.InteropServices;
using Virtspec.Reference.Blk;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>
/// The embedded back-end under front-ends and drivers that break every rule: it survives, other queues of the session are served, and so
/// is the next session.
/// </summary>
public sealed class HostileFrontEndTests : IDisposable
{
    private const int Sessions = 150;
    private const int Messages = 40;
    private const int Rings = 300;

    /// <summary>Queue 0 alone, which random descriptors can write over; the other queues lie behind it.</summary>
    private const ulong PartSize = 0x8000;

    private static readonly ulong[] _numbers =
        [0, 1, 2, 3, 4, 7, 8, 11, 15, 16, 17, 255, 256, 512, 1024, 1025, 32768, 65535, 65536, 1UL << 30, 1UL << 32, EmbeddedRig.Guest, EmbeddedRig.User, EmbeddedRig.User + 0x1000, EmbeddedRig.MemorySize, 1UL << 63, ulong.MaxValue];

    private readonly BlkBackEndDevice _device = new(new MemoryStorage(1 << 20), readOnly: false);
    private readonly EventFd _event = EventFd.Create();

    public void Dispose()
    {
        _device.Dispose();
        _event.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_messages_end_at_most_their_session(int seed)
    {
        var random = new Random(seed);
        for (var session = 0; session < Sessions; session++)
        {
            using (var rig = new EmbeddedRig(_device))
            {
                if (random.Next(4) > 0)
                    SetUp(rig, random);
                for (var message = 0; message < Messages && TrySendOne(rig, random); message++)
                {
                }
            }

            _device.Reset();
            if (session % 10 == 0)
                Works();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_ring_of_nonsense_stops_that_queue_alone(int seed)
    {
        var random = new Random(seed);
        using (var rig = new EmbeddedRig(_device))
        {
            rig.Negotiate(ProtocolFeature.ReplyAck | ProtocolFeature.MultiQueue, (1UL << 32) | (1UL << 28) | (random.Next(2) == 0 ? 0 : 1UL << 29));
            EmbeddedRig.Taken(rig.FrontEnd.SetMemTable([rig.Region with { Size = PartSize }, Behind(rig)]));
            using EventFd kick = EventFd.Create(), other = EventFd.Create();
            rig.Prepare(1);
            rig.FrontEnd.SetVringKick(1, other);
            for (var round = 0; round < Rings; round++)
            {
                Scribble(rig, random);
                rig.Prepare(0, from: (uint)random.Next(4));
                EmbeddedRig.Taken(rig.FrontEnd.SetVringKick(0, kick));
                kick.Signal();
                rig.Offer(1, round % EmbeddedRig.Slots, 0, (ulong)round);
                other.Signal();
                rig.AwaitAllUsed(1);
                rig.FrontEnd.GetVringBase(0);
            }
        }

        _device.Reset();
        Works();
    }

    /// <summary>A second front-end waits until the first is gone, and is served then.</summary>
    [Fact]
    public void Of_two_front_ends_at_once_the_second_is_served_after_the_first()
    {
        var directory = Directory.CreateTempSubdirectory("virtspec-");
        using var stop = new CancellationTokenSource();
        var listener = VhostUserListener.Listen(Path.Combine(directory.FullName, "s"));
        var served = new Thread(() => listener.Serve(_device, stop.Token));
        served.Start();
        using (var first = VhostUserFrontEnd.Connect(listener.Path, TimeSpan.FromSeconds(20)))
        using (var second = VhostUserFrontEnd.Connect(listener.Path, TimeSpan.FromSeconds(20)))
        {
            first.GetFeatures();
            second.TrySendMessage(new((uint)FrontEndRequest.GetFeatures, MessageHeader.Version, 0), []);
            Assert.Equal(RawAnswerKind.Nothing, second.ReceiveAnything(TimeSpan.FromMilliseconds(20)).Kind);
            first.GetFeatures();
            first.Dispose();
            Assert.Equal(RawAnswerKind.Message, second.ReceiveAnything(TimeSpan.FromSeconds(20)).Kind);
        }

        stop.Cancel();
        served.Join();
        listener.Dispose();
        directory.Delete();
    }

    private static FrontEndRegion Behind(EmbeddedRig rig) => rig.Region with
    {
        GuestAddress = EmbeddedRig.Guest + PartSize, UserAddress = EmbeddedRig.User + PartSize, Offset = PartSize, Size = EmbeddedRig.MemorySize - PartSize,
    };

    private static void SetUp(EmbeddedRig rig, Random random)
    {
        rig.Negotiate(random.Next(2) == 0 ? Connection.AllOffered : ProtocolFeature.ReplyAck | ProtocolFeature.MultiQueue);
        rig.Prepare(0);
        rig.Offer(0, 0, 0, 0);
        if (random.Next(2) == 0)
            rig.FrontEnd.SetVringKick(0, null);
    }

    /// <returns>False when the back-end has hung up, or the front-end does so in mid message.</returns>
    private bool TrySendOne(EmbeddedRig rig, Random random)
    {
        // Mostly what exists and has the right size: nonsense that ends a session at once says little.
        var request = random.Next(20) == 0 ? (uint)random.Next() : (uint)random.Next(1, 46);
        var known = MessageCatalogue.FrontEnd.TryGetValue(request, out var rule);
        var size = known && random.Next(15) > 0 ? (int)rule!.Size.Minimum + (random.Next(4) == 0 ? 32 : 0) : random.Next(80);
        if (known && random.Next(15) > 0)
            size = Math.Min(size, (int)rule!.Size.Maximum);
        var payload = MemoryMarshal.AsBytes<ulong>([.. Enumerable.Range(0, 20).Select(_ => Number(random))]).Slice(0, size).ToArray();
        var flags = random.Next(20) == 0 ? (uint)random.Next(64) : random.Next(2) == 0 ? 1u : 9;
        var declared = random.Next(25) == 0 ? (uint)random.Next() : (uint)size;
        var count = known && rule!.Descriptors != DescriptorRule.None && random.Next(8) > 0 ? 1 : random.Next(12) == 0 ? random.Next(40) : 0;
        var descriptor = random.Next(3) == 0 ? rig.Memory.Descriptor : _event.Descriptor;
        return rig.FrontEnd.TrySendMessage(new(request, flags, declared), payload, [.. Enumerable.Repeat(descriptor, count)])
            && declared <= size
            && rig.FrontEnd.ReceiveAnything(TimeSpan.Zero).Kind != RawAnswerKind.Closed;
    }

    private static ulong Number(Random random) => random.Next(3) == 0
        ? (uint)random.Next(8) + ((ulong)random.Next(20) << 32)
        : _numbers[random.Next(_numbers.Length)];

    /// <summary>Descriptors, heads and indices that are half right.</summary>
    private static unsafe void Scribble(EmbeddedRig rig, Random random)
    {
        var table = rig.At(0, 0);
        for (var i = 0; i < 64; i++)
        {
            var address = random.Next(6) == 0 ? Number(random) : EmbeddedRig.Guest + (ulong)random.Next((int)PartSize);
            var length = random.Next(6) switch
            {
                0 => (uint)random.NextInt64(1L << 32),
                1 => (uint)random.Next(9) * 16,
                _ => (uint)random.Next(1200),
            };
            EmbeddedRig.Descriptor(table, i, address, length, (ushort)(random.Next(10) == 0 ? random.Next(65536) : random.Next(8)), random.Next(8) == 0 ? random.Next(65536) : random.Next(EmbeddedRig.Size));
        }

        var available = (ushort*)rig.At(0, 0x1000);
        available[0] = (ushort)random.Next(3);
        available[1] = (ushort)(random.Next(5) == 0 ? random.Next(65536) : random.Next(12));
        for (var i = 2; i < 2 + EmbeddedRig.Size; i++)
            available[i] = (ushort)(random.Next(10) == 0 ? random.Next(65536) : random.Next(EmbeddedRig.Size));
    }

    private void Works()
    {
        using (var rig = new EmbeddedRig(_device))
        {
            rig.Negotiate(Connection.AllOffered);
            for (byte queue = 0; queue < _device.QueueCount; queue++)
            {
                rig.Prepare(queue);
                rig.Offer(queue, 0, 0, 3);
                EmbeddedRig.Taken(rig.FrontEnd.SetVringKick(queue, null));
                rig.AwaitAllUsed(queue);
                Assert.Equal(0, rig.StatusOf(queue, 0));
            }
        }

        _device.Reset();
    }
}
