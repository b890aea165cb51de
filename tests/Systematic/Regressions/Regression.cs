using Virtspec.Exploration.Schedules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Regressions;

/// <summary>Findings kept as tests, a line each.</summary>
internal static class Regression
{
    /// <summary>Reads a finding.</summary>
    /// <param name="line">The row "schedule" as <c>virtspec explore</c> prints it, or what stands in it.</param>
    internal static ScenarioRun Read(string line) => RunText.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1], ScenarioCatalogue.Find);

    /// <summary>Follows the schedule of a finding, every pick of it as it stands, and sees it go wrong at the last one as it did.</summary>
    /// <param name="line">The finding.</param>
    /// <param name="property">The row "property" above it.</param>
    internal static void Shows(string line, string property)
    {
        var run = Read(line);
        var replay = new Replay(run.NewWorld());
        if (run.Schedule.Length > 0)
            Assert.Null(replay.Strict(run.Schedule[..^1]).Failure);
        Assert.Equal(property, replay.Strict(run.Schedule).Failure?.Property);
    }
}
