using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Fs;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Oracle.Devices;
using Virtspec.Oracle.Ring;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Oracle;

/// <summary>
/// The judge: events in, verdicts out. It steps the machines of the model and counts what their rules say; whether the events come from
/// a live peer, a trace or an explored program it does not know.
/// </summary>
internal sealed class Judge
{
    private readonly RuleLog _log = new();
    private readonly RequirementCatalogue _catalogue;
    private readonly Tally _tally;
    private readonly StepLog _steps = new();
    private readonly IDeviceJudge _typed;
    private DeviceState _device;
    private bool _onPurpose;

    internal Judge(RequirementCatalogue catalogue, DeviceType type)
    {
        (_catalogue, Type, _typed) = (catalogue, type, IDeviceJudge.Of(type));
        _tally = new Tally(catalogue);
    }

    internal DeviceType Type { get; }

    internal Tally Tally => _tally;

    internal StepLog Steps => _steps;

    /// <summary>What is known of a block device.</summary>
    internal BlkState Blk => ((BlkJudge)_typed).State;

    /// <summary>What is known of a file system device.</summary>
    internal FsState Fs => ((FsJudge)_typed).State;

    /// <summary>What is known of the device as a whole.</summary>
    internal ref readonly DeviceState State => ref _device;

    /// <summary>Which transitions of the drawn machines were taken.</summary>
    internal MachineCoverage Coverage { get; } = new();

    /// <summary>
    /// While set, breaches of the driver are part of the plan: a device's duty towards a driver that breaks a rule cannot be
    /// seen otherwise.
    /// </summary>
    internal bool DriverBreaksRulesOnPurpose
    {
        get => _onPurpose;
        set
        {
            _onPurpose = value;
            Provoked |= value;
        }
    }

    /// <summary>Whether the driver has broken rules on purpose in this session: what a device makes of that later on is not held against it.</summary>
    internal bool Provoked { get; private set; }

    /// <summary>Whether a good request in plain arrangement has failed on any ring: no arrangement is blamed for failures from then on.</summary>
    internal bool PlainRequestFailed { get; set; }

    /// <summary>A judge of its own, for a session whose verdicts are not to count.</summary>
    internal Judge Apart() => new(_catalogue, Type);

    /// <summary>Starts a case: what follows is told apart from what came before.</summary>
    /// <param name="name">Name of the case, for the evidence.</param>
    /// <param name="newSession">Whether the device is as after power-on.</param>
    internal void Begin(string name, bool newSession)
    {
        _tally.Case = name;
        _steps.Clear();
        if (newSession)
        {
            // What was negotiated before is remembered, for core.features.device.4 spans sessions.
            // A new session stands for the reset that initialization begins with.
            _device = new DeviceState(Negotiated: _device.Negotiated, Marks: (_device.Marks & DeviceMarks.EverNegotiated) | DeviceMarks.BeganWithReset);
            _typed.Begin();
            Provoked = _onPurpose;
        }
    }

    /// <summary>A new connection in the middle of work: the device as a whole is as after power-on, its queues and what is in flight are not.</summary>
    internal void Reconnected()
    {
        _device = new DeviceState(Negotiated: _device.Negotiated, Marks: (_device.Marks & DeviceMarks.EverNegotiated) | DeviceMarks.BeganWithReset);
        _typed.Reconnected();
        _steps.Add("connected again");
    }

    internal void Device(DeviceEventKind kind, ulong value = 0)
    {
        if (kind is not (DeviceEventKind.DeviceActed or DeviceEventKind.BufferExposed or DeviceEventKind.Kicked or DeviceEventKind.Settled))
            _steps.Add(kind, value);
        var e = new DeviceEvent(kind, value);
        var before = _device;
        _device = DeviceMachine.Step(before, e, Type, _log);
        Coverage.Device(before, e, _device);
        _typed.Happened(kind, value, _log);
        Collect();
    }

