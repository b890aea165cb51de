using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Systematic.Guides;

/// <summary>The scenarios of the guide, as they stand in it.</summary>
public static class Mailbox
{
    public static Scenario Broken { get; } = new(
        "mailbox", "One core hands letters to another through a box with a flag.",
        [new Parameter("letters", 2, 1, 4, "letters to deliver")],
        (stage, scenario) => Build(stage, scenario["letters"], fences: false));

    public static Scenario Fixed { get; } = new(
        "mailbox-fixed", "The same with the two fences it needs.",
        [new Parameter("letters", 2, 1, 4, "letters to deliver")],
        (stage, scenario) => Build(stage, scenario["letters"], fences: true));

    private static void Build(IStage stage, int letters, bool fences)
    {
        var letter = stage.Memory("letter", 4);
        var full = stage.Memory("full", 1);
        stage.Agent("sender", async port =>
        {
            for (var i = 1; i <= letters; i++)
            {
                await port.Until(full, AccessSize.One, value => value == 0);
                if (fences)
                    await port.Fence(FenceKind.Acquire);
                port.Obligation($"letter {i} arrives", hot: true);
                await port.Write(letter, (ulong)(100 + i), AccessSize.Four);
                if (fences)
                    await port.Fence(FenceKind.Release);
                await port.Write(full, 1, AccessSize.One);
            }
        });
        stage.Agent("receiver", async port =>
        {
            for (var i = 1; i <= letters; i++)
            {
                await port.Until(full, AccessSize.One, value => value == 1);
                if (fences)
                    await port.Fence(FenceKind.Acquire);
                var text = await port.Read(letter, AccessSize.Four);
                port.Check(text == (ulong)(100 + i), "the letter that was sent is the letter that is read");
                port.Obligation($"letter {i} arrives", hot: false);
                if (fences)
                    await port.Fence(FenceKind.Release);
                await port.Write(full, 0, AccessSize.One);
            }
        });
    }
}
