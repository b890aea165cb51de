using Virtspec.Model.Robustness;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Robustness;

/// <summary>Counts what the peer's process holds over many connections that do all that a connection does.</summary>
internal static class LeakWatch
{
    /// <summary>Connections before the first count: caches, pools and heaps find their size.</summary>
    private const int WarmUp = 20;

    /// <summary>How often to count again, a little later, what seems to have grown: a peer may clean up in its own time.</summary>
    private const int Recounts = 5;

    private static readonly TimeSpan RecountTime = TimeSpan.FromMilliseconds(50);

    /// <summary>Connects again and again, and shows the judge the counts.</summary>
    /// <param name="player">Whose peer it is.</param>
    /// <param name="stretches">Stretches of connections between counts.</param>
    /// <param name="each">Connections in each.</param>
    /// <exception cref="PeerLostException">A connection was not served.</exception>
    internal static void Run(Player player, int stretches, int each)
    {
        Connect(player, WarmUp);
        var process = PeerProcess.Of(player, out var reason);
        if (process is null)
            player.Judge.Tally.NotObservable("robust.leak", reason);
        var counts = Enum.GetValues<Held>().ToDictionary(what => what, what => new List<long>());
        Count(process, counts, each);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            Connect(player, each);
            Count(process, counts, each);
        }

        if (process is null)
            return;
        foreach (var (what, numbers) in counts)
            player.Judge.Answer($"{what} after every {each} connections: {string.Join(", ", numbers)}", log => Attacked.Counted(what, numbers, each, log));
    }

    private static void Connect(Player player, int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (!Service.Serves(player, player.Options, out var detail))
                throw new PeerLostException($"connected again, no request was served: {detail}");
        }
    }

    private static void Count(PeerProcess? process, Dictionary<Held, List<long>> counts, int each)
    {
        if (process is null)
            return;
        // The last connection may still be on its way out.
        for (var recount = 0; recount < Recounts && counts.Any(count => count.Value.Count > 0 && process.Count(count.Key) - count.Value[^1] >= each / 2); recount++)
            Thread.Sleep(RecountTime);
        foreach (var (what, numbers) in counts)
            numbers.Add(process.Count(what));
    }
}
