using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios;

/// <summary>
/// The race every virtqueue has to win, with the ring taken away: a counter of what is there, a flag that says no kick is needed, and a
/// doorbell. A device that clears the flag and sleeps without looking once more misses what came between its last look and the flag.
/// </summary>
internal static class LostKickScenario
{
    internal static Scenario Scenario { get; } = new(
        "lost-kick",
        "A counter, a flag that suppresses kicks, and a doorbell: a device that sleeps without looking again loses a kick.",
        [
            new Parameter("buffers", 2, 1, 8, "buffers the driver makes available"),
            new Parameter("recheck", 0, 0, 1, "1: the device looks again before it sleeps"),
        ],
        Build);

    private static void Build(IStage stage, Scenario scenario)
    {
        var buffers = (ulong)scenario["buffers"];
        var recheck = scenario["recheck"] == 1;
        var available = stage.Memory("available", 2);
        var suppress = stage.Memory("suppress", 2);
        var kick = stage.Doorbell("kick");
        var served = 0UL;
        stage.Agent("driver", Drive);
        stage.Agent("device", Serve);
        stage.AtEnd(end =>
        {
            end.Check(served <= end.Read(available, AccessSize.Two), "only what is available is served");
            end.Outcome($"{served} of {buffers} served");
        });

        async ValueTask Drive(AgentPort port)
        {
            for (var i = 1UL; i <= buffers; i++)
            {
                // Owed before it can be seen: the device may be done with it before the driver's next step.
                port.Obligation(IsServed(i), hot: true);
                await port.Write(available, i, AccessSize.Two);
                await port.Fence(FenceKind.Full);
                if (await port.Read(suppress, AccessSize.Two) == 0)
                    await port.Signal(kick);
            }
        }

        async ValueTask Serve(AgentPort port)
        {
            while (served < buffers)
            {
                if (await port.Read(available, AccessSize.Two) > served)
                {
                    served++;
                    port.Obligation(IsServed(served), hot: false);
                    continue;
                }

                await port.Write(suppress, 0, AccessSize.Two);
                await port.Fence(FenceKind.Full);
                if (!recheck || await port.Read(available, AccessSize.Two) == served)
                    await port.Wait(kick);
                await port.Write(suppress, 1, AccessSize.Two);
            }
        }
    }

    // Made once: a search runs through here some million times.
    private static readonly string[] _served = [.. Enumerable.Range(0, 9).Select(buffer => $"buffer {buffer} is served")];

    private static string IsServed(ulong buffer) => _served[buffer];
}
