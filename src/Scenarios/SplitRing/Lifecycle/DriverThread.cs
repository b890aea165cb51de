using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>A thread of a driver that shares its queue.</summary>
/// <param name="agent">Its port.</param>
/// <param name="memory">What is shared with the device.</param>
/// <param name="queue">What is shared with the other thread.</param>
internal sealed class DriverThread(AgentPort agent, RingMemory memory, LockedQueue queue)
{
    /// <summary>Sends every second buffer.</summary>
    /// <param name="first">The first of them.</param>
    internal async ValueTask Send(int first)
    {
        for (var buffer = first; buffer < memory.Count; buffer += 2)
        {
            await Lock();
            while (queue.Ring!.FreeDescriptors == 0)
            {
                await Unlock();
                await agent.Wait(queue.Room);
                await Lock();
            }

            await SendLocked(buffer);
        }
    }

    /// <summary>Sends the other ones, takes all back, and sleeps in between.</summary>
    internal async ValueTask SendAndCollect()
    {
        for (var buffer = 0; buffer < memory.Count; buffer += 2)
        {
            await Collect(() => queue.Ring!.FreeDescriptors > 0);
            await SendLocked(buffer);
        }

        await Collect(() => queue.Back == memory.Count);
        await Unlock();
    }

    private async ValueTask SendLocked(int buffer)
    {
        var ring = queue.Ring!;
        agent.Obligation(RingMemory.ComesBack(buffer), hot: true);
        queue.BufferOfHead[await ring.Add(new[] { memory.Buffer(buffer) })] = buffer;
        switch (queue.Mistake)
        {
            case ThreadsMistake.PublishesUnlocked:
                await PublishUnlocked(ring);
                break;
            case ThreadsMistake.KicksUnlocked:
                await ring.Publish();
                await agent.Write(queue.Added, 1 + await agent.Read(queue.Added, AccessSize.Two), AccessSize.Two);
                await Unlock();
                await KickUnlocked();
                break;
            default:
                await ring.Publish();
                await ring.Kick();
                await Unlock();
                break;
        }
    }

    private async ValueTask PublishUnlocked(SplitDriver<HolderPort> ring)
    {
        queue.Port!.KeepsBack = memory.Layout.AvailIdx;
        await ring.Publish();
        queue.Port.KeepsBack = 0;
        var kept = queue.Port.Kept;
        await Unlock();
        await agent.Write(memory.Layout.AvailIdx, kept, AccessSize.Two);
        // Wanted or not, so that the index alone is wrong.
        await agent.Signal(memory.Kick);
    }

    /// <summary>As the ring decides it by flags, but for the lock: what the other thread adds between the count and its reset is counted out.</summary>
    private async ValueTask KickUnlocked()
    {
        if (await agent.Read(queue.Added, AccessSize.Two) == 0)
            return;
        await agent.Write(queue.Added, 0, AccessSize.Two);
        await agent.Fence(FenceKind.Full);
        if ((await agent.Read(memory.Layout.UsedFlags, AccessSize.Two) & 1) == 0)
            await agent.Signal(memory.Kick);
    }

    /// <summary>Takes buffers back until it is enough, and has the lock then; asleep, without it, while there is none.</summary>
    private async ValueTask Collect(Func<bool> enough)
    {
        await Lock();
        while (!enough())
        {
            var used = await queue.Ring!.Reclaim();
            if (!used.IsNone)
            {
                await Look(used);
                continue;
            }

            if (await queue.Ring.EnableCalls())
                continue;
            await Unlock();
            await agent.Wait(memory.Call);
            await Lock();
            await queue.Ring.DisableCalls();
        }
    }

    private async ValueTask Look(UsedBuffer used)
    {
        var buffer = queue.BufferOfHead[used.Head];
        queue.Back++;
        agent.Obligation(RingMemory.ComesBack(buffer), hot: false);
        var width = RingMemory.Width(buffer);
        agent.Check(used.Length == (uint)width, "the used length is what the device wrote");
        agent.Check(await agent.Read(memory.Buffer(buffer).Address, width) == RingMemory.Pattern(width), "the driver sees what the device wrote");
        await agent.Signal(queue.Room);
    }

    private ValueTask Lock() => queue.Take(agent, memory);

    private async ValueTask Unlock() => await agent.Signal(queue.Lock);
}
