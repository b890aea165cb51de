using Virtspec.Live.Peers;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Peer;
using Xunit;

namespace Virtspec.Live.Judged;

/// <summary>
/// virtiofsd of QEMU 7.2 judged by the whole suite: a device that is no disk, and a back-end that serves one connection. What it breaks is known and
/// written up in docs/findings; anything else that fails is news, and to be read before it is believed.
/// </summary>
public sealed class VirtioFsDaemonTests
{
    /// <summary>What every run shows.</summary>
    private static readonly string[] Always =
    [
        "inv.connection.kept", "inv.fs.length", "inv.memory.indirect-table", "split.indirect.device.2", "vhost-user.reconnect.1",
        "robust.descriptors.1", "robust.indirect.1", "robust.messages.1", "robust.queue-setup.1", "robust.rings.1",
    ];

    /// <summary>What a run shows that stops the ring at the right moment.</summary>
    private static readonly string[] Sometimes = ["inv.queue.stop-drains"];

    [Fact]
    public async Task It_breaks_what_is_written_up_and_nothing_else()
    {
        using var work = new WorkDirectory();
        await using var daemon = await VirtioFsDaemon.StartAsync(work);
        var result = Check(daemon, CheckRun.CasesOf(DeviceType.Fs));
        var failed = result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).ToList();
        Assert.Equal(string.Empty, string.Join('\n', failed.Where(requirement => !Always.Concat(Sometimes).Contains(requirement.Requirement.Id)).SelectMany(Evidence)));
        Assert.Empty(Always.Except(failed.Select(requirement => requirement.Requirement.Id)));
        Assert.Empty(result.OwnBreaches);
        Assert.All(result.Cases, check => Assert.True(check.End is CaseEnd.Done or CaseEnd.NotApplicable or CaseEnd.PeerLost, $"{check.Case.Name}: {check.Text}"));
    }

    /// <summary>What the daemon dies of is in these cases. Elsewhere it lives as long as its connections.</summary>
    [Fact]
    public async Task Apart_from_that_it_never_dies()
    {
        string[] deadly = ["indirect-after-direct", "indirect-after-direct-write-flag", "memory-adjacent", "stop-busy", "call-replaced"];
        using var work = new WorkDirectory();
        await using var daemon = await VirtioFsDaemon.StartAsync(work);
        var result = Check(daemon, [.. CheckRun.CasesOf(DeviceType.Fs).Where(check => !deadly.Contains(check.Name) && !check.Name.StartsWith("robust-", StringComparison.Ordinal))]);
        Assert.Equal(["vhost-user.reconnect.1"], result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).Select(requirement => requirement.Requirement.Id));
        Assert.All(result.Cases, check => Assert.True((check.End == CaseEnd.Done && check.Text.Length == 0) || check.End == CaseEnd.NotApplicable, $"{check.Case.Name}: {check.Text}"));
        Assert.Equal(0, daemon.Deaths);
    }

    private static CheckResult Check(VirtioFsDaemon daemon, IReadOnlyList<CheckCase> cases)
    {
        var catalogue = RequirementCatalogue.Load();
        var options = SessionOptions.For(daemon.SocketPath, seed: 1) with { CompletionLimit = TimeSpan.FromSeconds(2), Succession = new Succession(daemon.Next) };
        return new CheckRun(catalogue, DeviceType.Fs, options) { Revive = daemon.Revive }
            .Run(cases, [.. CheckRun.ScopeFor(catalogue, DeviceType.Fs)], limit: null, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Evidence(RequirementResult result) =>
        result.Findings.Select(finding => $"{result.Requirement.Id} in {finding.Case}: {finding.Seen}, expected {finding.Expected}\n  {string.Join("\n  ", finding.Steps)}");
}
