using System.Diagnostics;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Bench;

/// <summary>
/// Requests per second to a vhost-user-blk back-end, judged and not judged, in one run: what watching costs. Reads of one sector, one at a
/// time and in batches, on a queue of 64.
/// </summary>
internal static class Requests
{
    private const int QueueSize = 64;
    private const int SettleEvery = 256;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    internal static void Run()
    {
        using var peer = StorageDaemon.Start();
        if (peer is null)
        {
            Console.Error.WriteLine("requests: qemu-storage-daemon is not installed (Debian: qemu-system-common)");
            return;
        }

        Console.WriteLine($"{"batch",6} {"not judged",14} {"judged",14} {"ratio",8}");
        foreach (var batch in (int[])[1, 16])
        {
            var plain = Measure(peer.SocketPath, batch, judged: false);
            var judged = Measure(peer.SocketPath, batch, judged: true);
            Console.WriteLine($"{batch,6} {plain,12:N0}/s {judged,12:N0}/s {judged / plain,8:0.00}");
        }
    }

    private static double Measure(string socketPath, int batch, bool judged)
    {
        var judge = new Judge(RequirementCatalogue.Load(), DeviceType.Blk);
        using var player = new Player(judge, SessionOptions.For(socketPath, 1));
        new Prepare(CaseContext.AllFeatures).Take(player);
        var queue = player.Session.LayOut(0, QueueSize, 0, judged);
        queue.Start();
        player.Session.DriverOk();
        return Measure(player.Session, queue, batch, judged);
    }

    private static double Measure(JudgedSession session, JudgedQueue queue, int batch, bool judged)
    {
        var spec = Workload.For(session).Probe();
        long Rounds(TimeSpan limit)
        {
            var began = Stopwatch.GetTimestamp();
            long count = 0;
            for (; Stopwatch.GetElapsedTime(began) < limit; count += batch)
            {
                for (var i = 0; i < batch; i++)
                    session.Add(0, spec, spec.Plain);
                queue.Publish();
                queue.AwaitAll();
                // As the suite does: now and then everything round the buffers is looked at too.
                if (judged && count % SettleEvery == 0)
                    queue.Observer.Settled();
            }

            return count;
        }

        Rounds(TimeSpan.FromSeconds(1));
        var start = Stopwatch.GetTimestamp();
        var done = Rounds(Measured);
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
