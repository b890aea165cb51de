using System.Diagnostics;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Reference.Blk;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Peer;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Bench;

/// <summary>The whole suite against a block back-end: seconds, the cases that take longest, and how much of what can be seen it sees.</summary>
internal static class SuiteBench
{
    private const int Capacity = 16 << 20;
    private const int Slowest = 5;

    internal static void Run()
    {
        using var stop = new CancellationTokenSource();
        var folder = Directory.CreateTempSubdirectory("virtspec-bench-");
        var path = Path.Combine(folder.FullName, "s");
        using (var listener = VhostUserListener.Listen(path))
        {
            var server = new Thread(() => listener.Serve(new BlkBackEndDevice(new MemoryStorage(Capacity), readOnly: false), stop.Token));
            server.Start();
            Measure("virtspec's own", path);
            stop.Cancel();
            server.Join();
        }

        folder.Delete(recursive: true);
        using var daemon = StorageDaemon.Start();
        if (daemon is null)
            Console.Error.WriteLine("suite: qemu-storage-daemon is not installed (Debian: qemu-system-common)");
        else
            Measure("qemu-storage-daemon", daemon.SocketPath, daemon.Revive);
    }

    private static void Measure(string name, string path, Func<bool>? revive = null)
    {
        var catalogue = RequirementCatalogue.Load();
        var scope = CheckRun.ScopeFor(catalogue, DeviceType.Blk).Where(requirement => requirement.Judged == Judged.Rule).ToList();
        var cases = CheckRun.CasesOf(DeviceType.Blk);
        var began = Stopwatch.GetTimestamp();
        var result = new CheckRun(catalogue, DeviceType.Blk, SessionOptions.For(path, seed: 1)) { Revive = revive }.Run(cases, scope, limit: null, CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var exercised = result.Results.Count(requirement => requirement.Verdict is Verdict.Passed or Verdict.Failed);
        List<string> missed = [.. result.Results.Where(requirement => requirement.Verdict == Verdict.NotExercised).Select(requirement => requirement.Requirement.Id)];
        Console.WriteLine($"{name}: {cases.Count} cases in {seconds:0.0} s; {exercised} of {exercised + missed.Count} requirements that can be seen were exercised");
        foreach (var check in result.Cases.OrderByDescending(check => check.Time).Take(Slowest))
            Console.WriteLine($"  {check.Time.TotalSeconds,6:0.00} s  {check.Case.Name}");
        if (missed.Count > 0)
            Console.WriteLine($"  not exercised: {string.Join(", ", missed)}");
    }
}
