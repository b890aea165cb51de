using Virtspec.Exploration;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>A driver that lies to a device, and then sends a good request: the device of the reference, and the same with a mistake.</summary>
internal static class HostileScenario
{
    private const string Which = "lie";

    private static readonly HostileMistake _none = new(string.Empty, string.Empty, string.Empty, Lies.All[0]);

    /// <summary>The device as it is.</summary>
    internal static Scenario Correct { get; } = new(
        "split-ring-hostile",
        "A driver lies to a device, which refuses what it cannot make sense of, touches nothing that is not its own, and serves the next good request.",
        [new Parameter(Which, 0, 0, Lies.All.Count, $"0: each in turn, {string.Join(", ", Lies.All.Select((lie, before) => $"{before + 1}: {lie.Name}"))}")],
        (stage, scenario) => Build(stage, scenario[Which] == 0 ? Lies.All : [Lies.All[scenario[Which] - 1]], _none));

    /// <summary>The mistakes, each a scenario.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. HostileMistakes.All.Select(mistake => new CorpusEntry(
            new Scenario($"{Correct.Name}-{mistake.Name}", mistake.Summary, [], (stage, _) => Build(stage, [mistake.Lie], mistake)), mistake.Breaks, mistake.SeenIn)),
    ];

    private static void Build(IStage stage, IReadOnlyList<Lie> lies, HostileMistake mistake)
    {
        var memory = new HostileMemory(stage);
        stage.Judge(() => new HostileJudge(memory, lies));
        HostileDriver? driver = null;
        stage.Agent("driver", agent => (driver = new HostileDriver(agent, memory, lies)).Run());
        stage.Agent("driver's other thread", agent => HostileDriver.RewriteOnce(agent, memory), daemon: true);
        stage.Agent("device", agent => new HostileDevice(agent, memory, mistake).Run(), daemon: true);
        stage.AtEnd(end => end.Outcome(driver?.Outcome ?? "not begun"));
    }
}
