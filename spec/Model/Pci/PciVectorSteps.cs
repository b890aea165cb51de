using Virtspec.Model.Device;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>MSI-X vectors of events: mapping, unmapping, and what the registers say of it (VIRTIO 1.4, 4.1.5.1.2, 4.1.5.3 and 4.1.5.4).</summary>
internal static class PciVectorSteps
{
    /// <summary>The driver maps an event to a vector. Without MSI-X the registers mean nothing.</summary>
    internal static PciVector Written(PciState state, in PciVector vector, ushort value, RuleLog log)
    {
        if (state.Msix.TableSize is not { } last || !state.Msix.Enabled)
            return default;
        if (value == PciVector.None)
            return new PciVector(vector.Mapped, value);
        log.Check(value <= last, PciRules.VectorInsideTable, $"vector {value} written, and Table Size is {last}", "a vector of the table");
        return new PciVector(vector.Mapped, value, Verification: PciVerification.Due);
    }

    internal static PciState ConfigShown(PciState state, ushort value, RuleLog log)
    {
        var (next, awaiting) = Shown(state, state.ConfigVector, value, exists: true, log);
        return Alive(state with { ConfigVector = next }, awaiting, value, log);
    }

    internal static PciState QueueShown(PciState state, ushort index, ushort value, RuleLog log)
    {
        var queue = state.Queue(index);
        var (next, awaiting) = Shown(state, queue.Vector, value, exists: !state.Lacks(index), log);
        return Alive(state.With(index, queue with { Vector = next }), awaiting, value, log);
    }

    /// <summary>The device gave a value that only a device can give: what it said by 0xffff before, it meant.</summary>
    internal static PciState Answered(PciState state, RuleLog log)
    {
        var awaiting = state.Msix.Awaiting;
        if (awaiting == PciAwaiting.None)
            return state;
        Say(awaiting, log);
        state = state with { Msix = state.Msix with { Awaiting = PciAwaiting.None } };
        return awaiting is PciAwaiting.RefusedAlone or PciAwaiting.Refused ? state.With(PciMarks.VectorRefused) : state;
    }

    /// <summary>Nobody is there: what was read before may have been said by nobody.</summary>
    internal static PciState Forgotten(PciState state)
    {
        foreach (var (index, queue) in state.Queues)
            state = state.With(index, queue with { Vector = default });
        return state with { ConfigVector = default, Msix = state.Msix with { Awaiting = PciAwaiting.None } };
    }

    internal static PciState DriverOk(PciState state, RuleLog log)
    {
        if (state.Msix.TableSize is not null)
            log.Holds(PciRules.TakesAnyTableSize);
        return Verified(state, log);
    }

    /// <summary>A driver may give up because a vector was refused. Without that, only the size of the table is left to be the reason.</summary>
    internal static void GivenUp(PciState state, RuleLog log)
    {
        if (state.Msix.TableSize is { } last && !state.Has(PciMarks.VectorRefused) && state.Msix.Awaiting == PciAwaiting.None)
            log.Breaks(PciRules.TakesAnyTableSize, $"the driver gave up on a device with {last + 1} MSI-X vectors", "any number will do");
    }

    internal static void Called(PciState state, ushort index, RuleLog log)
    {
        if (Unmapped(state, state.Queue(index).Vector))
            log.Breaks(PciRules.NoCallWithoutVector, $"an interrupt for virtqueue {index}, which has NO_VECTOR", "none");
    }

    internal static void ConfigCalled(PciState state, RuleLog log)
    {
        if (Unmapped(state, state.ConfigVector))
            log.Breaks(PciRules.NoConfigCallWithoutVector, "an interrupt for a configuration change, which has NO_VECTOR", "none");
    }

    /// <summary>What interrupted in the meantime was reported: silence counts as kept.</summary>
    internal static PciState Settled(PciState state, RuleLog log)
    {
        if ((state.Status & DeviceStatus.DriverOk) != 0)
        {
            if (state.Queues.Values.Any(queue => queue.Has(PciQueueMarks.Enabled) && Unmapped(state, queue.Vector)))
                log.Holds(PciRules.NoCallWithoutVector);
            if (Unmapped(state, state.ConfigVector))
                log.Holds(PciRules.NoConfigCallWithoutVector);
        }

        return Verified(state, log);
    }

    /// <summary>Whether the device is known to have an event mapped to no vector: it said so, and it is there.</summary>
    private static bool Unmapped(PciState state, in PciVector vector) =>
        state.Msix.Enabled && state.Msix.Awaiting == PciAwaiting.None && vector.Asked is null && vector.Mapped == PciVector.None;

    /// <summary>Whoever mapped a vector has read it back by now.</summary>
    private static PciState Verified(PciState state, RuleLog log)
    {
        Judge("configuration changes", state.ConfigVector);
        foreach (var (index, queue) in state.Queues)
        {
            Judge($"virtqueue {index}", queue.Vector);
            if (queue.Vector.Verification != PciVerification.None)
                state = state.With(index, queue with { Vector = queue.Vector with { Verification = PciVerification.None } });
        }

        return state with { ConfigVector = state.ConfigVector with { Verification = PciVerification.None } };

        void Judge(string whose, in PciVector vector)
        {
            if (vector.Verification != PciVerification.None)
                log.Check(vector.Verification == PciVerification.Done, PciRules.MappingVerified, $"a vector for {whose} was written and not read back", "read back");
        }
    }

