using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Reference.Blk;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;
using Virtspec.Suite;
using Virtspec.Suite.Faults;
using Virtspec.Suite.Peer;
using Virtspec.Tests;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Live.Faults;

/// <summary>Every fault that can be planted into the embedded back-end is found, over a real socket, and the right requirement is named.</summary>
public sealed class PlantedFaultTests
{
    private const int Capacity = 4 << 20;

    private static readonly Lazy<CheckResult> Writable = new(() => CheckWhole(readOnly: false));
    private static readonly Lazy<CheckResult> ReadOnly = new(() => CheckWhole(readOnly: true));

    public static TheoryData<string> Faults => [.. Fault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_reported_by_the_requirement_it_breaks(string name)
    {
        var fault = Fault.Named(name);
        var catalogue = RequirementCatalogue.Load();
        var result = Check(fault.Build(new MemoryStorage(Capacity)), CheckRun.CasesFor(catalogue, DeviceType.Blk, new HashSet<string> { fault.Breaks }), TimeSpan.FromSeconds(1));
        var failed = result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).ToList();
        Assert.Contains(fault.Breaks, failed.Select(requirement => requirement.Requirement.Id));
        Assert.All(failed, requirement => Assert.NotEmpty(requirement.Findings));
        Assert.Empty(result.OwnBreaches);
        Assert.DoesNotContain(result.Cases, check => check.End == CaseEnd.InternalError);
    }

    /// <summary>Nobody else writes FAILED, or looks at what a device shows that nothing was asked of.</summary>
    [Theory]
    [InlineData("features-taken-once")]
    [InlineData("reset-after-failed-lost")]
    [InlineData("needs-reset-unannounced")]
    [InlineData("failed-not-shown")]
    public void The_tour_of_the_status_finds_faults_of_the_status_by_itself(string name)
    {
        var fault = Fault.Named(name);
        var tour = CheckRun.AllCases.Where(check => check.Name == "status-tour").ToList();
        var result = Check(fault.Build(new MemoryStorage(Capacity)), tour, TimeSpan.FromSeconds(1));
        Assert.Equal(CaseEnd.Done, Assert.Single(result.Cases).End);
        Assert.Equal(Verdict.Failed, result.Results.Single(requirement => requirement.Requirement.Id == fault.Breaks).Verdict);
        Assert.Empty(result.OwnBreaches);
    }

    [Fact]
    public void The_tour_of_the_status_takes_every_step_that_the_driver_may_take()
    {
        var tour = CheckRun.AllCases.Where(check => check.Name == "status-tour").ToList();
        var result = Check(new BlkBackEndDevice(new MemoryStorage(Capacity), readOnly: false), tour, TimeSpan.FromSeconds(20));
        var status = result.Transitions.Single(machine => machine.Machine == "device-status");
        // This device cannot be suspended, never needs a reset and does not go away; what is unread or pending is read at once.
        string[] elsewhere = ["device gone:", "features ok, unread:", "reset pending:", "suspending:", "suspended:", "resuming:", "needs reset"];
        var missed = status.NotTaken.Where(open => open.Contains(": write ", StringComparison.Ordinal) || open.Contains(": accept features without", StringComparison.Ordinal));
        missed = missed.Where(open => !open.Contains("SUSPEND →", StringComparison.Ordinal) || open.Contains("accept", StringComparison.Ordinal));
        Assert.DoesNotContain(missed, open => !elsewhere.Any(place => open.StartsWith(place, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_back_end_without_a_fault_keeps_every_requirement()
    {
        var result = Writable.Value;
        Assert.Empty(result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).SelectMany(Evidence));
        Assert.All(result.Cases, check => Assert.True(check.End is CaseEnd.Done or CaseEnd.NotApplicable, $"{check.Case.Name}: {check.Text}"));
        Assert.Empty(result.OwnBreaches);
    }

    [Fact]
    public void A_read_only_back_end_keeps_every_requirement_and_shows_those_of_read_only_devices()
    {
        var result = ReadOnly.Value;
        Assert.Empty(result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).SelectMany(Evidence));
        foreach (var id in (string[])["blk.operation.device.3a", "blk.operation.device.3b"])
            Assert.Equal(Verdict.Passed, result.Results.Single(requirement => requirement.Requirement.Id == id).Verdict);
    }

    [Fact]
    public void What_a_check_of_these_exercises_is_written_down() => GeneratedFile.Check(
        Suites.FileOf("check"),
        Suites.Text(Writable.Value.Results.Concat(ReadOnly.Value.Results).Where(result => result.Verdict == Verdict.Passed).Select(result => result.Requirement.Id)));

    [Fact]
    public void What_planted_faults_break_is_written_down() =>
        GeneratedFile.Check(Suites.FileOf("faults"), Suites.Text(Fault.All.Select(fault => fault.Breaks)));

    private static IEnumerable<string> Evidence(RequirementResult result) =>
        result.Findings.Select(finding => $"{result.Requirement.Id} in {finding.Case}: {finding.Seen}, expected {finding.Expected}\n  {string.Join("\n  ", finding.Steps)}");

    private static CheckResult CheckWhole(bool readOnly) =>
        Check(new BlkBackEndDevice(new MemoryStorage(Capacity), readOnly), CheckRun.CasesOf(DeviceType.Blk), TimeSpan.FromSeconds(20));

    /// <summary>Serves the device on a socket and runs the cases against it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="limit">
    /// How long to wait for what should come: short where a fault makes it not come, long where nothing should fail however busy the machine.
    /// </param>
    private static CheckResult Check(IBackEndDevice device, IReadOnlyList<CheckCase> cases, TimeSpan limit)
    {
        var folder = Directory.CreateTempSubdirectory("virtspec-test-");
        try
        {
            return Check(device, cases, limit, Path.Combine(folder.FullName, "s"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static CheckResult Check(IBackEndDevice device, IReadOnlyList<CheckCase> cases, TimeSpan limit, string path)
    {
        var catalogue = RequirementCatalogue.Load();
        using var stop = new CancellationTokenSource();
        using var listener = VhostUserListener.Listen(path);
        var server = new Thread(() => Serve(listener, device, stop.Token)) { IsBackground = true };
        server.Start();
        try
        {
            var options = SessionOptions.For(path, seed: 7) with { CompletionLimit = limit, CallLimit = limit };
            return new CheckRun(catalogue, DeviceType.Blk, options).Run(cases, catalogue.All, limit: null, TestContext.Current.CancellationToken);
        }
        finally
        {
            stop.Cancel();
            server.Join();
        }
    }

    private static void Serve(VhostUserListener listener, IBackEndDevice device, CancellationToken stop)
    {
        while (listener.Accept(device, stop) is { } session)
        {
            using (session)
                session.Run(stop);
            device.Reset();
        }
    }
}
