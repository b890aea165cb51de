using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>Answers requests, however they are cut into pieces, and sleeps until kicked.</summary>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="mistake">What it does wrong.</param>
/// <param name="batches">Whether it takes all that there is before it gives any of it back.</param>
internal sealed class ChainDevice(IPort port, ChainMemory memory, ChainMistake mistake, bool batches)
{
    private readonly SplitDevice<IPort> _ring = new(port, memory.Layout, memory.Features);

    internal IPort Port => port;

    internal ChainData<IPort> Data { get; } = new(port);

    /// <summary>Device-writable pieces that a mistake keeps from one request to the next.</summary>
    internal Segment[] Kept { get; set; } = [];

    internal async ValueTask Run()
    {
        await _ring.Attach(memory.FirstIndex);
        if (batches)
            await RunInBatches();
        else
            await DeviceLoop.Run(port, _ring, memory.Layout.Queue, async chain => (await Serve(chain)).Length, () => false);
    }

    private async ValueTask RunInBatches()
    {
        while (true)
        {
            await _ring.DisableKicks();
            var served = new List<ServedChain>();
            for (var chain = new DescriptorChain(); await _ring.Take(chain); chain = new DescriptorChain())
                served.Add(await Serve(chain));
            foreach (var chain in mistake.GivesBack(served))
                await _ring.Complete(chain.Head, chain.Length);
            await _ring.Call();
            if (await _ring.EnableKicks())
                continue;
            if (await port.Wait(memory.Kick) == 0)
                return;
        }
    }

    private async ValueTask<ServedChain> Serve(DescriptorChain chain)
    {
        var payload = new byte[ChainRequest.PayloadBytes];
        await mistake.Gather(this, chain, payload);
        var answer = ChainRequest.Answer(payload);
        var known = answer.Length > 1;
        if (chain.WritableBytes == 0)
            answer = [];
        else
            await mistake.Scatter(this, chain, answer);
        return new ServedChain(chain.Head, mistake.Length(chain, (uint)answer.Length), known);
    }
}
