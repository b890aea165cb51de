using Virtspec.Model.Rules;

namespace Virtspec.Model.Epf;

/// <summary>The host's side.</summary>
internal static class EpfHostSteps
{
    /// <summary>Registers of a queue's block that a host writes before it has it enabled: its size, and three addresses of two halves.</summary>
    private const ulong WholeBlock = 0b1111_1110;

    internal static EpfState Read(EpfState state, int register, uint value, RuleLog log)
    {
        switch (register)
        {
            case EpfLayout.Epoch:
                return value is 0 or uint.MaxValue ? state : state.With(EpfMarks.HostKnowsEpoch);
            case EpfLayout.Magic when value != EpfLayout.MagicValue:
            case EpfLayout.Version when value != EpfLayout.VersionValue:
                state = state.With(EpfMarks.HostReadWrong);
                break;
            case EpfLayout.Reply when value >> 8 == state.Request >> 8:
                state = state.Without(EpfMarks.Outstanding);
                break;
        }

        Known(state, $"register 0x{register:x} read", log);
        return state;
    }

    internal static EpfState Wrote(EpfState state, int register, uint value, RuleLog log)
    {
        Known(state, $"register 0x{register:x} written", log);
        log.Check(!state.Has(EpfMarks.HostReadWrong), EpfRules.RefusesUnknown, $"register 0x{register:x} written after magic or version were read wrong", "no further access");
        if (register == EpfLayout.Argument)
            return state.With(EpfMarks.Argument) with { Argument = value };
        if (register == EpfLayout.Request)
            return Requested(state, value, log);
        return register >= EpfLayout.FirstQueue ? Described(state, register - EpfLayout.FirstQueue, log) : state;
    }

    internal static EpfState Slept(EpfState state, RuleLog log)
    {
        if (state.Has(EpfMarks.Outstanding))
            log.Check(!state.Has(EpfMarks.RequestUnrung), EpfRules.ArgumentThenRequestThenRing, "waits for an answer to what it has not rung for", "a ring after the request");
        return state;
    }

    private static void Known(EpfState state, string what, RuleLog log) =>
        log.Check(state.Has(EpfMarks.HostKnowsEpoch), EpfRules.EpochFirst, $"{what} before the epoch", "an epoch that counts, read first");

    private static EpfState Requested(EpfState state, uint request, RuleLog log)
    {
        log.Check(state.Has(EpfMarks.Argument), EpfRules.ArgumentThenRequestThenRing, $"request 0x{request:x} without an argument of its own", "the argument before the request");
        log.Check(
            !state.Has(EpfMarks.Outstanding) && request >> 8 != state.Request >> 8, EpfRules.OneRequest,
            $"request 0x{request:x} after 0x{state.Request:x}, {(state.Has(EpfMarks.Outstanding) ? "which is not answered" : "of the same token")}", "one request at a time, each with a token of its own");
        if ((EpfCommand)(byte)request == EpfCommand.EnableQueue && state.Argument < 8)
        {
            var written = (state.Written >> (8 * (int)state.Argument)) & 0xff;
            log.Check((written & WholeBlock) == WholeBlock, EpfRules.BlockBeforeEnable, $"queue {state.Argument} enabled with registers written as bits 0x{written:x}", "all of its block written before");
            state = state with { Enabled = state.Enabled | (1U << (int)state.Argument) };
        }

        if (state.Has(EpfMarks.Quiet))
            log.Holds(EpfRules.ResetIsQuiet);
        return state.With(EpfMarks.RequestUnrung | EpfMarks.Outstanding | EpfMarks.Unanswered).Without(EpfMarks.Argument | EpfMarks.Quiet) with { Request = request };
    }

    private static EpfState Described(EpfState state, int offset, RuleLog log)
    {
        var (queue, register) = (offset / EpfLayout.QueueBytes, offset % EpfLayout.QueueBytes / 4);
        if (queue >= 8)
            return state;
        log.Check((state.Enabled >> queue & 1) == 0, EpfRules.BlockBeforeEnable, $"block of queue {queue} written while it is enabled", "no change until a reset");
        return state with { Written = state.Written | (1UL << ((8 * queue) + register)) };
    }
}
