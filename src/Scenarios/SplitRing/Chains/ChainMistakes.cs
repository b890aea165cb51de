namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>Every mistake about requests of several pieces.</summary>
internal static class ChainMistakes
{
    internal static IReadOnlyList<ChainMistake> All { get; } = [.. FramingMistakes.All, .. UsedMistakes.All, .. TableMistakes.All];
}
