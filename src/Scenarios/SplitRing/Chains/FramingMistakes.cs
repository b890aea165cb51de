using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>Devices that take a request to be cut as they know it, or write into the wrong pieces of it.</summary>
internal static class FramingMistakes
{
    internal static IReadOnlyList<ChainMistake> All { get; } =
    [
        new("first-piece-only", "The device processes the first descriptor of a chain and no other: it reads half a request.", "split.framing.device.1")
        {
            Gather = (device, chain, payload) => ReadFirst(device, chain, payload, pieces: 1),
            SeenIn = ["Cloud Hypervisor 2698cfed9"],
        },
        new("header-in-two", "The device looks for the header of a request in two descriptors at most: of one that is spread over more it misses the end.", "split.framing.device.1")
        {
            At = [(ChainMemory.Arrangement, 3)],
            Gather = (device, chain, payload) => ReadFirst(device, chain, payload, pieces: 2),
            SeenIn = ["DPDK 71bd0cc536, dc1516e260 (CVE-2022-2132)"],
        },
        new("answer-in-second", "The device takes every chain for one of two descriptors, and puts as much of the answer as fits into the second.", "split.framing.device.1")
        {
            At = [(ChainMemory.Arrangement, 2)],
            Scatter = async (device, chain, answer) =>
            {
                var second = chain.Segments[1];
                await device.Port.WriteBytes(second.Address, answer.AsMemory(0, Math.Min(answer.Length, (int)second.Length)));
            },
            Length = (chain, length) => Math.Min(length, chain.Segments[1].Length),
            SeenIn = ["Firecracker 32595c864"],
        },
        new("answer-over-request", "The device puts the answer where the request is, which is not its to write.", "split.desc.device.1a")
        {
            Scatter = async (device, chain, answer) => await device.Port.WriteBytes(chain.Segments[0].Address, answer.AsMemory(0, 1)),
            SeenIn = ["Cloud Hypervisor 521b15bda"],
        },
        new("copy-reversed", "The device copies the other way: it reads where it should write, and says that it wrote.", "split.used.device.2")
        {
            Scatter = (device, chain, answer) => ReadRoom(device, chain, answer),
            SeenIn = ["Linux vringh_iov_push_kern, 2019-09"],
        },
        new("pieces-of-another", "The device does not begin anew with the pieces of the next chain: it writes into a buffer that went back before.", "inv.memory.unrelated")
        {
            Scatter = async (device, chain, answer) =>
            {
                if (device.Kept.Length == 0)
                    device.Kept = [.. chain.Segments.ToArray().Where(segment => segment.Writable)];
                await device.Port.WriteBytes(device.Kept[0].Address, answer.AsMemory(0, Math.Min(answer.Length, (int)device.Kept[0].Length)));
            },
            SeenIn = ["Linux __vringh_iov, 2020-10"],
        },
    ];

    private static async ValueTask ReadFirst(ChainDevice device, DescriptorChain chain, byte[] payload, int pieces)
    {
        var read = 0;
        for (var i = 0; i < Math.Min(pieces, chain.ReadableCount); i++)
        {
            var piece = chain.Segments[i];
            await device.Port.ReadBytes(piece.Address, payload.AsMemory(read, (int)piece.Length));
            read += (int)piece.Length;
        }
    }

    private static async ValueTask ReadRoom(ChainDevice device, DescriptorChain chain, byte[] answer)
    {
        var piece = chain.At(writable: true, 0, out _);
        await device.Port.ReadBytes(piece.Address, answer.AsMemory(0, Math.Min(answer.Length, (int)piece.Length)));
    }
}
