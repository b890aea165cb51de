using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>Devices that believe a driver, each with the lie that shows it.</summary>
internal static class HostileMistakes
{
    internal static IReadOnlyList<HostileMistake> All { get; } =
    [
        new("idx-unchecked", "The device believes avail idx however far ahead it is, and takes entries that nobody made.", "robust.idle.1", Lies.IdxBack)
        {
            Omits = Unchecked.Distance,
            SeenIn = ["vm-virtio 16f1b01", "Firecracker 8a7152ac7"],
        },
        new("loop-followed", "The device does not count the descriptors of a chain: it follows a loop for ever.", "robust.idle.1", Lies.Loop)
        {
            Omits = Unchecked.Loops,
            SeenIn = ["DPDK a436f53ebf, cc7301908c, 450539b47e, 4e282bc6c5"],
        },
        new("loop-in-table", "The device does not count the entries of an indirect table that it has seen: it follows a loop for ever.", "robust.idle.1", Lies.TableLoop)
        {
            Omits = Unchecked.Loops,
            SeenIn = ["DPDK 6ec1778134"],
        },
        new("next-unchecked", "The device follows next out of the descriptor table, and dies of what it finds there.", "robust.descriptors.1", Lies.NextOutside)
        {
            Omits = Unchecked.Next,
            SeenIn = ["DPDK 6ec1778134"],
        },
        new("waits-for-bytes", "The device reads until it has what it wants, from a descriptor that has nothing: it never does.", "robust.idle.1", Lies.EmptyRequest)
        {
            Asked = async (device, chain) =>
            {
                while (chain.ReadableBytes == 0)
                    await device.Port.Read(device.Memory.Layout.Descriptor(chain.Head) + 8, AccessSize.Eight);
                return await device.ReadAsked(chain);
            },
            SeenIn = ["QEMU 1e7aed7014", "Linux vringh 7aed44babc7f (CVE-2023-5158)"],
        },
        new("address-unchecked", "The device uses an address without a look whether there is memory, and dies of it.", "robust.descriptors.1", Lies.Nowhere)
        {
            Omits = Unchecked.Covered,
            SeenIn = ["DPDK 97ecc1c85c (CVE-2020-10725)"],
        },
        new("end-unchecked", "The device looks whether memory covers the begin of a buffer and not its end, and writes beyond.", "robust.descriptors.1", Lies.EndOutside)
        {
            Omits = Unchecked.End,
            SeenIn = ["Firecracker 2c3e3728f (CVE-2019-18960)"],
        },
        new("tries-again", "The device neither gives a bad chain back nor gives up on the queue: it looks at it again, and again.", "robust.idle.1", Lies.HeadOutside)
        {
            TriesAgain = true,
            SeenIn = ["OpenVMM e375025c7"],
        },
        new("table-empty", "The device reads the first entry of an indirect table that has none, and dies of it.", "robust.indirect.1", Lies.EmptyTable)
        {
            Omits = Unchecked.EmptyTable,
            SeenIn = ["QEMU 7423192912"],
        },
        new("table-of-queue-size", "The device takes the queue size for the size of an indirect table: it reads what is behind it, and writes where that says.", "robust.memory.1", Lies.TableLeft)
        {
            Omits = Unchecked.TableEntries,
            SeenIn = ["QEMU bbc1c327d7"],
        },
        new("table-next-unchecked", "The device follows next out of an indirect table, and dies of what it finds there.", "robust.indirect.1", Lies.TableLeftFar)
        {
            Omits = Unchecked.TableNext,
            SeenIn = ["DPDK 4800639000"],
        },
        new("table-length-unchecked", "The device looks whether memory covers the first entry of an indirect table, and reads the others too.", "robust.indirect.1", Lies.TableEndOutside)
        {
            Omits = Unchecked.TableCovered,
            SeenIn = ["DPDK c6ae7de0de (CVE-2018-1059)"],
        },
        new("length-read-twice", "The device checks a descriptor's length and reads it again to use it: by then it is another.", "robust.descriptors.1", Lies.LengthGrows)
        {
            Room = async (device, _) => (uint)await device.Port.Read(device.Memory.Layout.Descriptor(1) + 8, AccessSize.Eight),
            SeenIn = ["DPDK 134228ca39, 93ed2f49de"],
        },
        new("request-read-twice", "The device checks a number in a request and reads it again to use it: by then it is another, and it writes beyond the buffer.", "robust.memory.1", Lies.RequestGrows)
        {
            AsksAgain = true,
            SeenIn = ["DPDK 2d962bb736 (CVE-2020-14375), 285e6b8b18"],
        },
    ];
}
