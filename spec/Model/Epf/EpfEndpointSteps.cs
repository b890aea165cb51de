using Virtspec.Model.Device;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Epf;

/// <summary>The endpoint's side.</summary>
internal static class EpfEndpointSteps
{
    internal static EpfState Wrote(EpfState state, int register, uint value, RuleLog log)
    {
        switch (register)
        {
            case EpfLayout.Epoch:
                return Started(state, value, log);
            case EpfLayout.Value:
                return state.With(EpfMarks.Value);
            case EpfLayout.Reply:
                return Replied(state, value, log);
            default:
                log.Check(state.Epoch == 0, EpfRules.EpochLast, $"register 0x{register:x} written under epoch {state.Epoch}", "epoch 0 before, a new one after");
                return state;
        }
    }

    internal static EpfState Touched(EpfState state, RuleLog log)
    {
        log.Check(!state.Has(EpfMarks.Quiet), EpfRules.ResetIsQuiet, "the host's memory accessed after a reset was answered", "no access");
        return state.With(EpfMarks.LookedIntoMemory);
    }

    internal static EpfState Slept(EpfState state, RuleLog log)
    {
        if (state.Has(EpfMarks.Woken))
        {
            var looked = state.Has(EpfMarks.LookedForRequest) && (!state.Has(EpfMarks.Live) || state.Has(EpfMarks.LookedIntoMemory));
            log.Check(looked, EpfRules.LooksForAll, $"slept again without a look for {(state.Has(EpfMarks.LookedForRequest) ? "buffers" : "a request")}", "a look for all that it may have been rung for");
        }

        log.Check(!state.Has(EpfMarks.ReplyUnrung), EpfRules.ValueThenReplyThenRing, "slept without telling of its reply", "an interrupt after the reply");
        return state.Without(EpfMarks.Woken);
    }

    internal static EpfState Settled(EpfState state, RuleLog log)
    {
        if (state.Has(EpfMarks.Unanswered) && !state.Has(EpfMarks.RequestUnrung))
            log.Breaks(EpfRules.AnswersOnce, $"request 0x{state.Request:x} was never answered", "an answer to each request");
        if (state.Has(EpfMarks.Quiet))
            log.Holds(EpfRules.ResetIsQuiet);
        return state;
    }

    private static EpfState Started(EpfState state, uint epoch, RuleLog log)
    {
        if (epoch != 0)
            log.Check(epoch != uint.MaxValue && epoch != state.LastEpoch, EpfRules.EpochLast, $"epoch {epoch} after {state.LastEpoch}", "another one, and not all ones");
        return state with { Epoch = epoch, LastEpoch = epoch == 0 ? state.LastEpoch : epoch };
    }

    private static EpfState Replied(EpfState state, uint reply, RuleLog log)
    {
        log.Check(
            state.Has(EpfMarks.Unanswered) && reply >> 8 == state.Request >> 8 && (EpfResult)(byte)reply is EpfResult.Done or EpfResult.Refused or EpfResult.Unknown,
            EpfRules.AnswersOnce, $"reply 0x{reply:x} to request 0x{state.Request:x}{(state.Has(EpfMarks.Unanswered) ? string.Empty : ", which is answered")}", "one answer to each request, with its token");
        log.Check(state.Has(EpfMarks.Value), EpfRules.ValueThenReplyThenRing, $"reply 0x{reply:x} without a value of its own", "the value before the reply");
        state = state.With(EpfMarks.ReplyUnrung).Without(EpfMarks.Unanswered | EpfMarks.Value);
        if ((EpfCommand)(byte)state.Request != EpfCommand.SetStatus || (EpfResult)(byte)reply != EpfResult.Done)
            return state;
        if (state.Argument == 0)
            return state.With(EpfMarks.Quiet).Without(EpfMarks.Live) with { Written = 0, Enabled = 0 };
        return ((DeviceStatus)state.Argument & DeviceStatus.DriverOk) != 0 ? state.With(EpfMarks.Live) : state;
    }
}
