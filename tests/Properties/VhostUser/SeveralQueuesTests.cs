using Virtspec.Reference.Blk;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Properties.VhostUser;

/// <summary>The embedded back-end with several queues that run at once over one storage.</summary>
public sealed class SeveralQueuesTests
{
    private const int Rounds = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_number_of_queues_is_offered_in_three_places_alike(int queues)
    {
        using var device = new BlkBackEndDevice(new MemoryStorage(1 << 20), readOnly: false, queues: queues);
        using var rig = new EmbeddedRig(device);
        rig.FrontEnd.SetProtocolFeatures(Connection.AllOffered);
        Assert.Equal((ulong)queues, rig.FrontEnd.GetQueueNum());
        Assert.Equal((ushort)queues, BitConverter.ToUInt16(rig.FrontEnd.GetConfig(34, 2)));
        Assert.Equal(queues > 1, (rig.FrontEnd.GetFeatures() & (1UL << 12)) != 0);
        Assert.True(rig.FrontEnd.SetVringNum((uint)queues, 8).IsRefused);
    }

    /// <summary>Each queue writes and reads sectors of its own and one that all share, which is always found as one of them left it.</summary>
    [Fact]
    public void Queues_are_served_at_once_and_sectors_stay_whole()
    {
        using var device = new BlkBackEndDevice(new MemoryStorage(1 << 20), readOnly: false);
        using var rig = new EmbeddedRig(device);
        rig.Negotiate(Connection.AllOffered);
        Assert.Equal(BlkBackEndDevice.DefaultQueues, device.QueueCount);
        var kicks = Enumerable.Range(0, device.QueueCount).Select(_ => EventFd.Create()).ToList();
        for (byte queue = 0; queue < device.QueueCount; queue++)
        {
            rig.Prepare(queue);
            EmbeddedRig.Taken(rig.FrontEnd.SetVringKick(queue, kicks[queue]));
        }

        for (var round = 1; round <= Rounds; round++)
        {
            for (byte queue = 0; queue < device.QueueCount; queue++)
            {
                rig.SectorOf(queue, 0).Fill((byte)(round + queue));
                rig.SectorOf(queue, 1).Fill((byte)(round + queue));
                rig.Offer(queue, 0, 1, 100u + queue);
                rig.Offer(queue, 1, 1, 99);
                rig.Offer(queue, 2, 0, 100u + queue);
                rig.Offer(queue, 3, 0, 99);
            }

            kicks.ForEach(kick => kick.Signal());
            for (byte queue = 0; queue < device.QueueCount; queue++)
            {
                rig.AwaitAllUsed(queue);
                Assert.Equal(-1, rig.SectorOf(queue, 2).IndexOfAnyExcept((byte)(round + queue)));
                Assert.Equal(-1, rig.SectorOf(queue, 3).IndexOfAnyExcept(rig.SectorOf(queue, 3)[0]));
                Assert.Equal(0, rig.StatusOf(queue, 3));
            }
        }

        for (byte queue = 0; queue < device.QueueCount; queue++)
            Assert.Equal(rig.AvailIdx(queue), rig.FrontEnd.GetVringBase(queue));
        kicks.ForEach(kick => kick.Dispose());
    }
}
