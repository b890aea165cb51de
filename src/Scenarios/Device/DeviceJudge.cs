using Virtspec.Exploration.Execution;
using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>
/// Told by both sides what they do, it has the model of devices judge it: status, features, the virtqueue's life, configuration space. What the driver
/// asks for it learns when it is asked, what the device answers when the driver has it.
/// </summary>
internal sealed class DeviceJudge : IJudge
{
    private const int CapacityBytes = 8;

    private readonly Verdicts _verdicts = new();
    private World? _world;
    private DeviceState _device;
    private QueueState _queue;
    private ConfigState _config;
    private PciGeneration _generation = new();

    public IReadOnlyList<BrokenStatement> Broken => _verdicts.Broken;

    public BrokenStatement? Failing => _verdicts.Failing;

    public IReadOnlyDictionary<string, StatementCount> Counts => _verdicts.Counts;

    void IWitness.Begin(World world)
    {
        _verdicts.Begin();
        (_world, _device, _queue, _config, _generation) = (world, default, default, default, new PciGeneration());
    }

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add((ulong)_device.Written | ((ulong)_device.Read << 16) | ((ulong)_device.Marks << 32));
        fingerprint.Add(_device.Offered);
        fingerprint.Add(_device.Accepted);
        fingerprint.Add(_device.Negotiated);
        fingerprint.Add((ulong)_queue.Life | ((ulong)_queue.Written << 8) | ((ulong)_queue.Marks << 16) | ((ulong)_queue.Outstanding << 32));
        fingerprint.Add((_config.Generation + 1 ?? 0) | (_config.Words << 32) | (_config.Stale << 40) | (_config.Owed << 48));
        fingerprint.Add((_generation.Shown + 1UL ?? 0) | ((_generation.Outdated + 1UL ?? 0) << 16));
        for (var offset = 0; offset < CapacityBytes; offset++)
            fingerprint.Add(_generation.Bytes.TryGetValue(offset, out var known) ? 1UL | ((ulong)known.Value << 8) | ((known.Generation + 1UL ?? 0) << 16) : 0);
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
    }

    void IJudge.Ended(World world)
    {
        Apply(new DeviceEvent(DeviceEventKind.Settled));
        Apply(new QueueEvent(QueueEventKind.Settled));
        Takes();
    }

    /// <summary>The driver asks for a register to be written.</summary>
    internal void Written(DeviceRegister register, ulong value)
    {
        switch (register)
        {
            case DeviceRegister.Status:
                Apply(new DeviceEvent(DeviceEventKind.StatusWritten, value));
                if (_device.HasWritten(DeviceStatus.DriverOk))
                    Apply(new QueueEvent(QueueEventKind.DriverOk));
                break;
            case DeviceRegister.AcceptedFeatures:
                Apply(new DeviceEvent(DeviceEventKind.FeaturesWritten, value));
                break;
            case DeviceRegister.QueueAddress:
                Apply(new DeviceEvent(DeviceEventKind.QueueSetUp));
                Apply(new QueueEvent(QueueEventKind.SetUp, QueueParts.Areas, new QueueSetup(value, value, value, 1)));
                break;
            case DeviceRegister.QueueEnable:
                Apply(new DeviceEvent(DeviceEventKind.QueueSetUp));
                Apply(new QueueEvent(QueueEventKind.Enabled));
                break;
        }
    }

    /// <summary>The driver has what a register holds.</summary>
    internal void Read(DeviceRegister register, ulong value)
    {
        switch (register)
        {
            case DeviceRegister.Status:
                var resetting = _device.Has(DeviceMarks.ResetPending);
                Apply(new DeviceEvent(DeviceEventKind.StatusRead, value));
                if (resetting && value == 0)
                    Apply(new QueueEvent(QueueEventKind.DeviceReset));
                break;
            case DeviceRegister.OfferedFeatures:
                Apply(new DeviceEvent(DeviceEventKind.FeaturesOffered, value));
                break;
            case DeviceRegister.QueueEnable when _device.Has(DeviceMarks.BeganWithReset) && _queue.Life == QueueLife.New:
                _verdicts.Log.Check(value == 0, PciRules.DisabledOnReset, $"queue_enable reads {value} after the reset of the device", "0");
                _verdicts.NoteFailing(_world!);
                break;
            case DeviceRegister.Generation:
                Apply(new ConfigEvent(ConfigEventKind.GenerationRead, value));
                _generation = PciGenerationSteps.Shown(_generation, (byte)value, _verdicts.Log);
                _verdicts.NoteFailing(_world!);
                break;
            case DeviceRegister.CapacityLow:
                Apply(new ConfigEvent(ConfigEventKind.FieldRead, 0, BlkConfigOffset.Capacity, 4));
                break;
            case DeviceRegister.CapacityHigh:
                Apply(new ConfigEvent(ConfigEventKind.FieldRead, 0, BlkConfigOffset.Capacity + 4, 4));
                break;
        }
    }

    /// <summary>What the device would show of its configuration, as it answers.</summary>
    internal void Shows(DeviceCore core)
    {
        var capacity = core.Read(DeviceRegister.CapacityLow) | (core.Read(DeviceRegister.CapacityHigh) << 32);
        _generation = PciGenerationSteps.ConfigShown(_generation, new PciEvent(PciEventKind.Settled, BlkConfigOffset.Capacity, CapacityBytes, capacity), _verdicts.Log);
    }

    /// <summary>The driver takes what it read of the configuration for one value.</summary>
    internal void Takes() => Apply(new ConfigEvent(ConfigEventKind.Settled));

    /// <summary>The driver makes the buffer available.</summary>
    internal void Exposes()
    {
        Apply(new DeviceEvent(DeviceEventKind.BufferExposed));
        Apply(new QueueEvent(QueueEventKind.Exposed));
    }

    /// <summary>The driver kicks.</summary>
    internal void Kicks() => Apply(new DeviceEvent(DeviceEventKind.Kicked));

    /// <summary>The device uses the buffer.</summary>
    internal void Uses()
    {
        Apply(new DeviceEvent(DeviceEventKind.DeviceActed));
        Apply(new QueueEvent(QueueEventKind.Used));
    }

    /// <summary>The driver goes on to use the buffer's memory for itself.</summary>
    internal void TakesBack() => Apply(new QueueEvent(QueueEventKind.TakenBack));

    private void Apply(in DeviceEvent e)
    {
        _device = DeviceMachine.Step(_device, e, DeviceType.Blk, _verdicts.Log);
        _verdicts.NoteFailing(_world!);
    }

    private void Apply(in QueueEvent e)
    {
        _queue = QueueMachine.Step(_queue, e, _verdicts.Log);
        _verdicts.NoteFailing(_world!);
    }

    private void Apply(in ConfigEvent e)
    {
        _config = ConfigMachine.Step(_config, e, DeviceType.Blk, _verdicts.Log);
        _verdicts.NoteFailing(_world!);
    }
}
