using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>A driver that takes buffers back, asleep while there is none.</summary>
/// <typeparam name="TPort">The port that the ring code uses.</typeparam>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="features">What it takes for negotiated.</param>
/// <param name="looksAgain">Whether it heeds what EnableCalls says.</param>
internal abstract class CollectingDriver<TPort>(TPort port, SharedRing memory, ulong features, bool looksAgain)
    where TPort : IPort
{
    /// <summary>The port of the ring code.</summary>
    protected TPort Port => port;

    /// <summary>The driver's half of the ring.</summary>
    protected SplitDriver<TPort> Ring { get; } = new(port, memory.Layout, features);

    /// <summary>How many buffers are back.</summary>
    protected int Back { get; private set; }

    /// <summary>Takes buffers back until so many are.</summary>
    protected virtual async ValueTask Collect(int enough)
    {
        while (true)
        {
            while (Back < enough)
            {
                var used = await Ring.Reclaim();
                if (used.IsNone)
                    break;
                await Take(used);
            }

            if (Back >= enough)
                return;
            if (await Ring.EnableCalls() && looksAgain)
                continue;
            await port.Wait(memory.Call);
            await Ring.DisableCalls();
        }
    }

    /// <summary>Counts a buffer that came back, and looks at it.</summary>
    protected ValueTask Take(UsedBuffer used)
    {
        Back++;
        return LookAt(used);
    }

    /// <summary>Looks at a buffer that came back.</summary>
    protected abstract ValueTask LookAt(UsedBuffer used);
}
