using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>Devices that give back other buffers than they served, other lengths than they wrote, or another order; drivers that read too early.</summary>
internal static class UsedMistakes
{
    internal static IReadOnlyList<ChainMistake> All { get; } =
    [
        new("length-of-request", "The device counts what it read, not what it wrote.", "inv.split.used-len")
        {
            At = [(ChainMemory.Requests, 1), (ChainMemory.Arrangement, 5)],
            Length = (chain, length) => (uint)chain.ReadableBytes + length,
            SeenIn = ["Linux vhost/vsock, 2021-11-22", "Cloud Hypervisor 49156c720"],
        },
        new("length-of-room", "The device says how much there was room for, not how much it wrote: the driver takes old bytes for an answer.", "split.used.device.2")
        {
            Length = (chain, _) => (uint)chain.WritableBytes,
            SeenIn = ["DPDK 69244dbc48"],
        },
        new("length-of-intent", "The device writes only a part of the answer, and counts all of it.", "split.used.device.2")
        {
            At = [(ChainMemory.Arrangement, 2)],
            Scatter = (device, chain, answer) => device.Data.Write(chain, 0, answer.AsMemory(0, 1)),
            SeenIn = ["vm-virtio f63b67d"],
        },
        new("id-of-last", "The device names the last descriptor of a chain in the used ring in the place of the first.", "inv.split.used-id")
        {
            DeviceAccesses = LastForFirst,
            SeenIn = ["DPDK f46f655143"],
        },
        new("error-keeps-buffer", "The device gives up on a request that it does not know, and forgets to give the buffer back.", "inv.split.completes")
        {
            At = [(ChainMemory.Requests, 1), (ChainMemory.Unknown, 1), (ChainMemory.Batches, 1)],
            GivesBack = served => served.Where(chain => chain.Known),
            SeenIn = ["QEMU bedd7e93d0 (CVE-2021-3748), abe300d9d8 (CVE-2022-26353), 8d1b247f37 (CVE-2022-26354)"],
        },
        new("shadow-overflow", "The device keeps what it is to give back in a list that is too short by one: the last one overwrites the first.", "inv.split.used-once")
        {
            At = [(ChainMemory.Arrangement, 0), (ChainMemory.Batches, 1)],
            GivesBack = served => served.Count < 2 ? served : [served[^1], .. served.Skip(1)],
            SeenIn = ["DPDK 14962a9c4f", "Linux vhost-net b46a0bf78ad7 (CVE-2018-16880)"],
        },
        new("out-of-order", "The device gives buffers back in another order than it took them in, though it promised not to.", "core.reserved-features.device.5")
        {
            At = [(ChainMemory.Arrangement, 0), (ChainMemory.InOrder, 1), (ChainMemory.Batches, 1)],
            GivesBack = served => served.Reverse(),
            SeenIn = ["OpenVMM 6ec16db46"],
        },
        new("no-fence-for-extra", "The driver has a fence behind used idx for the first buffer that it takes back, and none for further ones.", "inv.split.reclaim-order.driver")
        {
            At = [(ChainMemory.Arrangement, 0)],
            DriverAccesses = _ =>
            {
                var fences = 0;
                return new RingChange { Fence = (kind, _) => kind == FenceKind.Acquire && ++fences > 1 ? null : kind };
            },
            SeenIn = ["DPDK 23d25f1a40"],
        },
    ];

    private static RingChange LastForFirst(SplitLayout ring)
    {
        var last = 0UL;
        return new RingChange
        {
            Read = (address, value) =>
            {
                if (address - ring.DescriptorTable < ring.DescriptorTableBytes)
                    last = (address - ring.DescriptorTable) / SplitLayout.DescriptorSize;
                return value;
            },
            Written = (address, value) => address - ring.UsedElement(0) < 8UL * ring.Size ? (value & ~0xFFFFFFFFUL) | last : value,
        };
    }
}
