using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>
/// Sends buffers, resets the queue while they are in flight, takes them back, and sends them again. What it writes into a buffer that it took back has to
/// stay there.
/// </summary>
/// <param name="agent">Its port.</param>
/// <param name="memory">What is shared.</param>
/// <param name="control">How the queue is reset.</param>
/// <param name="again">Whether it goes on after the reset; it is removed else.</param>
/// <param name="mistake">What is wrong.</param>
internal sealed class ResetDriver(AgentPort agent, RingMemory memory, ResetControl control, bool again, ResetMistake mistake)
{
    private const ulong Own = 0x1111_1111_1111_1111;

    internal bool Finished { get; private set; }

    internal async ValueTask Run()
    {
        var run = new QueueRun(agent, new ChangedPort(agent, new RingChange()), memory);
        await run.Begin();
        await run.TakeBack();
        if (mistake != ResetMistake.NotAsked)
            await Reset();
        for (var i = 0; i < memory.Count; i++)
            await agent.Write(memory.Buffer(i).Address, Own, RingMemory.Width(i));
        if (again)
            await GoOn(mistake.DriverChange(memory.Layout, run.LastUsed));
        else
            await CheckOwn();
        Finished = true;
    }

    private async ValueTask Reset()
    {
        await agent.Write(control.Asked, 1, AccessSize.Two);
        await agent.Signal(memory.Kick);
        if (mistake == ResetMistake.NotAwaited)
            return;
        await agent.Until(control.Done, AccessSize.Two, done => done != 0);
        await agent.Fence(FenceKind.Acquire);
    }

    private async ValueTask GoOn(RingChange change)
    {
        var run = new QueueRun(agent, new ChangedPort(agent, change), memory);
        await run.SetUp();
        await CheckOwn();
        await agent.Signal(control.Enabled);
        await run.SendAll();
    }

    private async ValueTask CheckOwn()
    {
        for (var i = 0; i < memory.Count; i++)
        {
            var width = RingMemory.Width(i);
            var data = await agent.Read(memory.Buffer(i).Address, width);
            agent.Check(data == (Own & (ulong.MaxValue >> (64 - (8 * (int)width)))), "what the driver wrote after the reset stays");
        }
    }
}
