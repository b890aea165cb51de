using Virtspec.Model.Rules;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Xunit;

namespace Virtspec.Properties.Oracle;

public sealed class TallyTests
{
    private static readonly Rule DeviceRule = SplitRules.UsedIdKnown;
    private static readonly Rule DriverRule = SplitRules.AvailIdxForward;
    private readonly Tally _tally = new(RequirementCatalogue.Load()) { Case = "first" };
    private readonly StepLog _steps = new();

    [Fact]
    public void What_held_each_time_passed_and_says_how_often()
    {
        Take(log =>
        {
            log.Holds(DeviceRule);
            log.Holds(DeviceRule);
        });
        Take(log => log.Holds(DeviceRule));
        var result = ResultOf(DeviceRule);
        Assert.Equal((Verdict.Passed, 3, 0, null), (result.Verdict, result.Held, result.Broken, result.Reason));
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void What_was_broken_once_failed_and_shows_case_sight_and_steps()
    {
        Take(log => log.Holds(DeviceRule));
        _steps.Add("a step");
        Take(log => log.Breaks(DeviceRule, "seen", "expected"));
        _steps.Add("a later step");
        var result = ResultOf(DeviceRule);
        Assert.Equal((Verdict.Failed, 1, 1), (result.Verdict, result.Held, result.Broken));
        var finding = Assert.Single(result.Findings);
        Assert.Equal(("first", "seen", "expected"), (finding.Case, finding.Seen, finding.Expected));
        Assert.Equal(["a step"], finding.Steps);
        Assert.Equal(1, _tally.BreachesByDevice);
        Assert.Equal(1, _tally.Broken(DeviceRule.Id));
    }

    [Fact]
    public void Evidence_is_the_first_breach_of_each_of_three_cases()
    {
        foreach (var name in (string[])["first", "second", "third", "fourth"])
        {
            _tally.Case = name;
            Take(log => log.Breaks(DeviceRule, $"{name} a", "expected"));
            Take(log => log.Breaks(DeviceRule, $"{name} b", "expected"));
        }

        Assert.Equal(["first a", "second a", "third a"], ResultOf(DeviceRule).Findings.Select(finding => finding.Seen));
        Assert.Equal(8, _tally.Broken(DeviceRule.Id));
    }

    [Fact]
    public void What_never_arose_was_not_exercised()
    {
        var result = ResultOf(DeviceRule);
        Assert.Equal((Verdict.NotExercised, 0, 0), (result.Verdict, result.Held, result.Broken));
        Assert.False(string.IsNullOrEmpty(result.Reason));
        Assert.Equal(0, _tally.Broken(DeviceRule.Id));
    }

    [Fact]
    public void What_cannot_be_seen_is_not_observable_and_says_why()
    {
        _tally.NotObservable("split.used.device", "no view of memory");
        var result = ResultOf(SplitRules.LengthWritten);
        Assert.Equal((Verdict.NotObservable, "no view of memory"), (result.Verdict, result.Reason));
        Assert.Equal(Verdict.NotExercised, ResultOf(DeviceRule).Verdict);
    }

    [Fact]
    public void What_was_seen_all_the_same_counts()
    {
        _tally.NotObservable(DeviceRule.Id, "no view");
        _tally.NotObservable(SplitRules.UsedOnce.Id, "no view");
        Take(log => log.Holds(DeviceRule));
        Take(log => log.Breaks(SplitRules.UsedOnce, "seen", "expected"));
        Assert.Equal((Verdict.Passed, null), (ResultOf(DeviceRule).Verdict, ResultOf(DeviceRule).Reason));
        Assert.Equal(Verdict.Failed, ResultOf(SplitRules.UsedOnce).Verdict);
    }

    [Fact]
    public void An_exception_of_the_catalogue_is_not_observable_for_the_reason_given_there()
    {
        var exception = RequirementCatalogue.Load().All.First(requirement => requirement.Judged == Judged.Exception);
        var result = Assert.Single(_tally.Conclude([exception]));
        Assert.Equal((Verdict.NotObservable, exception.Reason), (result.Verdict, result.Reason));
    }

    [Fact]
    public void A_breach_that_the_driver_was_told_to_make_is_forgiven_and_none_of_the_device()
    {
        Take(Both, forgiveDriver: true);
        Assert.Equal(Verdict.NotExercised, ResultOf(DriverRule).Verdict);
        Assert.Equal(Verdict.Failed, ResultOf(DeviceRule).Verdict);
        Take(Both);
        Assert.Equal((Verdict.Failed, 1), (ResultOf(DriverRule).Verdict, ResultOf(DriverRule).Broken));
        Assert.Equal(2, _tally.BreachesByDevice);

        static void Both(RuleLog log)
        {
            log.Breaks(DriverRule, "seen", "expected");
            log.Breaks(DeviceRule, "seen", "expected");
        }
    }

    [Fact]
    public void Conclusions_come_in_the_order_asked_for()
    {
        var scope = RequirementCatalogue.Load().All.Reverse().ToList();
        Assert.Equal(scope, _tally.Conclude(scope).Select(result => result.Requirement));
    }

    private void Take(Action<RuleLog> say, bool forgiveDriver = false)
    {
        var log = new RuleLog();
        say(log);
        _tally.Take(log, forgiveDriver, _steps);
        Assert.True(log.IsEmpty);
    }

    private RequirementResult ResultOf(Rule rule) => Assert.Single(_tally.Conclude([RequirementCatalogue.Load()[rule.Id]]));
}
