using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using static Virtspec.Model.Device.ConfigEventKind;

namespace Virtspec.Model.Machines;

/// <summary>Configuration space with the device's own counter beside what the driver knows.</summary>
/// <param name="Config">What is known.</param>
/// <param name="Counter">The generation the device would show.</param>
internal readonly record struct CountedConfig(ConfigState Config, byte Counter);

/// <summary>
/// A block device's capacity, eight bytes wide and read in two halves, while the device changes it. The generation has three values, so that it
/// comes round within the enumeration: a change that happens that often goes unseen, and the driver cannot help it.
/// </summary>
internal sealed class ConfigGenerationMachine : Machine<CountedConfig, ConfigEvent>
{
    private const string ReadsAtWill = "a driver may read as often as it likes, and the device need not do anything";
    private const byte Modulus = 3;
    private const ulong Low = 1;
    private const ulong Both = 3;
    private static readonly HashSet<string> None = [];

    internal ConfigGenerationMachine()
    {
        On(Actor.Driver, "read the generation", "always", state => new ConfigEvent(GenerationRead, state.Counter));
        On(Actor.Driver, "read the low half", new ConfigEvent(FieldRead, Offset: BlkConfigOffset.Capacity, Size: ConfigField.Atomic));
        On(Actor.Driver, "read the high half", new ConfigEvent(FieldRead, Offset: BlkConfigOffset.Capacity + ConfigField.Atomic, Size: ConfigField.Atomic));
        On(Actor.Device, "change the capacity", new ConfigEvent(Changed));
        On(Actor.Environment, "reset of the device", new ConfigEvent(Reset));
        On(Actor.Environment, "settle", new ConfigEvent(Settled));
    }

    public override string Name => "config-generation";

    public override string Title => "Reading a wide field of configuration space while it changes";

    public override string Source => "VIRTIO 1.4, 2.5";

    public override IReadOnlyList<MachineRemark> Remarks =>
    [
        new(MachineQuestion.OneSidedCycle, "Driver: read the generation, read the low half", ReadsAtWill),
        new(MachineQuestion.OneSidedCycle, "Driver: read the generation, read the high half", ReadsAtWill),
        new(MachineQuestion.OneSidedCycle, "Driver: read the generation, read the low half, read the high half", ReadsAtWill),
        new(MachineQuestion.OneSidedCycle, "Device: change the capacity", "a device may change as often as it likes: the generation comes round"),
    ];

    protected override CountedConfig Initial => default;

    protected override CountedConfig Step(CountedConfig state, ConfigEvent e, RuleLog log) => new(
        ConfigMachine.Step(state.Config, e, DeviceType.Blk, log),
        e.Kind == Changed ? (byte)((state.Counter + 1) % Modulus) : state.Counter);

    /// <summary>What was read, under which generation, and what became of it.</summary>
    protected override string Describe(CountedConfig state)
    {
        var config = state.Config;
        var read = config.Words switch { 0 => "", Low => "low half", Both => "both halves", _ => "high half" };
        var owed = config.Owed != 0 ? "to read anew" : "";
        if (config.Generation is not { } generation)
            return Joined(owed, read, Torn(config), config.Words == 0 && owed.Length == 0 ? "idle" : "");
        var moved = config.Stale == 0 ? "" : generation == state.Counter ? "came round" : "changed";
        return Joined(owed, "opened", read, Torn(config), moved);
    }

    protected override IReadOnlySet<string> Features(CountedConfig state) => None;

    /// <summary>Whether the halves are of two versions.</summary>
    private static string Torn(in ConfigState config) => config.Words == Both && config.Stale is not (0 or Both) ? "torn" : "";

    private static string Joined(params string[] words) => string.Join(", ", words.Where(word => word.Length > 0));
}
