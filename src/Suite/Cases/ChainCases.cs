using Virtspec.Model.Features;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Cases;

/// <summary>Every arrangement of descriptors.</summary>
internal static class ChainCases
{
    /// <summary>Requests in a session; what shows a breach is then among few.</summary>
    private const int Sitting = 400;

    /// <summary>Requests between two looks at memory.</summary>
    private const int Look = 50;

    private static readonly string[] Memory = ["split.desc", "inv.memory", "split.used.device.2", "inv.split.used-len"];

    internal static IEnumerable<CheckCase> All =>
    [
        new("chain-shapes", "every cut of a request into at most 6 descriptors, where devices go wrong", ["split.framing.device", .. Memory], context => Shapes(context, spec => Shape.All(spec, 6))),
        new("chain-headers", "every cut into at most 4 descriptors, at every byte of the header", ["split.framing.device", .. Memory], context => Shapes(context, spec => Shape.Headers(spec, 4))),
        new("indirect", "cuts into at most 6 descriptors, in an indirect table", ["split.indirect.device", "split.framing.device", .. Memory], context => Shapes(context, spec => InTable(spec, 6, false), Feature.IndirectDesc)),
        new("indirect-write-flag", "the write flag on the descriptor that names an indirect table", ["split.indirect.device.1", .. Memory], context => Shapes(context, spec => InTable(spec, 4, true), Feature.IndirectDesc)),
        new("indirect-after-direct", "one to five descriptors in the table of the queue, the others in an indirect one", ["split.indirect.device.2", .. Memory], context => Shapes(context, spec => Mixed(spec, false), Feature.IndirectDesc)),
        new("indirect-after-direct-write-flag", "the same with the write flag on the descriptor that names the table", ["split.indirect.device.2", .. Memory], context => Shapes(context, spec => Mixed(spec, true), Feature.IndirectDesc)),
    ];

    private static IEnumerable<Shape> InTable(RequestSpec spec, int most, bool writeFlag) =>
        Shape.All(spec, most).Select(shape => shape with { Direct = Shape.Indirect, WriteFlag = writeFlag });

    /// <summary>The table begins at every descriptor but the first.</summary>
    private static IEnumerable<Shape> Mixed(RequestSpec spec, bool writeFlag) =>
        from shape in Shape.All(spec, writeFlag ? 4 : 5)
        from direct in Enumerable.Range(1, shape.Pieces - 1)
        select shape with { Direct = direct, WriteFlag = writeFlag };

    private static void Shapes(CaseContext context, Func<RequestSpec, IEnumerable<Shape>> shapes, int? needs = null)
    {
        // Drawn before anything is sent: what is cut is the same in every session.
        IReadOnlyList<RequestSpec> various;
        using (var rig = context.Open(CaseContext.AllFeatures))
        {
            if (needs is { } feature)
                rig.Require(feature);
            various = [.. rig.Work.Various(context.Chooser)];
        }

        foreach (var spec in various)
        {
            foreach (var sitting in shapes(spec).Chunk(Sitting))
                Run(context, spec, sitting, needs is not null);
        }
    }

    private static void Run(CaseContext context, RequestSpec spec, Shape[] shapes, bool indirect)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        context.Progress(spec.ToString());
        // In plain arrangement first: only what is served so can be expected to be served otherwise.
        rig.Run(spec);
        if (indirect)
            rig.Run(spec, spec.Plain with { Direct = Shape.Indirect });
        for (var i = 0; i < shapes.Length; i++)
        {
            rig.Run(spec, shapes[i]);
            if (i % Look == Look - 1)
                rig.Settle();
        }

        rig.Settle();
    }
}
