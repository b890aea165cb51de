using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Specification.Machines;
using Xunit;
using static Virtspec.Model.Device.DeviceMarks;

namespace Virtspec.Properties.Machines;

/// <summary>What is true of a device in every state that driver and device reach by the rules.</summary>
public sealed class DeviceStatusStateTests
{
    private static readonly MachineGraph Graph = Graphs.Named("device-status");

    private const DeviceMarks Pending = ResetPending | SuspendPending | Suspended | ResumePending | FailedSet | FeaturesOkPending | NeedsResetUnannounced;

    public static TheoryData<string> Places => [.. Graph.Drawing.Names];

    [Fact]
    public void What_is_pending_excludes_what_is_over()
    {
        Assert.All(Graph.States.Cast<DeviceState>(), state =>
        {
            Assert.False(state.Has(SuspendPending) && state.Has(Suspended), $"{state}");
            Assert.False(state.Has(ResumePending) && !state.Has(Suspended), $"{state}");
            Assert.False(state.Has(ResetPending) && state.Written != DeviceStatus.None, $"{state}");
            Assert.False(state.Has(ResetPending) && state.Has(SuspendPending | Suspended | FailedSet | FeaturesOkPending), $"{state}");
            Assert.False(state.Has(Suspended) && !state.Has(ResumePending) && (state.Written & DeviceStatus.DriverOk) != 0, $"{state}");
            Assert.False(state.Has(AfterReset) && (state.Written & DeviceStatus.DriverOk) != 0, $"{state}");
        });
    }

    [Fact]
    public void What_is_set_was_preceded_by_what_comes_before_it()
    {
        Assert.All(Graph.States.Cast<DeviceState>(), state =>
        {
            (DeviceStatus Bit, DeviceStatus Before)[] steps =
            [
                (DeviceStatus.Driver, DeviceStatus.Acknowledge), (DeviceStatus.FeaturesOk, DeviceStatus.Driver),
                (DeviceStatus.DriverOk, DeviceStatus.FeaturesOk), (DeviceStatus.Suspend, DeviceStatus.FeaturesOk),
            ];
            Assert.All(steps, step => Assert.True((state.Written & step.Bit) == 0 || (state.Written & step.Before) != 0, $"{state}"));
            Assert.True((state.Written & DeviceStatus.Suspend) == 0 || state.InForce().Has(Feature.Suspend), $"{state}");
        });
    }

    /// <summary>From wherever a shortest path leads, a reset leads back to where initialization begins, and takes everything back.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public void A_reset_leads_back_from_everywhere(string place)
    {
        var path = MachineWalks.ShortestPaths(Graph)[Graph.Drawing.Names.ToList().IndexOf(place)];
        var state = (DeviceState)Graph.States[path.Count == 0 ? 0 : path[^1].Target];
        foreach (var name in (string[])["write 0", "status reads 0"])
            state = (DeviceState)Graph.States[Graph.Edges.OutEdges(NumberOf(state)).Single(edge => Graph.Machine.Events[edge.Event].Name == name).Target];
        Assert.Equal("reset", Graph.Machine.Describe(state));
        Assert.Equal((DeviceStatus.None, DeviceStatus.None, 0UL, 0UL), (state.Written, state.Read, state.Accepted, state.InForce()));
        Assert.False(state.Has(Pending), $"{state}");
    }

    private static int NumberOf(DeviceState state) => Graph.States.ToList().IndexOf(state);
}
