using Virtspec.Model.Features;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Cases;

/// <summary>Every arrangement of descriptors.</summary>
internal static class ChainCases
{
    private const int MostDescriptors = 4;

    private static readonly string[] Memory = ["split.desc", "inv.memory", "split.used.device.2", "inv.split.used-len"];

    internal static IEnumerable<CheckCase> All =>
    [
        new("chain-shapes", "every cut of a request into at most 4 descriptors", ["split.framing.device", .. Memory], context => Shapes(context, direct: null, writeFlag: false)),
        new("indirect", "the same cuts in an indirect table", ["split.indirect.device", "split.framing.device", .. Memory], context => Shapes(context, Shape.Indirect, writeFlag: false)),
        new("indirect-after-direct", "one descriptor in the table of the queue, the others in an indirect one", ["split.indirect.device.2", .. Memory], context => Shapes(context, direct: 1, writeFlag: false)),
        new("indirect-after-direct-write-flag", "the same with the write flag on the descriptor that names the table", ["split.indirect.device.2", .. Memory], context => Shapes(context, direct: 1, writeFlag: true)),
        new("indirect-write-flag", "the write flag on the descriptor that names an indirect table", ["split.indirect.device.1", .. Memory], context => Shapes(context, Shape.Indirect, writeFlag: true)),
    ];

    private static void Shapes(CaseContext context, int? direct, bool writeFlag)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (direct is not null)
            rig.Require(Feature.IndirectDesc);
        // In plain arrangement first: only what is served so can be expected to be served otherwise.
        var various = rig.Work.Various(context.Chooser).ToList();
        foreach (var spec in various)
            rig.Run(spec);
        if (direct is not null)
            rig.Run(various[0], various[0].Plain with { Direct = Shape.Indirect });
        foreach (var spec in various)
        {
            foreach (var shape in Shape.All(spec, MostDescriptors))
            {
                rig.Run(spec, shape with { Direct = direct, WriteFlag = writeFlag });
                rig.Settle();
            }
        }
    }
}
