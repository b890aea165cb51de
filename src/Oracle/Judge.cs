using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Specification.Catalogue;
using Virtspec.Oracle.Ring;

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
    private DeviceState _device;
    private BlkState _blk = new();

    internal Judge(RequirementCatalogue catalogue, DeviceType type)
    {
        (_catalogue, Type) = (catalogue, type);
        _tally = new Tally(catalogue);
    }

    internal DeviceType Type { get; }

    internal Tally Tally => _tally;

    internal StepLog Steps => _steps;

    internal BlkState Blk => _blk;

    /// <summary>What is known of the device as a whole.</summary>
    internal ref readonly DeviceState State => ref _device;

    /// <summary>Which transitions of the drawn machines were taken.</summary>
    internal MachineCoverage Coverage { get; } = new();

    /// <summary>
    /// While set, breaches of the driver are part of the plan: a device's duty towards a driver that breaks a rule cannot be
    /// seen otherwise.
    /// </summary>
    internal bool DriverBreaksRulesOnPurpose { get; set; }

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
            // What was negotiated before is remembered, for core.features.device.4 spans sessions. What the sectors held is not: no
            // statement says that a disk outlives a connection, and a back-end that was started anew may well begin with an empty one.
            // A new session stands for the reset that initialization begins with.
            _device = new DeviceState(Negotiated: _device.Negotiated, Marks: (_device.Marks & DeviceMarks.EverNegotiated) | DeviceMarks.BeganWithReset);
            _blk = new BlkState();
        }
    }

    /// <summary>A new connection in the middle of work: the device as a whole is as after power-on, its queues and what is in flight are not.</summary>
    internal void Reconnected()
    {
        _device = new DeviceState(Negotiated: _device.Negotiated, Marks: (_device.Marks & DeviceMarks.EverNegotiated) | DeviceMarks.BeganWithReset);
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
        if (kind == DeviceEventKind.FeaturesOffered && Type == DeviceType.Blk)
            _blk = BlkConfigRules.Offered(_blk, value & ~Feature.VhostBits, _log);
        if (kind == DeviceEventKind.FeaturesWritten)
            _blk = _blk with { Features = value & ~Feature.VhostBits };
        if (kind == DeviceEventKind.ConfigNotified)
            _blk = _blk with { CapacityMayChange = true };
        Collect();
    }

    /// <summary>The device's configuration structure was read from offset 0.</summary>
    internal void ConfigSeen(ReadOnlySpan<byte> config)
    {
        _steps.Add($"configuration reads {Convert.ToHexStringLower(config)}");
        if (Type == DeviceType.Blk)
            _blk = BlkConfigRules.ConfigRead(_blk, config, _log);
        Collect();
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
    internal void Submitted(Chain chain, ReadOnlySpan<byte> readable)
    {
        if (Type != DeviceType.Blk)
            return;
        _blk = BlkMachine.Submitted(_blk, chain.Head, readable, chain.WritableBytes, _log);
        if (_blk.Pending.TryGetValue(chain.Head, out var request))
            _steps.Add(request);
        Collect();
    }

    /// <summary>Hands an answer to the rules of the device type.</summary>
    /// <returns>Whether a request with one right answer got it; null when it has none.</returns>
    internal bool? Completed(Chain chain, ReadOnlySpan<byte> writable, bool enabled)
    {
        if (Type != DeviceType.Blk)
            return null;
        (_blk, var served) = BlkMachine.Completed(_blk, chain.Head, writable, enabled, _log);
        Collect();
        return served;
    }

    private void Collect()
    {
        if (!_log.IsEmpty)
            _tally.Take(_log, DriverBreaksRulesOnPurpose, _steps);
    }
}
