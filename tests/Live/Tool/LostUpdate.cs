using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Live.Tool;

/// <summary>A user's own protocol, for --from: two agents count up together, and one count is lost when they meet.</summary>
public static class LostUpdate
{
    public static Scenario Scenario { get; } = new("lost-update", "Two agents add to a counter, each in two accesses.", [], Build);

    public static IEnumerable<Scenario> Others => [new Scenario("alone", "One agent adds to a counter.", [], (stage, _) => Build(stage, 1))];

    private static void Build(IStage stage, Scenario scenario) => Build(stage, 2);

    private static void Build(IStage stage, int agents)
    {
        var counter = stage.Memory("counter", 4);
        for (var i = 0; i < agents; i++)
            stage.Agent($"agent {i}", Add);
        stage.AtEnd(end => end.Check(end.Read(counter, AccessSize.Four) == (ulong)agents, "nothing is lost"));

        async ValueTask Add(AgentPort port) =>
            await port.Write(counter, await port.Read(counter, AccessSize.Four) + 1, AccessSize.Four);
    }
}
