using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Shrinking;

/// <summary>
/// Makes a program smaller while it still shows the same: first by leaving out steps (delta debugging, Zeller and Hildebrandt 2002), then by smaller
/// steps in the place of others, and again until nothing helps.
/// </summary>
/// <param name="shows">Takes steps; the ones that were needed of them when they show it, else null.</param>
/// <param name="goOn">Whether there is time for another try.</param>
internal sealed class Shrinker(Func<IReadOnlyList<Step>, IReadOnlyList<Step>?> shows, Func<bool> goOn)
{
    /// <summary>How many programs were tried.</summary>
    internal int Tries { get; private set; }

    /// <summary>The smallest program found.</summary>
    /// <param name="program">One that shows it.</param>
    internal IReadOnlyList<Step> Shrink(IReadOnlyList<Step> program)
    {
        // Most breaches need no more than the session they were seen in.
        var opening = program.Count - 1;
        while (opening > 0 && program[opening] is not (Open or Prepare or Connect))
            opening--;
        if (opening > 0 && Try([.. program.Skip(opening)]) is { } session)
            program = session;
        for (var before = int.MaxValue; Size(program) < before && goOn();)
        {
            before = Size(program);
            program = LeaveOut(program);
            program = Lessen(program);
        }

        return program;
    }

    private IReadOnlyList<Step> LeaveOut(IReadOnlyList<Step> program)
    {
        for (var part = Math.Max(1, program.Count / 2); ; part /= 2)
        {
            for (var at = 0; at < program.Count && goOn();)
            {
                if ((at > 0 || part < program.Count) && Try([.. program.Take(at), .. program.Skip(at + part)]) is { } smaller)
                    program = smaller;
                else
                    at += part;
            }

            if (part == 1)
                return program;
        }
    }

    private IReadOnlyList<Step> Lessen(IReadOnlyList<Step> program)
    {
        for (var at = 0; at < program.Count; at++)
        {
            foreach (var smaller in program[at].Smaller().TakeWhile(_ => goOn()))
            {
                if (Try([.. program.Take(at), smaller with { Queue = program[at].Queue }, .. program.Skip(at + 1)]) is not { } found)
                    continue;
                program = found;
                at--;
                break;
            }
        }

        return program;
    }

    private IReadOnlyList<Step>? Try(IReadOnlyList<Step> program)
    {
        Tries++;
        return shows(program);
    }

    /// <summary>Steps count most, then what they say.</summary>
    private static int Size(IReadOnlyList<Step> program) => program.Sum(step => 1000 + step.ToString().Length);
}
