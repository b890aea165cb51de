using System.Diagnostics;
using System.Globalization;
using Virtspec.Model.Robustness;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Robustness;

/// <summary>The peer's process as /proc shows it, to those who may look.</summary>
internal sealed class PeerProcess
{
    /// <summary>Clock ticks a second that /proc counts in: the same on all machines Linux runs on today.</summary>
    private const double Ticks = 100;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly string _folder;

    private PeerProcess(int id) => _folder = $"/proc/{id}";

    /// <summary>The process that listens on the peer's socket.</summary>
    /// <param name="player">Whose peer it is.</param>
    /// <param name="reason">Why it cannot be looked at.</param>
    /// <returns>Null when it cannot be looked at.</returns>
    internal static PeerProcess? Of(Player player, out string reason)
    {
        reason = "the peer's process is not known: it runs elsewhere";
        try
        {
            using var frontEnd = VhostUserFrontEnd.Connect(player.Options.SocketPath, player.Options.ConnectLimit);
            if (frontEnd.Socket.PeerProcess is not { } id)
                return null;
            var process = new PeerProcess(id);
            process.Count(Held.Descriptors);
            process.Count(Held.Mappings);
            return process;
        }
        catch (VhostUserException exception)
        {
            throw new PeerLostException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"the peer's process cannot be looked at: {exception.Message}";
            return null;
        }
    }

    /// <summary>Counts what it holds.</summary>
    /// <exception cref="IOException">It is gone.</exception>
    internal long Count(Held what) => what switch
    {
        Held.Descriptors => Directory.EnumerateFileSystemEntries($"{_folder}/fd").LongCount(),
        Held.Mappings => File.ReadLines($"{_folder}/maps").LongCount(),
        _ => Memory(),
    };

    /// <summary>How much of a core it uses; longer measured when it uses much.</summary>
    internal double ShareOfCore()
    {
        var share = Measure(Glance);
        return share < 0.3 ? share : Measure(Look);
    }

    private double Measure(TimeSpan time)
    {
        var (before, began) = (Used(), Stopwatch.GetTimestamp());
        Thread.Sleep(time);
        return (Used() - before) / Ticks / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private long Used()
    {
        // The name in the second field may hold anything, blanks and parentheses too.
        var text = File.ReadAllText($"{_folder}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private long Memory()
    {
        var line = File.ReadLines($"{_folder}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
