using Virtspec.Port;

namespace Virtspec.Reference.SplitRing;

/// <summary>Serves a ring until its port gives up waiting: take, serve, complete, call; then sleep until kicked.</summary>
internal static class DeviceLoop
{
    /// <summary>Serves what a device that is gone had taken and not used.</summary>
    /// <param name="ring">The device half, attached.</param>
    /// <param name="heads">In the order to serve them in.</param>
    /// <param name="serve">As for <see cref="Run"/>.</param>
    internal static async ValueTask Resume<TPort>(
        SplitDevice<TPort> ring, IReadOnlyList<ushort> heads, Func<DescriptorChain, ValueTask<uint>> serve)
        where TPort : IPort
    {
        var chain = new DescriptorChain();
        foreach (var head in heads)
        {
            await ring.Retake(chain, head);
            await ring.Complete(head, await serve(chain));
            await ring.Call();
        }
    }

    /// <summary>Runs the loop.</summary>
    /// <param name="port">The ring's port.</param>
    /// <param name="ring">The device half, attached.</param>
    /// <param name="queue">Index of the virtqueue.</param>
    /// <param name="serve">Serves a chain and says how many bytes it wrote.</param>
    /// <param name="stopping">Asked before each buffer; true ends the loop with what was taken completed.</param>
    internal static async ValueTask Run<TPort>(
        TPort port, SplitDevice<TPort> ring, ushort queue, Func<DescriptorChain, ValueTask<uint>> serve, Func<bool> stopping)
        where TPort : IPort
    {
        var chain = new DescriptorChain();
        while (!stopping())
        {
            await ring.DisableKicks();
            while (!stopping() && await ring.Take(chain))
            {
                var length = await serve(chain);
                await ring.Complete(chain.Head, length);
                await ring.Call();
            }

            if (await ring.EnableKicks())
                continue;
            if (await port.Wait(RingDoorbell.Kick(queue)) == 0)
                return;
        }
    }
}
