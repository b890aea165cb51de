using Virtspec.Port;
using Virtspec.Suite.Peer;

namespace Virtspec.Suite.Steps;

/// <summary>A step on a queue.</summary>
internal abstract record QueueStep : Step
{
    internal sealed override bool HasQueue => true;

    internal sealed override void Take(Player player) => Take(player.Session.Queue(Queue));

    internal abstract void Take(JudgedQueue queue);
}

/// <summary>A step on a queue that brings something back.</summary>
internal abstract record QueueStep<T> : Step<T>
{
    internal sealed override bool HasQueue => true;

    internal sealed override T Act(Player player) => Act(player.Session.Queue(Queue));

    internal abstract T Act(JudgedQueue queue);
}

/// <summary>Lays a queue out in memory and tells the peer, but does not start it.</summary>
/// <param name="Size">Queue size.</param>
/// <param name="Start">First avail idx.</param>
/// <param name="Scattered">Whether its parts are aligned as they have to be and no better, over ends of pages and in different regions.</param>
internal sealed record LayOut(int Size, ushort Start, bool Scattered) : Step
{
    internal override bool HasQueue => true;

    internal override string Words => $"queue size={Size}{(Start != 0 ? $" start={Start}" : string.Empty)}{(Scattered ? " scattered" : string.Empty)}";

    internal override void Take(Player player) => player.Session.LayOut(Queue, Size, Start, Scattered);
}

/// <summary>Hands out free descriptors in a random order from now on.</summary>
internal sealed record Shuffle(ulong Seed) : QueueStep
{
    internal override string Words => $"shuffle {Seed}";

    internal override void Take(JudgedQueue queue) => queue.Shuffle(Seed);
}

/// <summary>Hands the kick to the peer and enables the ring.</summary>
internal sealed record StartQueue : QueueStep
{
    internal override string Words => "start";

    internal override void Take(JudgedQueue queue) => queue.Start();
}

/// <summary>Enables or disables the ring.</summary>
internal sealed record Enable(bool On) : QueueStep
{
    internal override string Words => On ? "enable" : "disable";

    internal override void Take(JudgedQueue queue) => queue.Enable(On);
}

/// <summary>Stops the ring; brings its base back.</summary>
internal sealed record StopQueue : QueueStep<ushort>
{
    internal override string Words => "stop";

    internal override ushort Act(JudgedQueue queue) => queue.Stop();
}

/// <summary>Goes on where the last stop ended.</summary>
internal sealed record Resume : QueueStep
{
    internal override string Words => "resume";

    internal override void Take(JudgedQueue queue) => queue.Resume();
}

/// <summary>Makes what was added available and kicks if the device wants it.</summary>
internal sealed record Publish : QueueStep
{
    internal override string Words => "publish";

    internal override void Take(JudgedQueue queue) => queue.Publish();
}

/// <summary>Makes what was added available, without a kick.</summary>
internal sealed record PublishSilently : QueueStep
{
    internal override string Words => "publish-silently";

    internal override void Take(JudgedQueue queue) => JudgedQueue.Finish(queue.Driver.Publish());
}

/// <summary>Kicks although there is nothing new, or the device does not want it.</summary>
internal sealed record Kick : QueueStep
{
    internal override string Words => "kick";

    internal override void Take(JudgedQueue queue) => queue.KickAnyway();
}

/// <summary>Takes back what is used.</summary>
internal sealed record Poll : QueueStep<int>
{
    internal override string Words => "poll";

    internal override int Act(JudgedQueue queue) => queue.PollUsed();
}

/// <summary>Waits until all buffers came back.</summary>
internal sealed record Await : QueueStep
{
    internal override string Words => "await";

    internal override void Take(JudgedQueue queue) => queue.AwaitAll();
}

/// <summary>Waits until all has happened that was going to, and lets the judge look.</summary>
internal sealed record Settle : QueueStep
{
    internal override string Words => "settle";

    internal override void Take(JudgedQueue queue) => queue.Settle();
}

/// <summary>Listens for what must not happen, then lets the judge look.</summary>
internal sealed record Quiet : QueueStep
{
    internal override string Words => "quiet";

    internal override void Take(JudgedQueue queue) => queue.QuietPeriod();
}

/// <summary>Lets stray calls arrive.</summary>
internal sealed record Drain : QueueStep
{
    internal override string Words => "drain";

    internal override void Take(JudgedQueue queue) => queue.Drain();
}

/// <summary>Gives the device another file descriptor for its calls, or none.</summary>
/// <param name="Given">Whether it gets one; without, the driver looks by itself.</param>
internal sealed record ReplaceCall(bool Given) : QueueStep
{
    internal override string Words => Given ? "replace-call" : "take-call-away";

    internal override void Take(JudgedQueue queue) => queue.ReplaceCall(Given);
}

/// <summary>Asks for a call.</summary>
/// <param name="After">So many further buffers beyond the next one.</param>
internal sealed record EnableCalls(ushort After) : QueueStep
{
    internal override string Words => After == 0 ? "calls" : $"calls after={After}";

    internal override void Take(JudgedQueue queue) => queue.EnableCalls(After);

    internal override IEnumerable<Step> Smaller() => After == 0 ? [] : [this with { After = 0 }];
}

/// <summary>Advises the device that no calls are needed.</summary>
internal sealed record DisableCalls : QueueStep
{
    internal override string Words => "no-calls";

    internal override void Take(JudgedQueue queue) => queue.DisableCalls();
}

/// <summary>Writes used_event.</summary>
/// <param name="Ahead">How far from the used idx last seen, forward, modulo 65536.</param>
internal sealed record UsedEvent(ushort Ahead) : QueueStep
{
    internal override string Words => $"used-event {Ahead}";

    internal override void Take(JudgedQueue queue) =>
        queue.Port.Write(queue.Driver.Layout.UsedEvent, (ushort)(queue.State.UsedIdx + Ahead), AccessSize.Two);

    internal override IEnumerable<Step> Smaller() => Ahead == 0 ? [] : [this with { Ahead = 0 }];
}

/// <summary>Writes the flags of the available ring.</summary>
internal sealed record AvailFlags(ushort Flags) : QueueStep
{
    internal override string Words => $"avail-flags {Flags}";

    internal override void Take(JudgedQueue queue) => queue.Port.Write(queue.Driver.Layout.AvailFlags, Flags, AccessSize.Two);
}
