using Virtspec.Model.Rules;

namespace Virtspec.Model.Epf;

/// <summary>Virtio over a PCI endpoint function (spec/protocols/virtio-over-epf.md): what each side may do to the register file, and when.</summary>
internal static class EpfMachine
{
    /// <summary>One event.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="e">The event.</param>
    /// <param name="log">Takes what is broken and what held.</param>
    internal static EpfState Step(EpfState state, in EpfEvent e, RuleLog log) => e.Kind switch
    {
        EpfEventKind.HostRead => EpfHostSteps.Read(state, e.Register, e.Value, log),
        EpfEventKind.HostWrote => EpfHostSteps.Wrote(state, e.Register, e.Value, log),
        EpfEventKind.HostRang => state.Without(EpfMarks.RequestUnrung),
        EpfEventKind.HostSlept => EpfHostSteps.Slept(state, log),
        EpfEventKind.EndpointRead => e.Register == EpfLayout.Request ? state.With(EpfMarks.LookedForRequest) : state,
        EpfEventKind.EndpointWrote => EpfEndpointSteps.Wrote(state, e.Register, e.Value, log),
        EpfEventKind.EndpointRang => state.Without(EpfMarks.ReplyUnrung),
        EpfEventKind.EndpointTouched => EpfEndpointSteps.Touched(state, log),
        EpfEventKind.EndpointSlept => EpfEndpointSteps.Slept(state, log),
        EpfEventKind.EndpointWoke => state.With(EpfMarks.Woken).Without(EpfMarks.LookedForRequest | EpfMarks.LookedIntoMemory),
        EpfEventKind.Settled => EpfEndpointSteps.Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such event"),
    };
}
