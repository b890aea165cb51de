using Virtspec.Exploration.Schedules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Regressions;

/// <summary>
/// What was found once is found again, along the same schedule. Where a scenario or the reference changes what its agents do, a schedule may have to be
/// found anew: <c>virtspec explore SCENARIO --memory MODEL</c> prints it.
/// </summary>
public sealed class RegressionTests
{
    /// <summary>The rows "schedule" and "property" of findings; a new one goes to the end.</summary>
    public static TheoryData<string, string> Findings => new()
    {
        { "schedule  lost-kick@sc:0x3,1x6,0x2,1", "buffer 2 is served" },
        { "schedule  lost-kick@tso:1,0d0,0x2,0d0,1d0,1x4,0d0,0,1d0,0,1d0,1", "buffer 2 is served" },
        { "schedule  lost-kick@ra:0x4,1x7,0x3,1x2", "buffer 2 is served" },
        { "schedule  split-ring-no-recheck-device@sc,buffers=1,size=1,event-index=0:1x3,0x8,1x2", "buffer 0 comes back" },
        { "schedule  split-ring-no-kick-fence@tso,buffers=1,size=1,event-index=0:1x2,1d0,0x2,0d0x3,1d0,1x2,0d0x2,0x2", "buffer 0 comes back" },
        { "schedule  split-ring-no-enable-kicks-fence@tso,buffers=1,size=1,event-index=0:1x3,0d0x4,0,1d0,0x2,0d0,0x2,1d0", "buffer 0 comes back" },
        { "schedule  split-ring-no-kick-fence@pso,buffers=1,size=1,event-index=0:1x2,1d28,0x2,0d0,0d8,0d20,0d16,1d28,1x2,0d18,0x2", "buffer 0 comes back" },
        { "schedule  split-ring-no-take-fence@ra,buffers=1,size=1,event-index=0:0x11,1x5,1a1", "the device takes what the driver published" },
        { "schedule  split-ring-no-complete-fence@ra,buffers=1,size=1,event-index=0:0x10,1x22,0x3,0a1", "the driver sees what the device wrote" },
        { "schedule  split-ring-no-call-fence@ra,size=1,event-index=0:0x11,1x21,0x16,1x9,1a1,1x4", "buffer 1 comes back" },
        { "schedule  split-ring-listing@sc,buffers=1,size=1,event-index=0:0x6,1x19,0x5", "buffer 0 comes back" },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public void A_finding_shows_itself_again(string line, string property) => Regression.Shows(line, property);

    [Theory]
    [MemberData(nameof(Findings))]
    public void A_finding_is_as_small_as_shrinking_makes_it(string line, string property)
    {
        var run = Regression.Read(line);
        var shrunk = Shrinker.Shrink(run.Scenario, run.Memory, run.Schedule, null, TestContext.Current.CancellationToken);
        Assert.Equal(line.Split(' ')[^1], RunText.Write(run with { Scenario = shrunk.Scenario, Schedule = shrunk.Schedule }, ScenarioCatalogue.Find));
        Assert.Equal(property, shrunk.Failure.Property);
    }
}
