using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Port;
using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>A device's life from reset to reset, with a device that answers late, and the reading of a configuration that changes.</summary>
internal sealed class DeviceScenario
{
    private const string Rounds = "rounds";
    private const string Late = "late";
    private const string Surprise = "surprise";
    private const string Changes = "changes";
    private const string Reads = "reads";

    /// <summary>What the device offers: less than the driver can do with.</summary>
    private const ulong Offered = 1UL << Feature.Version1;

    private static readonly Parameter[] _life =
    [
        new(Rounds, 2, 1, 4, "times the driver initialises the device and resets it"),
        new(Late, 2, 0, 4, "times the device puts off what it may"),
        new(Surprise, 1, 0, 1, "1: the driver may be removed with its buffer in flight"),
    ];

    private static readonly Parameter[] _configuration =
    [
        new(Reads, 1, 1, 4, "times the driver initialises the device and reads its configuration"),
        new(Changes, 2, 0, 4, "times it may change meanwhile"),
    ];

    private readonly DeviceMistake _mistake;

    private DeviceScenario(DeviceMistake mistake) => _mistake = mistake;

    /// <summary>Both sides as they are.</summary>
    internal static IReadOnlyList<Scenario> Correct { get; } =
    [
        new Scenario(
            "device-life",
            "A driver initialises a device that answers late, has a buffer used, and resets it, perhaps with the buffer in flight.",
            _life,
            new DeviceScenario(DeviceMistake.None).BuildLife).With(Rounds, 1).With(Late, 1),
        new(
            "device-configuration",
            "A driver reads a configuration of two words while the device changes it.",
            _configuration,
            new DeviceScenario(DeviceMistake.None).BuildConfiguration),
    ];

    /// <summary>The mistakes, each a scenario.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. DriverMistakes.All.Concat(DeviceMistakes.All).Select(mistake => new CorpusEntry(Of(mistake), mistake.Breaks, mistake.SeenIn)),
    ];

    /// <summary>The capacity after so many changes: its words differ from those of all others, and tell which they belong to.</summary>
    internal static ulong Capacity(int changes) => (uint)(changes + 1) | ((ulong)(uint)changes << 32);

    internal static bool IsCapacity(ulong value) => (uint)value == (value >> 32) + 1;

    private static Scenario Of(DeviceMistake mistake)
    {
        var scenario = new DeviceScenario(mistake);
        return mistake.OfConfiguration
            ? new Scenario($"device-{mistake.Name}", mistake.Summary, _configuration, scenario.BuildConfiguration)
            : new Scenario($"device-{mistake.Name}", mistake.Summary, _life, scenario.BuildLife);
    }

    private void BuildLife(IStage stage, Scenario scenario) =>
        Build(stage, scenario[Rounds], reads: false, scenario[Surprise] == 1, scenario[Late], changes: 0);

    private void BuildConfiguration(IStage stage, Scenario scenario) =>
        Build(stage, scenario[Reads], reads: true, surprise: false, late: 0, scenario[Changes]);

    private void Build(IStage stage, int rounds, bool reads, bool surprise, int late, int changes)
    {
        var memory = new DeviceMemory(stage);
        var judge = stage.Judge(() => new DeviceJudge());
        LifeDriver? driver = null;
        stage.Agent("driver", port => (driver = new LifeDriver(port, memory, _mistake, judge, surprise)).Run(rounds, reads));
        stage.Agent("device", port => new LateDevice(port, memory, new DeviceCore(Offered), _mistake, judge, late, changes).Run(), daemon: true);
        stage.AtEnd(end =>
        {
            end.Check(end.Read(memory.Buffer, AccessSize.Two) == DeviceMemory.Own, "memory that the driver took back holds what it put there");
            end.Outcome(driver?.Outcome ?? "not begun");
        });
    }
}
