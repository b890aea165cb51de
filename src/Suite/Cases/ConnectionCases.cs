using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>Connecting, negotiating, configuration space, and doing it all again.</summary>
internal static class ConnectionCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("connection", "offered features, protocol features, configuration space, memory", ["core.features", "core.config.device", "core.reserved-features", "blk.init", "inv.blk.capacity", "fs.config", "vhost-user"], Connection),
        new("feature-subsets", "every offered feature left out once, alone, and with one other", ["core.features", "blk.init.device.2"], FeatureSubsets),
        new("config-parts", "every part of configuration space, at every offset and of every length", ["core.config.device", "vhost-user.config"], ConfigParts),
        new("dropped-busy", "the connection is dropped with requests in flight, sooner or later", ["vhost-user.reconnect"], DroppedBusy),
        new("second-front-end", "another front-end connects and leaves while the first is served", ["vhost-user.reconnect", "inv.split"], SecondFrontEnd),
        new("features-not-offered", "a feature is accepted that was not offered, on purpose", ["core.features.device.2b"], NotOffered),
        new("reconnect", "the connection is dropped in different states and made again", ["vhost-user.reconnect", "core.features.device.4"], Reconnect),
    ];

    private static void Connection(CaseContext context)
    {
        using var rig = context.Connect();
        var config = rig.ReadConfig();
        // Fields at their own offset and size, as drivers read them.
        foreach (var field in ConfigField.Of(context.Judge.Type))
        {
            if ((field.Feature is not { } feature || rig.Session.Offered.Has(feature)) && field.Offset + field.Size <= config.Length)
                rig.ReadConfig(field.Offset, field.Size);
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
            foreach (var other in Feature.Bits(usable))
                sets.Add(Feature.Bit(bit) | Feature.Bit(other));
        }

        foreach (var set in sets)
        {
            context.Progress($"features 0x{set:x}");
            using var rig = context.Open(set);
            // Known only after negotiation: the writeback field depends on it.
            if (rig.Session.Config.Exists)
                rig.ReadConfig();
            rig.Run(rig.Work.Probe());
            rig.Settle();
        }
    }

    private static void ConfigParts(CaseContext context)
    {
        using var rig = context.Connect();
        var length = rig.ReadConfig().Length;
        for (var offset = 0; offset < length; offset++)
        {
            for (var size = 1; offset + size <= length; size++)
                rig.ReadConfig(offset, size);
        }
    }

    private static void DroppedBusy(CaseContext context)
    {
        for (var round = 0; round < 10; round++)
        {
            using (var rig = context.Open(CaseContext.AllFeatures))
            {
                for (var i = 0; i < 16; i++)
                    rig.Add(rig.Work.Any(context.Chooser));
                rig.Publish();
                for (var polls = context.Chooser.Choose(8); polls > 0; polls--)
                    rig.Poll();
            }

            context.ServedAgain("with-requests-in-flight");
        }
    }

    private static void SecondFrontEnd(CaseContext context)
    {
        for (var round = 0; round < 3; round++)
        {
            using (var rig = context.Open(CaseContext.AllFeatures))
            {
                rig.Run(rig.Work.Probe());
                rig.Do(new Intrude());
                rig.Run(rig.Work.Probe());
                if (round > 0)
                    rig.Do(new IntruderLeaves());
                rig.Run(rig.Work.Probe());
                rig.Settle();
            }

            // One that has waited for its turn has it now, and would keep a back-end that serves one at a time.
            context.Take(new IntruderLeaves());
            context.ServedAgain("with-another-front-end-about");
        }
    }

    private static void NotOffered(CaseContext context)
    {
        using var rig = context.Connect();
        rig.Session.Status.Require();
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
