using System.Text;

namespace Virtspec.Systematic.Programs;

/// <summary>What an execution of a program came to, as text: equal text, equal outcome.</summary>
/// <remarks>
/// Tokens with a blank in between: <c>1:r0=2a</c> for a register, <c>m8=1</c> for eight bytes of memory, <c>stuck1</c> for a thread that
/// cannot go on. Numbers after the equals sign are hexadecimal.
/// </remarks>
internal static class Outcome
{
    /// <summary>The text.</summary>
    /// <param name="registers">By thread and register; 0 where never filled.</param>
    /// <param name="memory">Eight bytes each.</param>
    /// <param name="stuck">By thread: whether it waits for something that will not come.</param>
    internal static string Text(ulong[][] registers, ulong[] memory, bool[] stuck)
    {
        var text = new StringBuilder();
        for (var thread = 0; thread < registers.Length; thread++)
        {
            for (var register = 0; register < registers[thread].Length; register++)
                text.Append($"{thread}:r{register}={registers[thread][register]:x} ");
        }

        for (var i = 0; i < memory.Length; i++)
            text.Append($"m{8 * i}={memory[i]:x} ");
        for (var thread = 0; thread < stuck.Length; thread++)
        {
            if (stuck[thread])
                text.Append($"stuck{thread} ");
        }

        return text.ToString(0, text.Length - 1);
    }

    /// <summary>Whether an outcome has all the tokens of a clause.</summary>
    internal static bool Satisfies(string outcome, string clause)
    {
        var tokens = outcome.Split(' ');
        return clause.Split(' ').All(token => Array.IndexOf(tokens, token) >= 0);
    }
}
