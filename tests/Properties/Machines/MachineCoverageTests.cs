using Virtspec.Model.Device;
using Virtspec.Model.Machines;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Oracle;
using Xunit;

namespace Virtspec.Properties.Machines;

/// <summary>What a run took of the drawn transitions: each can be counted, and nothing is counted that did not happen.</summary>
public sealed class MachineCoverageTests
{
    private readonly MachineCoverage _coverage = new();

    [Fact]
    public void Nothing_was_taken_before_anything_happened() =>
        Assert.All(_coverage.Conclude(), machine => Assert.Equal((0, machine.All), (machine.Taken, machine.NotTaken.Count)));

    [Fact]
    public void One_event_takes_one_transition()
    {
        var before = new DeviceState(Marks: DeviceMarks.HasStatus);
        Device(before, new DeviceEvent(DeviceEventKind.StatusWritten, (ulong)DeviceStatus.Acknowledge));
        var status = Of("device-status");
        Assert.Equal(1, status.Taken);
        Assert.Equal(status.All - 1, status.NotTaken.Count);
        Assert.DoesNotContain("powered on: write ACKNOWLEDGE → acknowledged", status.NotTaken);
        Assert.Contains("acknowledged: write DRIVER → driver", status.NotTaken);
    }

    [Fact]
    public void A_device_without_a_status_field_takes_nothing()
    {
        Device(default, new DeviceEvent(DeviceEventKind.FeaturesWritten, 0));
        Assert.Equal(0, Of("device-status").Taken);
    }

    [Fact]
    public void An_offence_takes_nothing()
    {
        Device(new DeviceState(Marks: DeviceMarks.HasStatus), new DeviceEvent(DeviceEventKind.StatusWritten, (ulong)DeviceStatus.DriverOk));
        Assert.Equal(0, Of("device-status").Taken);
    }

    [Fact]
    public void Every_drawn_transition_of_the_device_status_can_be_counted()
    {
        var machine = new DeviceStatusMachine();
        var graph = Graphs.Named(machine.Name);
        foreach (var edge in graph.Edges.Edges)
        {
            var (before, after) = ((DeviceState)graph.States[edge.Source], (DeviceState)graph.States[edge.Target]);
            _coverage.Device(before, machine.Make(before, edge.Event)!.Value, after);
        }

        Assert.Empty(Of(machine.Name).NotTaken);
    }

    [Theory]
    [InlineData("split-ring")]
    [InlineData("split-ring-event-idx")]
    [InlineData("vhost-user-ring")]
    public void Every_drawn_transition_of_a_ring_can_be_counted(string name)
    {
        var graph = Graphs.Named(name);
        foreach (var edge in graph.Edges.Edges)
        {
            var state = (SplitState)graph.States[edge.Source];
            var walk = _coverage.Follow(state);
            var step = ((Machine<SplitState, RingStep>)graph.Machine).Make(state, edge.Event)!.Value;
            Walk(walk, Walk(walk, state, step.First), step.Second);
        }

        Assert.Empty(Of(name).NotTaken);
    }

    private static SplitState Walk(RingWalk walk, SplitState before, SplitEvent? e)
    {
        if (e is not { } happened)
            return before;
        var after = SplitMachine.Step(before, happened, new RuleLog());
        walk.Take(before, happened, after);
        return after;
    }

    private void Device(DeviceState before, DeviceEvent e) =>
        _coverage.Device(before, e, DeviceMachine.Step(before, e, Virtspec.Model.Features.DeviceType.Blk, new RuleLog()));

    private TransitionsTaken Of(string machine) => _coverage.Conclude().Single(taken => taken.Machine == machine);
}
