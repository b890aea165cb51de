using System.Text;

namespace Virtspec.Exploration.Schedules.Drawings;

/// <summary>
/// Writes a run as a sequence diagram of Mermaid, which many places that show Markdown draw: a participant for each lane, its bar as long as it can go on.
/// </summary>
internal static class Mermaid
{
    /// <summary>Besides letters and digits, what has no meaning anywhere in a line. A colon has one in a name only.</summary>
    private const string Plain = " .,:=+-_/()";

    /// <summary>Letters of a closing line for each lane that it stands below: a longer one would push the lanes apart.</summary>
    private const int LettersForLane = 25;

    /// <param name="recording">The run.</param>
    /// <param name="foldFrom">Rows of one agent on its own from which on their middle is left out; 0 to leave out nothing.</param>
    internal static string Draw(Recording recording, int foldFrom = 0)
    {
        var run = DrawnRun.Of(recording, foldFrom);
        var text = new StringBuilder("sequenceDiagram");
        Line($"title {Escape(run.Title)}");
        Line($"accTitle: {Escape(run.Title)}");
        Line($"accDescr: {Escape(string.Join("; ", run.Closing))}");
        foreach (var (lane, index) in run.Lanes.Select((lane, index) => (lane, index)))
            Line($"participant {Id(run, index)} as {(string.IsNullOrWhiteSpace(lane.Name) ? Id(run, index) : Escape(lane.Name).Replace(":", "#58;", StringComparison.Ordinal))}");
        var awake = run.Lanes.Select(lane => lane.Kind == LaneKind.Agent).ToArray();
        for (var lane = 0; lane < awake.Length && awake[lane]; lane++)
            Line($"activate {Id(run, lane)}");
        foreach (var row in run.Rows)
        {
            Bars(row, woken: true);
            Line(Row(run, row));
            Bars(row, woken: false);
        }

        Closing(run, Line);
        return text.ToString();

        void Line(string line) => text.Append("\n    ").Append(line);

        // An agent that is woken goes on with this row, one that comes to a stop does so after it.
        void Bars(DrawnRow row, bool woken)
        {
            for (var lane = 0; lane < run.Lanes.Count && run.Lanes[lane].Kind == LaneKind.Agent; lane++)
            {
                var now = ((row.Asleep | row.Done) >> lane & 1) == 0;
                if (now != awake[lane] && now == woken)
                {
                    awake[lane] = now;
                    Line($"{(now ? "activate" : "deactivate")} {Id(run, lane)}");
                }
            }
        }
    }

    private static string Row(DrawnRun run, DrawnRow row)
    {
        var text = $"{row.Number} · {Escape(row.Text)}{(row.Breaks && row.Number.Length > 0 ? " (breaks a statement)" : string.Empty)}".TrimStart();
        return row.Passage is { } passage
            ? $"{Id(run, row.From)}{(passage.Bell is null ? "-->>" : "->>")}{Id(run, row.To)}: {text}"
            : $"Note over {Id(run, row.Lane)}: {text}";
    }

    private static void Closing(DrawnRun run, Action<string> line)
    {
        var over = run.Lanes.Count > 1 ? $"{Id(run, 0)},{Id(run, run.Lanes.Count - 1)}" : Id(run, 0);
        var lines = run.Closing.SelectMany(closing => TextWrap.Wrap(closing, LettersForLane * Math.Max(2, run.Lanes.Count)));
        if (run.Failed)
            line("rect rgba(220, 40, 40, 0.35)");
        line($"Note over {over}: {string.Join("<br/>", lines.Select(Escape))}");
        if (run.Failed)
            line("end");
    }

    private static string Id(DrawnRun run, int lane) => run.Lanes[lane].Kind switch
    {
        LaneKind.Agent => $"agent{lane}",
        LaneKind.Memory => "memory",
        _ => $"doorbell{lane}",
    };

    /// <summary>What may have a meaning becomes a character by number.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (rune.IsBmp && Plain.Contains((char)rune.Value, StringComparison.Ordinal)))
                escaped.Append(rune);
            else
                escaped.Append(Rune.IsControl(rune) ? "#65533;" : $"#{rune.Value};");
        }

        return escaped.ToString();
    }
}
