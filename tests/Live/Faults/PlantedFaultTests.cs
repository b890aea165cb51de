using System.Collections.Concurrent;
using Virtspec.Oracle;
using Virtspec.Specification.Coverage;
using Virtspec.Suite;
using Virtspec.Suite.Faults;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Live.Faults;

/// <summary>Every fault that can be planted into the embedded back-end is found, over a real socket, and the right requirement is named.</summary>
public sealed class PlantedFaultTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, CheckResult>> Runs = new(RunAll);

    public static TheoryData<string> Faults => [.. Fault.All.Where(fault => !fault.NeedsProcess).Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_reported_by_the_requirement_it_breaks_and_by_nothing_misleading(string name)
    {
        var fault = Fault.Named(name);
        var result = Runs.Value[name];
        var failed = result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).ToList();
        Assert.Contains(fault.Breaks, failed.Select(requirement => requirement.Requirement.Id));
        var fair = fault.Consequences.Select(consequence => consequence.Id).Append(fault.Breaks);
        Assert.Equal(string.Empty, string.Join('\n', failed.Where(requirement => !fair.Contains(requirement.Requirement.Id)).SelectMany(Evidence)));
        Assert.All(failed, requirement => Assert.NotEmpty(requirement.Findings));
        Assert.Empty(result.OwnBreaches);
        Assert.DoesNotContain(result.Cases, check => check.End == CaseEnd.InternalError);
    }

    [Fact]
    public void What_planted_faults_break_is_written_down() =>
        GeneratedFile.Check(Suites.FileOf("faults"), Suites.Text(Fault.All.Where(fault => !fault.NeedsProcess).Select(fault => fault.Breaks)));

    /// <summary>Several at once: most of the time a fault makes the suite wait.</summary>
    private static ConcurrentDictionary<string, CheckResult> RunAll()
    {
        var runs = new ConcurrentDictionary<string, CheckResult>();
        Parallel.ForEach(Fault.All.Where(fault => !fault.NeedsProcess), new ParallelOptions { MaxDegreeOfParallelism = 4 }, fault =>
        {
            runs[fault.Name] = ServedFault.Find(fault);
        });
        return runs;
    }

    private static IEnumerable<string> Evidence(RequirementResult result) =>
        result.Findings.Select(finding => $"{result.Requirement.Id} in {finding.Case}: {finding.Seen}, expected {finding.Expected}");
}
