namespace Virtspec.Suite.Steps;

/// <summary>Shares the spare region of memory too, or takes it back.</summary>
internal sealed record ShareSpare(bool Share) : Step
{
    internal override string Words => Share ? "share-spare" : "take-spare-back";

    internal override void Take(Player player) => player.Session.ShareSpare(Share);
}

/// <summary>Asks for an area that tracks requests in flight, and puts it to use; before queues start.</summary>
internal sealed record TrackInflight : Step
{
    internal override string Words => "track-inflight";

    internal override void Take(Player player) => player.Session.TrackInflight();
}

/// <summary>Drops the connection in the middle of whatever goes on; memory, queues and the area stay.</summary>
internal sealed record Drop : Step
{
    internal override string Words => "drop";

    internal override void Take(Player player) => player.Session.Drop();
}

/// <summary>Connects again after <see cref="Drop"/> with the same memory, queues and area: what was in flight has to come back, once.</summary>
internal sealed record Rejoin : Step
{
    internal override string Words => "rejoin";

    internal override void Take(Player player) => player.Session.Rejoin();
}
