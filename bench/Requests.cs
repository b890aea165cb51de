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
/// Requests per second to a vhost-user-blk back-end, judged and not judged in turn, in one run: what watching costs. Reads of one sector, with the same
/// number of requests in flight all the time.
/// </summary>
internal static class Requests
{
    private const int QueueSize = 256;
    private const int SettleEvery = 256;
    private const int Rounds = 9;
    private static readonly TimeSpan Warming = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Measured = TimeSpan.FromMilliseconds(700);

    internal static void Run()
    {
        using var peer = StorageDaemon.Start();
        if (peer is null)
        {
            Console.Error.WriteLine("requests: qemu-storage-daemon is not installed (Debian: qemu-system-common)");
            return;
        }

        Console.WriteLine($"{"depth",6} {"not judged",14} {"judged",14} {"ratio",8}");
        foreach (var depth in (int[])[1, 16, 64])
        {
            List<(double Plain, double Judged)> pairs = [];
            // In turn, for who gets which core changes by the second; the first pair pays for compilation.
            for (var round = 0; round <= Rounds; round++)
                pairs.Add((Measure(peer.SocketPath, depth, judged: false), Measure(peer.SocketPath, depth, judged: true)));
            pairs.RemoveAt(0);
            Console.WriteLine($"{depth,6} {Median(pairs, pair => pair.Plain),12:N0}/s {Median(pairs, pair => pair.Judged),12:N0}/s {Median(pairs, pair => pair.Judged / pair.Plain),8:0.00}");
        }
    }

    private static double Median(IEnumerable<(double Plain, double Judged)> pairs, Func<(double Plain, double Judged), double> of) => pairs.Select(of).Order().ElementAt(Rounds / 2);

    private static double Measure(string socketPath, int depth, bool judged)
    {
        var judge = new Judge(RequirementCatalogue.Load(), DeviceType.Blk);
        using var player = new Player(judge, SessionOptions.For(socketPath, 1));
        new Prepare(CaseContext.AllFeatures).Take(player);
        var queue = player.Session.LayOut(0, QueueSize, 0, observed: judged);
        queue.Start();
        player.Session.DriverOk();
        return Measure(player.Session, queue, depth, judged);
    }

    private static double Measure(JudgedSession session, JudgedQueue queue, int depth, bool judged)
    {
        var spec = Workload.For(session).Probe();
        long Work(TimeSpan limit)
        {
            var began = Stopwatch.GetTimestamp();
            long count = 0;
            for (; Stopwatch.GetElapsedTime(began) < limit; count += SettleEvery)
            {
                for (var sent = 0; sent < SettleEvery;)
                {
                    for (; queue.InFlight < depth && sent < SettleEvery; sent++)
                        session.Add(0, spec, spec.Plain);
                    queue.Publish();
                    do
                    {
                        if (queue.PollUsed() == 0)
                            Thread.Yield();
                    }
                    while (queue.InFlight > depth / 2);
                }

                queue.AwaitAll();
                // As the suite does: now and then everything round the buffers is looked at too.
                if (judged)
                    queue.Observer.Settled();
            }

            return count;
        }

        Work(Warming);
        var start = Stopwatch.GetTimestamp();
        var done = Work(Measured);
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
