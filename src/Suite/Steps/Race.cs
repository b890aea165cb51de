using System.Diagnostics;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Steps;

/// <summary>
/// Small requests one by one, each made available just when the device, done with the last one, is about to stop looking: after a pause of some
/// microseconds, drawn from a seed. A device that does not look again before it sleeps misses one of them.
/// </summary>
/// <param name="Count">How many requests.</param>
/// <param name="Seed">Seed of the pauses.</param>
internal sealed record Race(int Count, ulong Seed) : Step
{
    /// <summary>Longest pause in microseconds.</summary>
    private const int LongestPause = 24;

    internal override bool HasQueue => true;

    internal override string Words => $"race count={Count} seed={Seed}";

    internal override void Take(Player player)
    {
        var chooser = new Chooser(Seed);
        var (session, queue) = (player.Session, player.Session.Queue(Queue));
        var spec = Workload.For(session).Probe();
        for (var i = 0; i < Count; i++)
        {
            session.Add(Queue, spec, spec.Plain);
            queue.Publish();
            queue.AwaitAll();
            Pause(chooser.Choose(LongestPause * 8) / 8.0);
        }
    }

    internal override IEnumerable<Step> Smaller() =>
        Count > 1 ? [this with { Count = Count / 8 }, this with { Count = Count / 2 }] : [];

    private static void Pause(double microseconds)
    {
        var until = Stopwatch.GetTimestamp() + (long)(microseconds * Stopwatch.Frequency / 1_000_000);
        while (Stopwatch.GetTimestamp() < until)
            Thread.SpinWait(1);
    }
}
