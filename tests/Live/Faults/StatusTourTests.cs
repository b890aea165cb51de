using Virtspec.Oracle;
using Virtspec.Suite;
using Virtspec.Suite.Faults;
using Xunit;

namespace Virtspec.Live.Faults;

/// <summary>The tour of the device status goes everywhere, and finds by itself what is wrong there.</summary>
public sealed class StatusTourTests
{
    private static readonly IReadOnlyList<CheckCase> Tour = [.. CheckRun.AllCases.Where(check => check.Name == "status-tour")];

    /// <summary>Nobody else writes FAILED, or looks at what a device shows that nothing was asked of.</summary>
    [Theory]
    [InlineData("features-taken-once")]
    [InlineData("reset-after-failed-lost")]
    [InlineData("needs-reset-unannounced")]
    [InlineData("failed-not-shown")]
    public void The_tour_of_the_status_finds_faults_of_the_status_by_itself(string name)
    {
        var fault = Fault.Named(name);
        using var served = ServedFault.With(fault);
        var result = ServedFault.Run(served.Hasty(), Tour);
        Assert.Equal(CaseEnd.Done, Assert.Single(result.Cases).End);
        Assert.Equal(Verdict.Failed, result.Results.Single(requirement => requirement.Requirement.Id == fault.Breaks).Verdict);
        Assert.Empty(result.OwnBreaches);
    }

    [Fact]
    public void The_tour_of_the_status_takes_every_step_that_the_driver_may_take()
    {
        using var served = ServedFault.Without();
        var result = ServedFault.Run(served.Calm(), Tour);
        var status = result.Transitions.Single(machine => machine.Machine == "device-status");
        // This device cannot be suspended, never needs a reset and does not go away; what is unread or pending is read at once.
        string[] elsewhere = ["device gone:", "features ok, unread:", "reset pending:", "suspending:", "suspended:", "resuming:", "needs reset"];
        var missed = status.NotTaken.Where(open => open.Contains(": write ", StringComparison.Ordinal) || open.Contains(": accept features without", StringComparison.Ordinal));
        missed = missed.Where(open => !open.Contains("SUSPEND →", StringComparison.Ordinal) || open.Contains("accept", StringComparison.Ordinal));
        Assert.DoesNotContain(missed, open => !elsewhere.Any(place => open.StartsWith(place, StringComparison.Ordinal)));
    }
}
