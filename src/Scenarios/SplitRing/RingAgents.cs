using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>Sends buffers one by one, and sleeps until all are back.</summary>
/// <typeparam name="TPort">The port that the ring code uses.</typeparam>
/// <param name="agent">The agent's own port, for what has to hold.</param>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="features">What it takes for negotiated.</param>
/// <param name="looksAgain">Whether it heeds what EnableCalls says.</param>
/// <param name="batch">How many buffers it makes available at once, while there are descriptors.</param>
internal class RingDriver<TPort>(AgentPort agent, TPort port, RingMemory memory, ulong features, bool looksAgain, int batch = 1)
    : CollectingDriver<TPort>(port, memory, features, looksAgain)
    where TPort : IPort
{
    private readonly int[] _bufferOfHead = new int[memory.Layout.Size];
    private readonly bool[] _isBack = new bool[memory.Count];

    internal int Kicks { get; private set; }

    internal bool Finished { get; private set; }

    internal async ValueTask Run()
    {
        Ring.Adopt(memory.FirstIndex);
        for (var sent = 0; sent < memory.Count;)
        {
            if (Ring.FreeDescriptors == 0)
                await Collect(Back + 1);
            var first = sent;
            for (; sent < memory.Count && sent < first + batch && Ring.FreeDescriptors > 0; sent++)
            {
                var head = await Ring.Add(new[] { memory.Buffer(sent) });
                _bufferOfHead[head] = sent;
            }

            await Ring.Publish();
            for (var i = first; i < sent; i++)
                agent.Obligation(RingMemory.ComesBack(i), hot: true);
            if (await Ring.Kick())
                Kicks++;
        }

        await Collect(memory.Count);
        Finished = true;
    }

    protected override async ValueTask LookAt(UsedBuffer used)
    {
        var index = _bufferOfHead[used.Head];
        agent.Check(!_isBack[index], "a buffer comes back once");
        var buffer = memory.Buffer(index);
        agent.Check(used.Length == buffer.Length, "the used length is what the device wrote");
        _isBack[index] = true;
        agent.Obligation(RingMemory.ComesBack(index), hot: false);
        var width = RingMemory.Width(index);
        var data = await Port.Read(buffer.Address, width);
        agent.Check(data == RingMemory.Pattern(width), "the driver sees what the device wrote");
    }
}

/// <summary>Fills buffers, and sleeps until kicked.</summary>
/// <typeparam name="TPort">The port that the ring code uses.</typeparam>
/// <param name="agent">The agent's own port, for what has to hold.</param>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="features">What it takes for negotiated.</param>
/// <param name="looksAgain">Whether it heeds what EnableKicks says.</param>
/// <param name="batches">Whether it takes all that there is before it gives any of it back, and calls once for all.</param>
internal sealed class RingDevice<TPort>(AgentPort agent, TPort port, RingMemory memory, ulong features, bool looksAgain, bool batches = false)
    where TPort : IPort
{
    private readonly SplitDevice<TPort> _ring = new(port, memory.Layout, features);

    internal async ValueTask Run()
    {
        await _ring.Attach(memory.FirstIndex);
        if (batches || !looksAgain)
            await RunOtherwise();
        else
            await DeviceLoop.Run(port, _ring, memory.Layout.Queue, Serve, () => false);
    }

    /// <summary>As <see cref="DeviceLoop"/>, but for batches or the second look.</summary>
    private async ValueTask RunOtherwise()
    {
        while (true)
        {
            await _ring.DisableKicks();
            if (batches)
                await ServeTogether();
            else
                await ServeEach();
            if (await _ring.EnableKicks() && looksAgain)
                continue;
            if (await port.Wait(memory.Kick) == 0)
                return;
        }
    }

    private async ValueTask ServeEach()
    {
        var chain = new DescriptorChain();
        while (await _ring.Take(chain))
        {
            await _ring.Complete(chain.Head, await Serve(chain));
            await _ring.Call();
        }
    }

    private async ValueTask ServeTogether()
    {
        var taken = new List<DescriptorChain>();
        for (var chain = new DescriptorChain(); await _ring.Take(chain); chain = new DescriptorChain())
            taken.Add(chain);
        foreach (var chain in taken)
            await _ring.Complete(chain.Head, await Serve(chain));
        await _ring.Call();
    }

    private ValueTask<uint> Serve(DescriptorChain chain) => BufferFilling.Serve(agent, port, chain);
}
