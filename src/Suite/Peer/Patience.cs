using System.Diagnostics;

namespace Virtspec.Suite.Peer;

/// <summary>
/// How long to wait for a peer before its silence counts: many times what it took at worst so far. The standard sets no deadline, and what is long
/// for one device is short for another.
/// </summary>
/// <param name="least">Waited at least, however fast the peer is.</param>
internal sealed class Patience(TimeSpan least)
{
    /// <summary>So many answers make a peer known.</summary>
    private const int Known = 32;

    /// <summary>After so many waits in vain the verdict is clear, and more waiting shows nothing new.</summary>
    private const int VainEnough = 3;

    /// <summary>How many times the slowest answer.</summary>
    private const int Times = 64;

    /// <summary>A sleep counts as no more than this: one that lasts longer was the machine's doing, and the peer had no more time than we.</summary>
    private static readonly TimeSpan LongestSlice = TimeSpan.FromMilliseconds(2);

    private TimeSpan _slowest;
    private int _answers;
    private int _vain;
    private int _vainNow;

    /// <summary>The peer answered.</summary>
    internal void Answered(TimeSpan took)
    {
        _answers++;
        if (took > _slowest)
            _slowest = took;
    }

    /// <summary>A case begins.</summary>
    internal void Begin() => _vainNow = 0;

    /// <summary>The peer was waited for as long as the limit, and the judge was told.</summary>
    /// <exception cref="RingBrokenException">So it was several times in this case.</exception>
    internal void InVain(string what)
    {
        _vain++;
        if (++_vainNow >= VainEnough)
            throw new RingBrokenException($"{what}, the last of {VainEnough} such waits");
    }

    /// <summary>How long to wait now.</summary>
    /// <param name="most">Waited at most, and while the peer is not known and nothing was waited for in vain yet.</param>
    internal TimeSpan Limit(TimeSpan most)
    {
        if (_answers < Known && _vain < VainEnough)
            return most;
        var limit = _slowest * Times;
        return limit < least ? (least < most ? least : most) : limit < most ? limit : most;
    }

    /// <summary>Sleeps a little.</summary>
    /// <returns>The time that counts.</returns>
    internal static TimeSpan Slept(Func<bool> sleep)
    {
        var began = Stopwatch.GetTimestamp();
        sleep();
        var slept = Stopwatch.GetElapsedTime(began);
        return slept < LongestSlice ? slept : LongestSlice;
    }
}
