using Virtspec.Model.Features;
using Virtspec.Model.Fs;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Fs;

/// <summary>What a file system device does with its requests.</summary>
internal static class FsCases
{
    private static readonly string[] Answers = ["inv.fs", "split.used", "split.desc", "inv.memory", "inv.split"];

    internal static IEnumerable<CheckCase> All => from check in Cases select check with { Only = DeviceType.Fs };

    private static IEnumerable<CheckCase> Cases =>
    [
        new("fuse-requests", "a session, attributes of the root, figures of the file system, opcodes that do not exist", ["fs.config", .. Answers], Requests),
        new("fuse-sessions", "FUSE_INIT in the middle of a session, and after its end", Answers, Sessions),
        new("hiprio", "FORGET on the hiprio queue while the request queue is full", ["fs.high-priority-queue", "inv.split"], HighPriority),
    ];

    private static void Requests(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        for (var round = 0; round < 4; round++)
        {
            foreach (var spec in rig.Work.Various(context.Chooser))
                rig.Run(spec);
            rig.Settle();
        }

        foreach (var opcode in (uint[])[128, 2999, 0x8000_0000, 0xffff_ffff])
            rig.Run(FsSpec.Unknown(opcode, opcode));
        // The number is the driver's own: any value but 0, which FUSE keeps for notify messages, comes back as it was.
        foreach (var unique in (ulong[])[1, 1UL << 32, ulong.MaxValue])
            rig.Run(FsSpec.GetAttr(unique));
        rig.Settle();
    }

    private static void Sessions(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        for (var round = 0UL; round < 3; round++)
        {
            rig.Run(FsSpec.Init((4 * round) + 1000));
            rig.Run(rig.Work.Probe());
            rig.Run(FsSpec.Destroy((4 * round) + 1002));
            rig.Settle();
            // The first request after the end of a session begins the next one.
            rig.Run(rig.Work.Probe());
            rig.Run(rig.Work.Probe());
            rig.Settle();
        }
    }

    private static void HighPriority(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 16);
        for (var round = 0; round < 4; round++)
        {
            while (rig.FreeDescriptors() >= 2)
                rig.Add(rig.Work.Probe());
            rig.Publish();
            for (var i = 0; i < 4; i++)
                OnHighPriority(rig, new Add(FsSpec.Forget(FsProtocol.RootNode, (ulong)i), null));
            OnHighPriority(rig, new Publish());
            OnHighPriority(rig, new Settle());
            rig.Settle();
        }
    }

    private static void OnHighPriority(Rig rig, Step step) => rig.DoOnVirtqueue(step with { Queue = FsProtocol.HighPriorityQueue });
}
