using Virtspec.Cli.Report;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Cli.Explore;

/// <summary>The report for build servers: a suite for each scenario, a test for each memory model it is searched under.</summary>
internal static class ExploreJUnit
{
    internal static string Serialize(ExploreReport report)
    {
        List<(string Name, string Value)> properties = [("version", CheckReport.Version), ("again", report.Again)];
        if (report.Plan.Seed is { } seed)
            properties.Insert(0, ("seed", $"{seed}"));
        return JUnitXml.Write(
            [.. report.Searches.GroupBy(search => search.Search.Scenario).Select(group => new JUnitSuite($"{group.Key}", [.. group.Select(search => Test(report, search))]))],
            properties,
            report.Searches.Aggregate(TimeSpan.Zero, (sum, search) => sum + Time(search)));
    }

    private static JUnitCase Test(ExploreReport report, SearchReport search)
    {
        var covered = $"{CoverageText.Counts(search, report.Signal != 0)}\n{CoverageText.Meaning(search)}";
        var (end, type, message, text) = search switch
        {
            { Findings: [var first, ..] } => (
                JUnitEnd.Failed, first.Saved.Failure.Property, first.Saved.Failure.Text,
                string.Join('\n', search.Findings.Select(finding => Evidence(report, finding))) + '\n' + covered),
            { Complete: true } => (JUnitEnd.Passed, string.Empty, string.Empty, covered),
            // Neither good nor bad: a limit or a signal ended it before anybody could say.
            _ => (JUnitEnd.Skipped, "inconclusive", CoverageText.Meaning(search), covered),
        };
        return new JUnitCase($"explore.{search.Search.Scenario.Name}", ModelNames.Of(search.Search.Options.Memory), Time(search), end, type, message, text);
    }

    /// <summary>A finding as the report for people has it.</summary>
    private static string Evidence(ExploreReport report, FindingReport finding) =>
        $"""
        {finding.Saved.Id}: {finding.Saved.Failure.Text}

        {report.Drawing.Draw(finding.Saved.Run)}
        reproduce: {report.ReproduceAnywhere(finding)}

        """.ReplaceLineEndings("\n");

    private static TimeSpan Time(SearchReport search) => search.Result?.Elapsed ?? TimeSpan.Zero;
}
