using Virtspec.Live.Peers;
using Virtspec.Live.Tool;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Coverage;
using Virtspec.Suite;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Live.Faults;

/// <summary>The embedded back-end keeps every requirement, whatever the seed.</summary>
public sealed class NoFalseAlarmTests
{
    private static readonly Lazy<CheckResult> Writable = new(() => Check(readOnly: false, seed: 7));
    private static readonly Lazy<CheckResult> ReadOnly = new(() => Check(readOnly: true, seed: 7));

    /// <summary>How many seeds are tried; more at night.</summary>
    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("VIRTSPEC_SEEDS"), out var seeds) ? seeds : 3;

    public static TheoryData<int> FurtherSeeds => [.. Enumerable.Range(1, Seeds - 1)];

    [Fact]
    public void The_back_end_without_a_fault_keeps_every_requirement() => RequireNothingFound(Writable.Value);

    [Theory]
    [MemberData(nameof(FurtherSeeds))]
    public void So_it_does_by_other_choices(int seed) => RequireNothingFound(Check(readOnly: false, (ulong)seed));

    [Fact]
    public void A_read_only_back_end_keeps_every_requirement_and_shows_those_of_read_only_devices()
    {
        var result = ReadOnly.Value;
        RequireNothingFound(result);
        foreach (var id in (string[])["blk.operation.device.3a", "blk.operation.device.3b"])
            Assert.Equal(Verdict.Passed, result.Results.Single(requirement => requirement.Requirement.Id == id).Verdict);
    }

    /// <summary>What can be seen only of a back-end in a process of its own is seen by a run of the tool.</summary>
    [Fact]
    public async Task What_a_check_of_these_exercises_is_written_down()
    {
        using var work = new WorkDirectory();
        await using var tool = await ToolRun.ExpectAsync(0, work, "check", "blk", "--case", "reconnects,robust-rings", "--report", "json");
        var apart = tool.Json().GetProperty("requirements").EnumerateArray()
            .Where(requirement => requirement.GetProperty("verdict").GetString() == "passed").Select(requirement => requirement.GetProperty("id").GetString()!);
        var within = Writable.Value.Results.Concat(ReadOnly.Value.Results).Where(result => result.Verdict == Verdict.Passed).Select(result => result.Requirement.Id);
        GeneratedFile.Check(Suites.FileOf("check"), Suites.Text(within.Concat(apart)));
    }

    private static void RequireNothingFound(CheckResult result)
    {
        Assert.Equal(string.Empty, string.Join('\n', result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).SelectMany(Evidence)));
        Assert.All(result.Cases, check => Assert.True(check.End is CaseEnd.Done or CaseEnd.NotApplicable, $"{check.Case.Name}: {check.Text}"));
        Assert.Empty(result.OwnBreaches);
    }

    private static IEnumerable<string> Evidence(RequirementResult result) =>
        result.Findings.Select(finding => $"{result.Requirement.Id} in {finding.Case}: {finding.Seen}, expected {finding.Expected}\n  {string.Join("\n  ", finding.Steps)}");

    private static CheckResult Check(bool readOnly, ulong seed)
    {
        using var served = ServedFault.Without(readOnly);
        return ServedFault.Run(served.Calm(seed), CheckRun.CasesOf(DeviceType.Blk));
    }
}