    /// <summary>The device's configuration structure was read from offset 0.</summary>
    internal void ConfigSeen(ReadOnlySpan<byte> config)
    {
        _steps.Add($"configuration reads {Convert.ToHexStringLower(config)}");
        _typed.ConfigSeen(config, _log);
        Collect();
    }

    /// <summary>The driver wrote to the device's configuration structure, and the device took it.</summary>
    /// <param name="offset">Where in the structure, in bytes.</param>
    /// <param name="bytes">What it wrote.</param>
    internal void ConfigWritten(int offset, ReadOnlySpan<byte> bytes)
    {
        _steps.Add($"driver writes {Convert.ToHexStringLower(bytes)} to configuration offset {offset}");
        _typed.ConfigWritten(offset, bytes);
        Device(DeviceEventKind.ConfigWritten, 1);
    }

    /// <summary>Applies rules that need no state.</summary>
    /// <param name="step">What happened, for the steps of a finding.</param>
    /// <param name="rules">Says what held and what broke.</param>
    internal void Answer(string step, Action<RuleLog> rules)
    {
        _steps.Add(step);
        rules(_log);
        Collect();
    }

    /// <summary>Judges a queue from now on.</summary>
    /// <param name="memory">Shared memory, for chains and contents.</param>
    /// <param name="shadow">What shared memory holds by the driver's doing.</param>
    /// <param name="layout">Size and addresses.</param>
    /// <param name="features">Negotiated features.</param>
    internal RingObserver Observe(IMemoryView memory, ShadowMemory shadow, in SplitLayout layout, ulong features)
    {
        _steps.Add($"queue {layout.Queue} of size {layout.Size}, features {Feature.Names(features & ~Feature.VhostBits, Type)}");
        return new RingObserver(this, memory, shadow, layout, features);
    }

    internal SplitState Configure(in SplitLayout layout, ulong features, ushort availIdx, ushort usedIdx, ushort usedFlags)
    {
        var state = SplitMachine.Configure(layout, features, availIdx, usedIdx, usedFlags, _log);
        Collect();
        return state;
    }

    internal SplitState Step(SplitState state, in SplitEvent e)
    {
        _steps.Add(e);
        var next = SplitMachine.Step(state, e, _log);
        Collect();
        return next;
    }

    internal Chain? ReadChain(IMemoryView memory, SplitState state, ushort head)
    {
        var chain = ChainReader.Read(memory, state.Layout, state.Features, head, _log);
        Collect();
        return chain;
    }

    /// <summary>Hands a request to the rules of the device type.</summary>
    /// <param name="queue">Index of the virtqueue it was made available on.</param>
    /// <param name="chain">Its descriptor chain.</param>
    /// <param name="readable">All device-readable bytes.</param>
    internal void Submitted(ushort queue, Chain chain, ReadOnlySpan<byte> readable)
    {
        if (_typed.Submitted(queue, chain, readable, _log) is { } request)
            _steps.Add(request);
        Collect();
    }

    /// <summary>Hands an answer to the rules of the device type.</summary>
    /// <param name="queue">Index of the virtqueue it came back on.</param>
    /// <param name="chain">The request's descriptor chain.</param>
    /// <param name="length">Bytes that the used element says were written.</param>
    /// <param name="writable">All device-writable bytes.</param>
    /// <param name="enabled">Whether the queue is enabled.</param>
    /// <returns>Whether a request with one right answer got it; null when it has none.</returns>
    internal bool? Completed(ushort queue, Chain chain, ulong length, ReadOnlySpan<byte> writable, bool enabled)
    {
        var served = _typed.Completed(queue, chain, length, writable, enabled, _log);
        Collect();
        return served;
    }

    /// <summary>Whether a chain is arranged as every driver arranges requests of this type of device.</summary>
    internal bool IsPlain(Chain chain) => _typed.IsPlain(chain);

    private void Collect()
    {
        if (!_log.IsEmpty)
            _tally.Take(_log, DriverBreaksRulesOnPurpose, _steps);
    }
}
