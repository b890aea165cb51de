using Virtspec.Model.Features;
using Virtspec.Suite.Blk;

namespace Virtspec.Suite.Cases;

/// <summary>Every arrangement of descriptors.</summary>
internal static class ChainCases
{
    private const int MostDescriptors = 4;

    private static readonly string[] Memory = ["split.desc", "inv.memory", "split.used.device.2", "inv.split.used-len"];

    internal static IEnumerable<CheckCase> All =>
    [
        new("chain-shapes", "every cut of a request into at most 4 descriptors", ["split.framing.device", .. Memory], context => Shapes(context, Placement.Direct, writeFlag: false)),
        new("indirect", "the same cuts in an indirect table", ["split.indirect.device", "split.framing.device", .. Memory], context => Shapes(context, Placement.Indirect, writeFlag: false)),
        new("indirect-after-direct", "one descriptor in the table of the queue, the others in an indirect one", ["split.indirect.device.2", .. Memory], context => Shapes(context, Placement.FirstDirect, writeFlag: false)),
        new("indirect-after-direct-write-flag", "the same with the write flag on the descriptor that names the table", ["split.indirect.device.2", .. Memory], context => Shapes(context, Placement.FirstDirect, writeFlag: true)),
        new("indirect-write-flag", "the write flag on the descriptor that names an indirect table", ["split.indirect.device.1", .. Memory], context => Shapes(context, Placement.Indirect, writeFlag: true)),
    ];

    private static void Shapes(CaseContext context, Placement placement, bool writeFlag)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (placement != Placement.Direct && !rig.Negotiated(Feature.IndirectDesc))
            throw new Peer.NotApplicableException("VIRTIO_F_INDIRECT_DESC is not offered");
        // In plain arrangement first: only what is served so can be expected to be served otherwise.
        rig.Blk.Run(rig.Blk.Read(8, 2));
        rig.Blk.Run(rig.Transfer(8, 2, context.Chooser));
        if (placement != Placement.Direct)
            rig.Blk.Run(rig.Blk.Read(8, 2), Shape.Plain(rig.Blk.Read(8, 2)) with { Placement = Placement.Indirect });
        var write = rig.Transfer(8, 2, context.Chooser);
        foreach (var spec in (BlkSpec[])[rig.Blk.Read(8, 2), write, BlkSpec.GetId()])
        {
            foreach (var shape in Shape.All(spec, MostDescriptors))
            {
                rig.Blk.Run(spec, shape with { Placement = placement, WriteFlag = writeFlag });
                rig.Queue.Settle();
            }
        }
    }
}
