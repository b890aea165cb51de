using Virtspec.Model.Rules;

namespace Virtspec.Model.Fabric;

/// <summary>What the hardware between two systems guarantees (spec/protocols/hardware.md), event by event as a bus analyser sees them.</summary>
internal static class FabricMachine
{
    /// <summary>One event.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="e">The event.</param>
    /// <param name="log">Takes what is broken and what held.</param>
    internal static FabricState Step(FabricState state, in FabricEvent e, RuleLog log) => e.Kind switch
    {
        FabricEventKind.Sent => Sent(state, e),
        FabricEventKind.Taken => LinkSteps.Taken(state, e, log),
        FabricEventKind.LinkLost => LinkSteps.Lost(state, e),
        FabricEventKind.Accepted => state with { InNodes = state.InNodes.Add(new(e.Node, e.At, e.Header)) },
        FabricEventKind.CarriedOut => CompleterSteps.CarriedOut(state, e, log),
        FabricEventKind.Refused => Refused(state, e, log),
        FabricEventKind.Translated => Translated(state, e, log),
        FabricEventKind.Answered => Answered(state, e, log),
        FabricEventKind.Rung => state with { Rung = state.Rung.Add(e.At) },
        FabricEventKind.Heard => Heard(state, e, log),
        FabricEventKind.Settled => Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such event"),
    };

    private static FabricState Sent(FabricState state, in FabricEvent e)
    {
        var first = e.Header.Class is TlpClass.ReadRequest or TlpClass.NonPostedWithData && !state.Unanswered.Contains(e.Header);
        return state with
        {
            OnLinks = state.OnLinks.Add((e.At, e.Header)),
            Unanswered = first ? state.Unanswered.Add(e.Header) : state.Unanswered,
        };
    }

    private static FabricState Refused(FabricState state, in FabricEvent e, RuleLog log)
    {
        if (e.Header.Class == TlpClass.ReadRequest)
        {
            var ones = e.Bytes == 8 ? ulong.MaxValue : (1UL << (8 * e.Bytes)) - 1;
            log.Check(e.Value == ones, FabricRules.NobodyIsAllOnes, $"{e.Header} at 0x{e.Address:x}, which nobody answers for, returned 0x{e.Value:x}", "all ones");
        }

        return state;
    }

    private static FabricState Translated(FabricState state, in FabricEvent e, RuleLog log)
    {
        var (window, offset) = (e.Window, e.Address - e.Window.Base);
        var inside = offset < window.Length && (ulong)e.Bytes <= window.Length - offset;
        log.Check(
            inside && e.Value == window.Target + offset, FabricRules.WindowTranslates,
            $"{e.Bytes} bytes at 0x{e.Address:x} became 0x{e.Value:x} through a window of {window.Length} bytes at 0x{window.Base:x} to 0x{window.Target:x}",
            "the same offset from the target, within the window");
        return state;
    }

    private static FabricState Answered(FabricState state, in FabricEvent e, RuleLog log)
    {
        var header = e.Header;
        var request = state.Unanswered.Length - 1;
        while (request >= 0 && (state.Unanswered[request].Requester != header.Requester || state.Unanswered[request].Transaction != header.Transaction))
            request--;
        log.Check(request >= 0, FabricRules.AnsweredOnce, $"{header} answers nothing that was asked, or was answered before", "one answer to each request");
        return request < 0 ? state : state with { Unanswered = state.Unanswered.RemoveAt(request) };
    }

    private static FabricState Heard(FabricState state, in FabricEvent e, RuleLog log)
    {
        log.Check(state.Rung.Contains(e.At) == (e.Value != 0), FabricRules.DoorbellStays, $"doorbell {e.At} was {(e.Value != 0 ? "heard and not rung" : "rung and not heard")}", "heard once for all times it was rung");
        return state with { Rung = state.Rung.Remove(e.At) };
    }

    private static FabricState Settled(FabricState state, RuleLog log)
    {
        foreach (var request in state.Unanswered)
            log.Breaks(FabricRules.AnsweredOnce, $"{request} was never answered", "one answer to each request");
        return state;
    }
}
