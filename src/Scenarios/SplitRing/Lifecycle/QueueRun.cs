using Virtspec.Exploration;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>What a driver does with a queue between two resets.</summary>
/// <param name="agent">The agent's own port, for what has to hold.</param>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
internal sealed class QueueRun(AgentPort agent, ChangedPort port, RingMemory memory)
    : CollectingDriver<ChangedPort>(port, memory, memory.Features, looksAgain: true)
{
    private readonly int[] _bufferOfHead = new int[memory.Layout.Size];
    private readonly bool[] _isBack = new bool[memory.Count];

    /// <summary>Position of the next used element to look at.</summary>
    internal ushort LastUsed => Ring.LastUsed;

    /// <summary>Goes on with the ring as it was set up before anybody ran, and sends what there is room for.</summary>
    internal async ValueTask Begin()
    {
        Ring.Adopt(memory.FirstIndex);
        for (var buffer = 0; buffer < memory.Count && Ring.FreeDescriptors > 0; buffer++)
            await Send(buffer);
    }

    /// <summary>Takes back what is used by now.</summary>
    internal async ValueTask TakeBack()
    {
        for (var used = await Ring.Reclaim(); !used.IsNone; used = await Ring.Reclaim())
            await Take(used);
    }

    /// <summary>Sets the ring up.</summary>
    internal ValueTask SetUp() => Ring.Initialize();

    /// <summary>Sends all buffers, and takes them back.</summary>
    internal async ValueTask SendAll()
    {
        for (var buffer = 0; buffer < memory.Count; buffer++)
        {
            if (Ring.FreeDescriptors == 0)
                await Collect(Back + 1);
            agent.Obligation(RingMemory.ComesBack(buffer), hot: true);
            await Send(buffer);
        }

        await Collect(memory.Count);
    }

    protected override async ValueTask LookAt(UsedBuffer used)
    {
        var buffer = _bufferOfHead[used.Head];
        agent.Check(!_isBack[buffer], "a buffer comes back once");
        _isBack[buffer] = true;
        agent.Obligation(RingMemory.ComesBack(buffer), hot: false);
        var width = RingMemory.Width(buffer);
        agent.Check(await agent.Read(memory.Buffer(buffer).Address, width) == RingMemory.Pattern(width), "the driver sees what the device wrote");
    }

    private async ValueTask Send(int buffer)
    {
        _bufferOfHead[await Ring.Add(new[] { memory.Buffer(buffer) })] = buffer;
        await Ring.Publish();
        await Ring.Kick();
    }
}
