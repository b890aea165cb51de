using System.Globalization;
using Virtspec.Model.Robustness;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Robustness;

/// <summary>The peer's process as /proc shows it, to those who may look.</summary>
internal sealed class PeerProcess
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    private const int Glance = 12;
    private const int Look = 100;
    private const int Looks = 8;

    /// <summary>A share that is no loop.</summary>
    private const double Rest = 0.3;

    private readonly string _folder;

    private PeerProcess(int id) => _folder = $"/proc/{id}";

    /// <summary>The process that listens on the peer's socket.</summary>
    /// <param name="player">Whose peer it is.</param>
    /// <param name="reason">Why it cannot be looked at.</param>
    /// <returns>Null when it cannot be looked at.</returns>
    internal static PeerProcess? Of(Player player, out string reason)
    {
        int id;
        reason = "the peer's process is not known: it runs elsewhere";
        try
        {
            var before = player.Options.Succession?.Count;
            using (var session = JudgedSession.Connect(player.Judge.Apart(), Service.Lean(player.Options)))
            {
                if (session.FrontEnd.Socket.PeerProcess is not { } number)
                    return null;
                id = number;
            }

            // Whatever else goes on here would be laid at the peer's door.
            reason = "the peer runs in the very process that checks it";
            if (id == Environment.ProcessId)
                return null;
            reason = "the peer ends with each connection";
            if (player.Options.Succession?.Count != before)
                return null;
            var process = new PeerProcess(id);
            process.Count(Held.Descriptors);
            process.Count(Held.Mappings);
            return process;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"the peer's process cannot be looked at: {exception.Message}";
            return null;
        }
    }

    /// <summary>Counts what it holds.</summary>
    /// <exception cref="PeerLostException">It is gone.</exception>
    internal long Count(Held what) => OfTheLiving(() => what switch
    {
        Held.Descriptors => Directory.EnumerateFileSystemEntries($"{_folder}/fd").LongCount(),
        Held.Mappings => File.ReadLines($"{_folder}/maps").LongCount(),
        _ => Memory(),
    });

    /// <summary>
    /// How often some thread of it runs or wants to, of the times one looks. A loop always does, however many others want the processor too; what
    /// the process gets of it would depend on them.
    /// </summary>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="PeerLostException">It is gone.</exception>
    internal double Busy() => OfTheLiving(() =>
    {
        var share = Sample(Glance);
        // What has work left, or a compiler or collector of its own, comes to rest in the end, on a crowded machine late. A loop does not.
        for (var look = 0; look < Looks && share >= Rest; look++)
            share = Math.Min(share, Sample(Look));
        return share;
    });

    private static T OfTheLiving<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (IOException exception)
        {
            throw new PeerLostException("the peer's process is gone", exception);
        }
    }

    private double Sample(int times)
    {
        var busy = 0;
        for (var i = 0; i < times; i++)
        {
            Thread.Sleep(Pause);
            busy += Directory.EnumerateDirectories($"{_folder}/task").Any(IsRunnable) ? 1 : 0;
        }

        return (double)busy / times;
    }

    private static bool IsRunnable(string task)
    {
        try
        {
            // The name in the second field may hold anything, blanks and parentheses too.
            var text = File.ReadAllText($"{task}/stat");
            return text[text.LastIndexOf(')') + 2] == 'R';
        }
        catch (IOException)
        {
            // The thread has ended since it was listed.
            return false;
        }
    }

    private long Memory()
    {
        var line = File.ReadLines($"{_folder}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
