using Virtspec.Live.Guest;
using Virtspec.Live.Peers;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Peer;
using Xunit;

namespace Virtspec.Live.Judged;

/// <summary>
/// qemu-storage-daemon 7.2 judged by the whole suite. What it breaks is known and written up in docs/findings; anything else that fails is
/// news, and to be read before it is believed.
/// </summary>
public sealed class StorageDaemonTests
{
    private static readonly string[] WrittenUp =
    [
        "inv.blk.limits", "inv.memory.indirect-table", "inv.split.completes", "inv.split.used-len", "inv.blk.status", "split.indirect.device.2", "split.used.device.2", "split.used-notification.device.6", "vhost-user.config.1",
        "vhost-user.vring.3",
        "inv.blk.unsupported-type", "blk.init.device.2", "inv.connection.kept",
        "robust.queue-setup.1", "robust.messages.1", "robust.answers.1",
        // A read that meets a write in the page cache.
        "inv.blk.overlapping-reads",
        // Requests that are in flight when the ring is stopped: with a fast disk there may be none.
        "inv.queue.stop-drains", "vhost-user.vring.1",
    ];

    [Fact]
    public async Task It_breaks_what_is_written_up_and_nothing_else()
    {
        using var work = new WorkDirectory();
        await using var backEnd = await BackEnd.StartQemuStorageDaemonAsync(work, work.CreateDisk("disk", 16 << 20));
        var catalogue = RequirementCatalogue.Load();
        var options = SessionOptions.For(backEnd.SocketPath, seed: 1) with { CompletionLimit = TimeSpan.FromSeconds(2) };
        var result = new CheckRun(catalogue, DeviceType.Blk, options) { Revive = backEnd.Revive }.Run(CheckRun.CasesOf(DeviceType.Blk), catalogue.All, limit: null, TestContext.Current.CancellationToken);
        var failed = result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).ToList();
        Assert.Equal(string.Empty, string.Join('\n', failed.Where(requirement => !WrittenUp.Contains(requirement.Requirement.Id)).SelectMany(Evidence)));
        Assert.Contains("split.indirect.device.2", failed.Select(requirement => requirement.Requirement.Id));
        Assert.Contains("split.used.device.2", failed.Select(requirement => requirement.Requirement.Id));
        Assert.Empty(result.OwnBreaches);
        Assert.All(result.Cases, check => Assert.True(check.End is CaseEnd.Done or CaseEnd.NotApplicable or CaseEnd.PeerLost, $"{check.Case.Name}: {check.Text}"));
    }

    [Fact]
    public async Task With_slow_storage_it_loses_requests_that_are_in_flight_when_the_ring_is_stopped()
    {
        using var work = new WorkDirectory();
        await using var backEnd = await BackEnd.StartQemuStorageDaemonAsync(work, work.CreateDisk("disk", 16 << 20), requestsPerSecond: 20);
        var catalogue = RequirementCatalogue.Load();
        var options = SessionOptions.For(backEnd.SocketPath, seed: 1) with { CompletionLimit = TimeSpan.FromSeconds(2) };
        var cases = CheckRun.AllCases.Where(check => check.Name == "stop-busy").ToList();
        var result = new CheckRun(catalogue, DeviceType.Blk, options).Run(cases, catalogue.All, limit: null, TestContext.Current.CancellationToken);
        Assert.Contains("inv.queue.stop-drains", result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).Select(requirement => requirement.Requirement.Id));
        Assert.Empty(result.OwnBreaches);
    }

    private static IEnumerable<string> Evidence(RequirementResult result) =>
        result.Findings.Select(finding => $"{result.Requirement.Id} in {finding.Case}: {finding.Seen}, expected {finding.Expected}\n  {string.Join("\n  ", finding.Steps)}");
}
