using FsCheck.Xunit;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Xunit;

namespace Virtspec.Properties;

/// <summary>States are values, steps are functions: under arbitrary events, sensible or not.</summary>
[Properties(Replay = "20260104,20260105", StartSize = 10, EndSize = 80, MaxTest = 200)]
public sealed class StateValueTests
{
    private const ulong Features = (1UL << Feature.InOrder) | (1UL << Feature.Version1);
    private static readonly int DeviceKinds = Enum.GetValues<DeviceEventKind>().Length;
    private static readonly int QueueKinds = Enum.GetValues<QueueEventKind>().Length;
    private static readonly int ConfigKinds = Enum.GetValues<ConfigEventKind>().Length;
    private static readonly int SplitKinds = Enum.GetValues<SplitEventKind>().Length;
    private static readonly SplitLayout Layout = new(0, 4, 0x1000, 0x2000, 0x3000);

    [Property]
    public void A_split_ring_step_leaves_its_input_as_it_was_and_gives_the_same_twice(bool eventIdx, ushort[] numbers)
    {
        var features = Features | (eventIdx ? 1UL << Feature.EventIdx : 0);
        var state = SplitMachine.Configure(Layout, features, 0, 0, 0, new RuleLog());
        foreach (var e in numbers.Select(Event))
        {
            var before = Describe(state);
            var (log, again) = (new RuleLog(), new RuleLog());
            var next = SplitMachine.Step(state, e, log);
            var twin = SplitMachine.Step(state with { }, e, again);
            Assert.Equal(before, Describe(state));
            Assert.Equal(next, twin);
            Assert.Equal(next.GetHashCode(), twin.GetHashCode());
            Assert.Equal(Describe(next), Describe(twin));
            Assert.Equal(log.Breaches, again.Breaches);
            Assert.All(Rule.All, rule => Assert.Equal(log.HeldCount(rule), again.HeldCount(rule)));
            state = next;
        }
    }

    [Property]
    public void Split_ring_states_are_equal_exactly_when_they_read_the_same(ushort[] numbers)
    {
        var states = new List<SplitState> { SplitMachine.Configure(Layout, Features, 0, 0, 0, new RuleLog()) };
        foreach (var number in numbers)
        {
            // A narrow choice of events, so that some states come round again.
            states.Add(SplitMachine.Step(states[^1], Event((ushort)(number % SplitKinds * 64)), new RuleLog()));
        }

        foreach (var (one, other) in from one in states from other in states select (one, other))
        {
            Assert.Equal(Describe(one) == Describe(other), one.Equals(other));
            Assert.True(!one.Equals(other) || one.GetHashCode() == other.GetHashCode());
        }
    }

    [Property]
    public void A_device_step_gives_the_same_twice(ushort[] numbers)
    {
        var state = default(DeviceState);
        foreach (var number in numbers)
        {
            var e = new DeviceEvent((DeviceEventKind)(number % DeviceKinds), (ulong)(number / DeviceKinds) << (number % 3 * 14));
            var (log, again) = (new RuleLog(), new RuleLog());
            var next = DeviceMachine.Step(state, e, DeviceType.Blk, log);
            Assert.Equal(next, DeviceMachine.Step(state, e, DeviceType.Blk, again));
            Assert.Equal(log.Breaches, again.Breaches);
            state = next;
        }
    }

    [Property]
    public void A_queue_step_and_a_configuration_step_give_the_same_twice(ushort[] numbers)
    {
        var (queue, config) = (new QueueState(Feature.Bit(Feature.RingReset)), default(ConfigState));
        foreach (var number in numbers)
        {
            var (log, again) = (new RuleLog(), new RuleLog());
            var e = new QueueEvent((QueueEventKind)(number % QueueKinds), (QueueParts)(number / 16 % 16), default, number / 16u % 3);
            var c = new ConfigEvent((ConfigEventKind)(number % ConfigKinds), number / 8u % 4, number / 8 % 400, number % 10);
            var (nextQueue, nextConfig) = (QueueMachine.Step(queue, e, log), ConfigMachine.Step(config, c, DeviceType.Blk, log));
            Assert.Equal(nextQueue, QueueMachine.Step(queue, e, again));
            Assert.Equal(nextConfig, ConfigMachine.Step(config, c, DeviceType.Blk, again));
            Assert.Equal(log.Breaches, again.Breaches);
            Assert.Equal(log.Held, again.Held);
            (queue, config) = (nextQueue, nextConfig);
        }
    }

    /// <summary>Any event at all: the low bits say which, the others what about.</summary>
    private static SplitEvent Event(ushort number)
    {
        var (kind, a) = ((SplitEventKind)(number / 64 % SplitKinds), number % 64);
        var chain = new Chain((ushort)(a % 5), [new Segment(0x10000, (uint)a, a % 2 == 0)], (Arrangement)(a % 8), [(ushort)(a % 5)]);
        var length = kind is SplitEventKind.Touched or SplitEventKind.Untouched ? a % 6 : a / 4;
        return new SplitEvent(kind, (ushort)(a % 7), (uint)(a % 5), (ulong)length, a % 3 == 0, chain);
    }

    private static string Describe(SplitState state)
    {
        var chains = state.Outstanding.Values.OrderBy(chain => chain.Head).Select(chain => $"{chain.Head}:{string.Join("+", chain.Segments)}");
        return $"{state.Layout} {state.Features} {state.Base} {state.UsedStart} {state.AvailIdx} {state.UsedIdx} {state.JudgedUsed} {state.AvailFlags} {state.UsedEvent} "
            + $"{state.Calls} {state.Marks} {string.Join(",", chains)} {string.Join(",", state.Order)} {string.Join(",", state.Fresh)}";
    }
}
