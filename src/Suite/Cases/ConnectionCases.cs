using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.VhostUser;
using Virtspec.Suite.Blk;
using Virtspec.Suite.Peer;
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
        using var session = context.Connect();
        var config = session.ReadConfig();
        // Fields at their own offset and size, as drivers read them.
        foreach (var (offset, size) in ((int, int)[])[(BlkConfigOffset.Capacity, 8), (BlkConfigOffset.SegMax, 4), (BlkConfigOffset.BlockSize, 4), (BlkConfigOffset.Writeback, 1)])
        {
            if (offset + size > config.Length)
                continue;
            var part = session.ReadConfig(offset, size);
            session.Judge.Device(DeviceEventKind.ConfigRead, part is null ? 0UL : 1);
            if (part?.Length == size)
                session.Judge.Answer($"field at {offset}", log => SessionRules.ConfigPartRead(offset, part, config.AsSpan(offset, size).ToArray(), log));
        }

        if (session.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1)))
        {
            session.ReadConfig();
            session.ShareMemory();
        }
    }

    private static void FeatureSubsets(CaseContext context)
    {
        ulong offered;
        using (var session = context.Connect())
            offered = session.Offered;
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
                rig.Session.ReadConfig();
            rig.Blk.Run(rig.Blk.Read(0, 1));
            rig.Queue.Settle();
        }
    }

    private static void NotOffered(CaseContext context)
    {
        using var session = context.Connect();
        session.RequireStatus();
        var missing = Feature.Bits(~session.Offered).First(bit => bit is >= Feature.IndirectDesc and not 30);
        context.Judge.DriverBreaksRulesOnPurpose = true;
        session.Negotiate(Feature.Bit(Feature.Version1), onPurpose: Feature.Bit(missing));
        context.Judge.DriverBreaksRulesOnPurpose = false;
    }

    private static void Reconnect(CaseContext context)
    {
        foreach (var state in (string[])["after connecting", "after negotiating", "with a running queue", "with a request just kicked"])
        {
            context.Progress(state);
            Leave(context, state);
            Again(context, state);
        }
    }

    private static void Leave(CaseContext context, string state)
    {
        using var session = context.Connect();
        if (state == "after connecting")
            return;
        session.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1));
        if (state == "after negotiating")
            return;
        session.ShareMemory();
        using var queue = new JudgedQueue(session, 16);
        queue.Start();
        session.DriverOk();
        var blk = new BlkDriver(session, queue);
        if (state == "with a running queue")
        {
            blk.Run(blk.Read(0, 1));
            return;
        }

        blk.Add(blk.Read(0, 1));
        queue.Publish();
    }

    private static void Again(CaseContext context, string state)
    {
        var what = "a read was served";
        var served = false;
        try
        {
            using var rig = context.Open(CaseContext.AllFeatures);
            rig.Blk.Run(rig.Blk.Read(0, 1));
            served = rig.Queue.InFlight == 0;
            rig.Queue.Settle();
        }
        catch (PeerLostException exception)
        {
            what = exception.Message;
        }

        context.Judge.Answer($"reconnected {state}", log => SessionRules.Reconnected(served, $"{state}: {(served ? what : "no answer to a read; " + what)}", log));
    }
}
