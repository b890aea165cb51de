using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>
/// Initialization as one sequence (VIRTIO 1.4, 3.1.1). Single steps leave marks, and the whole is judged when the driver sets DRIVER_OK;
/// the order of the status bits themselves is judged by <see cref="StatusMachine"/>.
/// </summary>
internal static class InitMachine
{
    /// <summary>The driver set DRIVER_OK for the first time since the reset.</summary>
    internal static void Complete(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.FeaturesRefused))
        {
            GoesOn(state, "DRIVER_OK set", log);
            return;
        }

        List<string> wrong = [];
        if (!state.Has(DeviceMarks.BeganWithReset))
            wrong.Add("no reset came first");
        if (!state.Has(DeviceMarks.OfferKnown))
            wrong.Add("the offered features were not read");
        if (!state.Has(DeviceMarks.FeaturesInTurn))
            wrong.Add("no features were written between DRIVER and FEATURES_OK");
        if (!state.Has(DeviceMarks.FeaturesOkReread))
            wrong.Add("FEATURES_OK was not read back");
        if (state.Has(DeviceMarks.SetUpTooEarly))
            wrong.Add("virtqueues or fields were set up before FEATURES_OK was read back");
        log.Check(wrong.Count == 0, CoreRules.InitInSequence, $"DRIVER_OK set, and {string.Join("; ", wrong)}", "every step in its turn");
    }

    internal static DeviceState QueueSetUp(DeviceState state, RuleLog log)
    {
        if (GoesOn(state, "a virtqueue set up", log) || !state.Has(DeviceMarks.HasStatus))
            return state;

        // A queue that was reset by itself is set up again while the device runs.
        var running = state.HasWritten(DeviceStatus.DriverOk) || state.Has(DeviceMarks.Suspended);
        if (running && !state.InForce().Has(Feature.RingReset))
            log.Breaks(CoreRules.InitInSequence, "a virtqueue set up after DRIVER_OK", "virtqueues set up before it");
        return running ? state : MarkSetUp(state);
    }

    internal static DeviceState ConfigWritten(DeviceState state, RuleLog log)
    {
        state = SuspendMachine.Operates(state, CoreRules.NoConfigWritesWhileSuspended, "a configuration field written", log);
        if (GoesOn(state, "a configuration field written", log) || !state.Has(DeviceMarks.HasStatus))
            return state;
        if (!state.HasWritten(DeviceStatus.Driver))
            return MarkSetUp(state);
        log.Check(
            state.HasWritten(DeviceStatus.FeaturesOk),
            CoreRules.NoConfigWriteWhileNegotiating,
            "a configuration field written before FEATURES_OK",
            "reads only, until the features are settled");
        return state.HasWritten(DeviceStatus.FeaturesOk) ? MarkSetUp(state) : state;
    }

    /// <summary>The driver gave up or began anew, as it has to once the device refused its features.</summary>
    internal static void GaveUp(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.FeaturesRefused))
            log.Holds(CoreRules.StopsWhenRefused);
    }

    private static bool GoesOn(DeviceState state, string what, RuleLog log)
    {
        var refused = state.Has(DeviceMarks.FeaturesRefused);
        if (refused)
            log.Breaks(CoreRules.StopsWhenRefused, $"{what} although the device refused the features", "FAILED, or a reset");
        return refused;
    }

    private static DeviceState MarkSetUp(DeviceState state) =>
        state.Has(DeviceMarks.FeaturesOkReread) ? state : state.With(DeviceMarks.SetUpTooEarly);
}
