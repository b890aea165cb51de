using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Cases;

/// <summary>Connecting, negotiating, configuration space, and doing it all again.</summary>
internal static class ConnectionCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("connection", "offered features, protocol features, configuration space, memory", ["core.features", "core.config.device", "core.reserved-features", "blk.init", "inv.blk.capacity", "vhost-user"], Connection),
        new("feature-subsets", "every offered feature left out once, and alone", ["core.features", "blk.init.device.2"], FeatureSubsets),
        new("features-not-offered", "a feature is accepted that was not offered, on purpose", ["core.features.device.2b"], NotOffered),
        new("reconnect", "the connection is dropped in different states and made again", ["vhost-user.reconnect", "core.features.device.4"], Reconnect),
    ];

    private static void Connection(CaseContext context)
    {
        using var rig = context.Connect();
        var config = rig.ReadConfig();
        // Fields at their own offset and size, as drivers read them.
        foreach (var (offset, size) in ((int, int)[])[(BlkConfigOffset.Capacity, 8), (BlkConfigOffset.SegMax, 4), (BlkConfigOffset.BlockSize, 4), (BlkConfigOffset.Writeback, 1)])
        {
            if (offset + size <= config.Length)
                rig.ReadConfig(offset, size);
        }

        if (rig.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1)))
        {
            rig.ReadConfig();
            rig.ShareMemory();
        }
    }

    private static void FeatureSubsets(CaseContext context)
    {
        ulong offered;
        using (var rig = context.Connect())
            offered = rig.Session.Offered;
        var usable = offered & (CaseContext.AllFeatures | Feature.Bit(Feature.BlkConfigWce));
        var sets = new SortedSet<ulong> { 0, usable };
        foreach (var bit in Feature.Bits(usable))
        {
            sets.Add(Feature.Bit(bit));
            sets.Add(usable & ~Feature.Bit(bit));
        }

        foreach (var set in sets)
        {
            context.Progress($"features 0x{set:x}");
            using var rig = context.Open(set);
            // Known only after negotiation: the writeback field depends on it.
            if (rig.Session.Has(ProtocolFeature.Config))
                rig.ReadConfig();
            rig.Run(rig.Work.Probe());
            rig.Settle();
        }
    }

    private static void NotOffered(CaseContext context)
    {
        using var rig = context.Connect();
        rig.Session.RequireStatus();
        var missing = Feature.Bits(~rig.Session.Offered).First(bit => bit is >= Feature.IndirectDesc and not 30);
        using (rig.OnPurpose())
            rig.Negotiate(Feature.Bit(Feature.Version1), notOffered: Feature.Bit(missing));
    }

    private static void Reconnect(CaseContext context)
    {
        foreach (var state in (string[])["after-connecting", "after-negotiating", "with-a-running-queue", "with-a-request-just-kicked"])
        {
            context.Progress(state);
            Leave(context, state);
            context.ServedAgain(state);
        }
    }

    private static void Leave(CaseContext context, string state)
    {
        using var rig = context.Connect();
        if (state == "after-connecting")
            return;
        rig.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1));
        if (state == "after-negotiating")
            return;
        rig.ShareMemory();
        rig.LayOut(16);
        rig.Start();
        rig.DriverOk();
        if (state == "with-a-running-queue")
        {
            rig.Run(rig.Work.Probe());
            return;
        }

        rig.Add(rig.Work.Probe());
        rig.Publish();
    }
}
