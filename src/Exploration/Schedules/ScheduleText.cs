using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>
/// A schedule in one short word that needs no quotes in a shell: "0x3,1,0d16,2a1" is agent 0 three times, agent 1, the store of agent 0 made at
/// place 16 arriving, and agent 2 with its access turning out way 1.
/// </summary>
internal static partial class ScheduleText
{
    /// <summary>The word for the schedule with no pick, which says that the default scheduler does it all.</summary>
    private const string Empty = "-";

    internal static string Write(IReadOnlyList<Pick> picks)
    {
        if (picks.Count == 0)
            return Empty;
        var text = new StringBuilder();
        for (int i = 0, next; i < picks.Count; i = next)
        {
            for (next = i + 1; next < picks.Count && picks[next] == picks[i];)
                next++;
            text.Append(i > 0 ? "," : string.Empty).Append(picks[i].Agent);
            if (picks[i].IsDrain)
                text.Append('d').Append(picks[i].Place);
            if (picks[i].Alternative > 0)
                text.Append('a').Append(picks[i].Alternative);
            if (next - i > 1)
                text.Append('x').Append(next - i);
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is no schedule; the message says where.</exception>
    internal static Pick[] Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var picks = new List<Pick>();
        if (text.Trim() == Empty)
            return [];
        foreach (var (number, part) in text.Trim().Split(',').Index())
        {
            var match = Part().Match(part);
            if (!match.Success)
                throw new FormatException($"schedule, part {number + 1}: \"{part}\", expected an agent number, then d and a place, a and a way, x and a count");
            var pick = new Pick(Number(match, "agent", 0), Number(match, "place", -1), Number(match, "way", 0));
            var count = Number(match, "count", 1);
            if (pick.Agent >= MostAgents || count < 1 || count > MostPicks - picks.Count)
                throw new FormatException($"schedule, part {number + 1}: \"{part}\", expected an agent below {MostAgents} and at most {MostPicks} picks in all");
            picks.AddRange(Enumerable.Repeat(pick, count));
        }

        return [.. picks];
    }

    /// <summary>Against a count that was mistyped: no run is as long.</summary>
    private const int MostPicks = 10_000_000;

    private const int MostAgents = 64;

    private static int Number(Match match, string group, int otherwise) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, NumberStyles.None) : otherwise;

    [GeneratedRegex(@"^(?<agent>[0-9]{1,2})(d(?<place>[0-9]{1,8}))?(a(?<way>[0-9]{1,5}))?(x(?<count>[0-9]{1,8}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