    private static PciState Alive(PciState state, PciAwaiting awaiting, ushort value, RuleLog log)
    {
        if (value != PciVector.None)
            return Answered(state, log);
        return state.Msix.Awaiting == PciAwaiting.None ? state with { Msix = state.Msix with { Awaiting = awaiting } } : state;
    }

    private static (PciVector Next, PciAwaiting Awaiting) Shown(PciState state, in PciVector vector, ushort value, bool exists, RuleLog log)
    {
        if (state.Msix.TableSize is not { } last || !state.Msix.Enabled)
            return (default, PciAwaiting.None);
        var verification = vector.Verification == PciVerification.Due ? PciVerification.Done : vector.Verification;
        var next = new PciVector(value, null, vector.ByReset && vector.Asked is null && value == PciVector.None, verification);
        if (vector.Asked is { } asked)
            return (next, AskedShown(state, vector, asked, value, asked <= last, exists, log));
        return (next, vector.Mapped is { } mapped ? MappedShown(mapped, value, vector.ByReset, log) : PciAwaiting.None);
    }

    private static PciAwaiting AskedShown(PciState state, PciVector vector, ushort asked, ushort value, bool valid, bool exists, RuleLog log)
    {
        var text = $"vector {asked} written, {value} read";
        var alone = NoneMapped(state, vector);
        if (value == PciVector.None && asked == PciVector.None)
            return PciAwaiting.Unmapped;
        if (value == PciVector.None)
            return !valid || !exists ? PciAwaiting.Failed : alone ? PciAwaiting.RefusedAlone : PciAwaiting.Refused;
        if (asked == PciVector.None)
            log.Breaks(PciRules.Unmaps, $"NO_VECTOR written, {value} read", "NO_VECTOR");
        else if (!valid || (value == vector.Mapped && value != asked))
            log.Breaks(PciRules.MappingFailureShown, text, "NO_VECTOR, for this was not mapped");
        else if (value != asked)
            log.Breaks(PciRules.MappedVectorShown, text, $"{asked}, or NO_VECTOR");
        else
            Mapped(alone, log);
        return PciAwaiting.None;
    }

    private static void Mapped(bool alone, RuleLog log)
    {
        log.Holds(PciRules.MappedVectorShown);
        log.Holds(alone ? PciRules.MapsAnyVector : PciRules.MappingRarelyFails);
    }

    private static PciAwaiting MappedShown(ushort mapped, ushort value, bool byReset, RuleLog log)
    {
        if (value == PciVector.None)
            return mapped != PciVector.None ? PciAwaiting.Lost : byReset ? PciAwaiting.UnmappedByReset : PciAwaiting.StaysUnmapped;
        if (byReset)
            log.Breaks(PciRules.UnmappedOnReset, $"vector {value} read after the reset of the device", "NO_VECTOR");
        else
            log.Check(value == mapped, PciRules.MappedVectorShown, $"vector {value} read, where the event is mapped to {mapped}", $"{mapped}");
        return PciAwaiting.None;
    }

    /// <summary>Whether no vector is in use, apart from the one of this event: a mapping then cannot fail for want of something.</summary>
    private static bool NoneMapped(PciState state, in PciVector vector)
    {
        if (!state.Has(PciMarks.FromReset))
            return false;
        var own = InUse(vector) ? 1 : 0;
        return state.Queues.Values.Count(queue => InUse(queue.Vector)) + (InUse(state.ConfigVector) ? 1 : 0) == own;
    }

    /// <summary>What is not known might be in use.</summary>
    private static bool InUse(PciVector vector) => vector.Mapped != PciVector.None;

    private static void Say(PciAwaiting awaiting, RuleLog log)
    {
        switch (awaiting)
        {
            case PciAwaiting.Unmapped:
                log.Holds(PciRules.Unmaps);
                break;
            case PciAwaiting.UnmappedByReset:
                log.Holds(PciRules.UnmappedOnReset);
                break;
            case PciAwaiting.StaysUnmapped:
                log.Holds(PciRules.MappedVectorShown);
                break;
            case PciAwaiting.Failed:
                log.Holds(PciRules.MappingFailureShown);
                break;
            case PciAwaiting.RefusedAlone:
                log.Holds(PciRules.MappingFailureShown);
                log.Breaks(PciRules.MapsAnyVector, "a valid vector refused while none is in use", "mapped");
                break;
            case PciAwaiting.Refused:
                log.Holds(PciRules.MappingFailureShown);
                log.Breaks(PciRules.MappingRarelyFails, "a valid vector refused while others are in use", "mapped");
                break;
            case PciAwaiting.Lost:
                log.Breaks(PciRules.MappedVectorShown, "NO_VECTOR read, where the event is mapped", "its vector");
                break;
        }
    }
}
