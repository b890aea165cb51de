using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Steps;

/// <summary>Many requests in batches, all drawn from a seed.</summary>
/// <param name="Count">How many requests.</param>
/// <param name="Batch">Most of them that are made available together.</param>
/// <param name="Seed">Seed of what they are.</param>
internal sealed record Work(int Count, int Batch, ulong Seed) : Step
{
    /// <summary>A request takes no more descriptors than this.</summary>
    private const int LongestPlain = 3;

    internal override bool HasQueue => true;

    internal override string Words => $"work count={Count} batch={Batch} seed={Seed}";

    internal override void Take(Player player)
    {
        var chooser = new Chooser(Seed);
        var (session, queue) = (player.Session, player.Session.Queue(Queue));
        var workload = Workload.For(session);
        for (var done = 0; done < Count;)
        {
            var batch = Math.Min(1 + chooser.Choose(Batch), Count - done);
            for (; batch > 0 && queue.Driver.FreeDescriptors >= LongestPlain; batch--, done++)
            {
                var spec = workload.Any(chooser);
                session.Add(Queue, spec, spec.Plain);
            }

            queue.Publish();
            // Some batches overtake the one before.
            if (chooser.Flip() || queue.Driver.FreeDescriptors < LongestPlain)
                queue.AwaitAll();
            else
                queue.PollUsed();
        }

        queue.AwaitAll();
    }

    internal override IEnumerable<Step> Smaller()
    {
        if (Count > 1)
        {
            yield return this with { Count = 1 };
            yield return this with { Count = Count / 2 };
            yield return this with { Count = Count - 1 };
        }

        if (Batch > 1)
            yield return this with { Batch = 1 };
    }
}
