using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Steps;

/// <summary>Connects and reads what is offered.</summary>
internal sealed record Connect : Step
{
    internal override string Words => "connect";

    internal override void Take(Player player) => player.Open();
}

/// <summary>Closes the connection.</summary>
internal sealed record Close : Step
{
    internal override string Words => "close";

    internal override void Take(Player player) => player.Close();
}

/// <summary>Goes on with another session.</summary>
/// <param name="Session">Number of the session, in the order they were opened.</param>
internal sealed record Switch(int Session) : Step
{
    internal override string Words => $"switch {Session}";

    internal override void Take(Player player) => player.Switch(Session);
}

/// <summary>Connects, reads the configuration, negotiates, and shares memory.</summary>
/// <param name="Features">Features to accept beyond VIRTIO_F_VERSION_1, as far as they are offered.</param>
internal sealed record Prepare(ulong Features) : Step
{
    internal override string Words => $"prepare features=0x{Features:x}";

    internal override void Take(Player player)
    {
        var session = player.Open();
        if (session.Config.Exists)
            session.Config.Read();
        if (!session.Negotiate(Features | Feature.Bit(Feature.Version1)))
            throw new NotApplicableException("the device refused the features");
        session.ShareMemory();
    }
}

/// <summary>Prepares a session, starts queues of one size, sets DRIVER_OK, and makes the requests that have to come first.</summary>
/// <param name="Features">Features to accept beyond VIRTIO_F_VERSION_1, as far as they are offered.</param>
/// <param name="Size">Queue size.</param>
/// <param name="Start">First avail idx.</param>
/// <param name="Queues">How many request queues; those that come before them are started too.</param>
internal sealed record Open(ulong Features, int Size, ushort Start, int Queues) : Step
{
    internal override string Words =>
        $"open features=0x{Features:x} size={Size}{(Start != 0 ? $" start={Start}" : string.Empty)}{(Queues != 1 ? $" queues={Queues}" : string.Empty)}";

    internal override void Take(Player player)
    {
        new Prepare(Features).Take(player);
        var session = player.Session;
        var first = session.Device.FirstRequestQueue;
        for (var queue = 0; queue < first + Queues; queue++)
            session.LayOut((ushort)queue, Size, Start).Start();
        session.DriverOk();
        // A chain has no more descriptors than the queue has entries: the smallest queue takes no request at all.
        foreach (var spec in Workload.For(session).Opening().Where(spec => spec.Plain.Descriptors <= Size))
        {
            new Request(spec, null) { Queue = first }.Take(player);
            session.Queue(first).Settle();
        }
    }

    internal override IEnumerable<Step> Smaller()
    {
        if (Queues > 1)
            yield return this with { Queues = 1 };
        foreach (var bit in Feature.Bits(Features))
            yield return this with { Features = Features & ~Feature.Bit(bit) };
        if (Start != 0)
            yield return this with { Start = 0 };
        if (Size != 16)
            yield return this with { Size = 16 };
    }
}

/// <summary>Accepts features, as far as the status field goes without DRIVER_OK.</summary>
/// <param name="Wanted">Features to accept, as far as they are offered.</param>
/// <param name="OnPurpose">Features to accept although they are not offered.</param>
internal sealed record Negotiate(ulong Wanted, ulong OnPurpose) : Step<bool>
{
    internal override string Words => $"negotiate features=0x{Wanted:x}{(OnPurpose != 0 ? $" not-offered=0x{OnPurpose:x}" : string.Empty)}";

    internal override bool Act(Player player) => player.Session.Negotiate(Wanted, OnPurpose);
}

/// <summary>Writes the features to accept, whatever the status is.</summary>
internal sealed record Accept(ulong Features) : Step<Ack>
{
    internal override string Words => $"accept features=0x{Features:x}";

    internal override Ack Act(Player player) => player.Session.Accept(Features);
}

/// <summary>Shares memory.</summary>
internal sealed record ShareMemory : Step
{
    internal override string Words => "share-memory";

    internal override void Take(Player player) => player.Session.ShareMemory();
}

/// <summary>Sets DRIVER_OK, where there is a status field.</summary>
internal sealed record DriverOk : Step
{
    internal override string Words => "driver-ok";

    internal override void Take(Player player) => player.Session.DriverOk();
}

/// <summary>Writes the status.</summary>
internal sealed record WriteStatus(DeviceStatus Status) : Step
{
    internal override string Words => $"status 0x{(byte)Status:x2}";

    internal override void Take(Player player) => player.Session.Status.Write(Status);
}

/// <summary>Reads the status.</summary>
internal sealed record ReadStatus : Step<DeviceStatus>
{
    internal override string Words => "read-status";

    internal override DeviceStatus Act(Player player) => player.Session.Status.Read();
}

/// <summary>Reads the configuration structure, as much of it as there is.</summary>
internal sealed record ReadConfig : Step<byte[]>
{
    internal override string Words => "read-config";

    internal override byte[] Act(Player player) => player.Session.Config.Read();
}

/// <summary>Reads a part of configuration space.</summary>
internal sealed record ReadConfigPart(int Offset, int Size) : Step<byte[]?>
{
    internal override string Words => $"read-config-part {Offset}+{Size}";

    internal override byte[]? Act(Player player) => player.Session.Config.Read(Offset, Size);
}

/// <summary>Writes a field of one byte in configuration space.</summary>
internal sealed record WriteConfig(int Offset, byte Value) : Step
{
    internal override string Words => $"write-config {Offset} {Value}";

    internal override void Take(Player player) => player.Session.Config.Write(Offset, Value);
}

/// <summary>From now on, or no longer, the driver breaks rules on purpose: a device's duty towards such a driver cannot be seen otherwise.</summary>
internal sealed record OnPurpose(bool On) : Step
{
    internal override string Words => On ? "on-purpose" : "in-good-faith";

    internal override void Take(Player player) => player.Judge.DriverBreaksRulesOnPurpose = On;
}

/// <summary>Forgets the queues and what lay in memory, as a driver does that has reset the device.</summary>
internal sealed record ForgetQueues : Step
{
    internal override string Words => "forget-queues";

    internal override void Take(Player player) => player.Session.ForgetQueues();
}

/// <summary>Reads the status until the device shows what it was asked for; false when it does not.</summary>
internal sealed record ReadBack : Step<bool>
{
    internal override string Words => "read-back";

    internal override bool Act(Player player) => player.Session.Status.ReadBack();
}
