using System.Globalization;
using System.Text;
using System.Xml;

namespace Virtspec.Exploration.Schedules.Drawings;

/// <summary>
/// Draws a run as a picture that needs nothing else, with its text as text. A lifeline is whole while its agent can go on, dotted while it waits for others,
/// and ends with it.
/// </summary>
internal sealed class Svg
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const double Radius = 4;
    private const double ArrowLength = 8;
    private const double ArrowHalf = 4;

    /// <summary>Lines of the text that readers without eyes get are not seen, so they may be long.</summary>
    private const int DescriptionWidth = 200;

    private readonly DrawnRun _run;
    private readonly SvgLayout _layout;
    private readonly XmlWriter _xml;

    private Svg(DrawnRun run, XmlWriter xml) => (_run, _layout, _xml) = (run, new SvgLayout(run), xml);

    /// <param name="recording">The run.</param>
    /// <param name="foldFrom">Rows of one agent on its own from which on their middle is left out; 0 to leave out nothing.</param>
    internal static string Draw(Recording recording, int foldFrom = 0)
    {
        using var stream = new MemoryStream();
        // Bytes, not a string: a string would declare itself to be UTF-16.
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
            new Svg(DrawnRun.Of(recording, foldFrom), xml).Document(recording);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void Document(Recording recording)
    {
        _xml.WriteStartElement("svg", Namespace);
        Attributes(("class", SvgStyle.Root), ("role", "img"), ("width", Number(_layout.Width)), ("height", Number(_layout.Height)));
        Attributes(("viewBox", $"0 0 {Number(_layout.Width)} {Number(_layout.Height)}"));
        _xml.WriteElementString("title", Namespace, Line($"{_run.Title}: {_run.Closing[0]}"));
        _xml.WriteElementString("desc", Namespace, ValidXml.Text(NumberedList.Write(recording, DescriptionWidth)));
        _xml.WriteElementString("style", Namespace, SvgStyle.Sheet);
        Element("rect", ("class", "paper"), ("width", "100%"), ("height", "100%"));
        Lines("title", SvgLayout.Margin, SvgLayout.Margin + SvgLayout.FontSize, _layout.Title);
        for (var lane = 0; lane < _run.Lanes.Count; lane++)
            Lifeline(lane);
        for (var lane = 0; lane < _run.Lanes.Count; lane++)
            Head(lane);
        foreach (var row in _layout.Rows)
            Row(row);
        Closing();
        _xml.WriteEndElement();
    }

    private void Head(int lane)
    {
        var name = _run.Lanes[lane].Name;
        Group("head", () =>
        {
            Element(
                "rect", ("x", Number(_layout.Lanes[lane] - SvgLayout.Gap)), ("y", Number(_layout.Heads)), ("height", Number(SvgLayout.HeadHeight)),
                ("width", Number(SvgLayout.WidthOf(name) + (2 * SvgLayout.Gap))), ("rx", _run.Lanes[lane].Kind == LaneKind.Agent ? "3" : "13"));
            Lines(null, _layout.Lanes[lane], _layout.Heads + SvgLayout.LineHeight, [name]);
        });
    }

    /// <summary>In pieces of one state each, which begin with the row that brings it about.</summary>
    private void Lifeline(int lane)
    {
        var agent = _run.Lanes[lane].Kind == LaneKind.Agent;
        var (state, since) = (agent ? "runs" : "shared", _layout.Heads + SvgLayout.HeadHeight);
        foreach (var row in _layout.Rows.Where(_ => agent))
        {
            var next = (row.Row.Done >> lane & 1) != 0 ? null : (row.Row.Asleep >> lane & 1) != 0 ? "waits" : "runs";
            if (next == state)
                continue;
            Vertical(state, lane, since, row.Y);
            (state, since) = (next, row.Y);
        }

        Vertical(state, lane, since, _layout.Bottom);
    }

    private void Vertical(string? state, int lane, double from, double to)
    {
        var x = Number(_layout.Lanes[lane]);
        if (state is not null)
            Element("line", ("class", state), ("x1", x), ("y1", Number(from)), ("x2", x), ("y2", Number(to)));
    }

    private void Row(PlacedRow placed)
    {
        var row = placed.Row;
        var kind = row.Kind switch
        {
            RowKind.Waits or RowKind.Ends => "stop",
            RowKind.Fails => "fails",
            _ => "step",
        };
        Group(row.Breaks ? $"{kind} breaks" : kind, () =>
        {
            if (row.Number.Length > 0)
                Lines("number", _layout.Lanes[0] - (2 * SvgLayout.Gap) - SvgLayout.WidthOf(row.Number), placed.Baseline, [row.Number]);
            if (row.Passage is { } passage)
                Arrow(row, passage, placed.Y);
            var x = _layout.Lanes[row.Lane];
            if (row.Kind == RowKind.Ends)
                Element("line", ("class", "ended"), ("x1", Number(x - (2 * Radius))), ("x2", Number(x + (2 * Radius))), ("y1", Number(placed.Y)), ("y2", Number(placed.Y)));
            else if (row.Kind != RowKind.Arrival && row.Passage is not { Taken: true })
                Element("circle", ("class", "dot"), ("cx", Number(x)), ("cy", Number(placed.Y)), ("r", Number(Radius)));
            Lines(null, x + SvgLayout.Gap, placed.Baseline, placed.Lines);
        });
    }

    private void Arrow(DrawnRow row, Passage passage, double y)
    {
        Group(passage.Bell is null ? "store" : "bell", () =>
        {
            var (from, to) = (_layout.Lanes[row.From], _layout.Lanes[row.To]);
            var back = to > from ? -1 : 1;
            Element("line", ("x1", Number(from)), ("y1", Number(y)), ("x2", Number(to + (back * ArrowLength))), ("y2", Number(y)));
            Element("path", ("d", $"M {Number(to)} {Number(y)} l {Number(back * ArrowLength)} {Number(-ArrowHalf)} v {Number(2 * ArrowHalf)} z"));
            var other = row.Lane == row.From ? row.To : row.From;
            if (passage.Bell is not null && row.Kind == RowKind.Access)
                Lines("word", _layout.Lanes[other] + SvgLayout.Gap, y + (SvgLayout.FontSize / 3), [passage.Word]);
        });
    }

    private void Closing() => Group(_run.Failed ? "closing failure" : "closing", () =>
    {
        var y = _layout.Bottom + SvgLayout.Gap;
        Element(
            "rect", ("x", Number(SvgLayout.Margin)), ("y", Number(y)), ("rx", "3"),
            ("width", Number(_layout.Width - (2 * SvgLayout.Margin))), ("height", Number(_layout.ClosingHeight)));
        y += SvgLayout.BetweenRows - Radius;
        foreach (var (text, outcome) in _layout.Closing)
            Lines(outcome ? "outcome" : null, SvgLayout.Margin + SvgLayout.Gap, y += SvgLayout.LineHeight, [text]);
    });

    /// <summary>A text element for each line: where one is copied, lines stay lines.</summary>
    private void Lines(string? name, double x, double y, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            _xml.WriteStartElement("text", Namespace);
            if (name is not null)
                Attributes(("class", name));
            Attributes(("x", Number(x)), ("y", Number(y)));
            _xml.WriteString(Line(line));
            _xml.WriteEndElement();
            y += SvgLayout.LineHeight;
        }
    }

    private void Group(string name, Action content)
    {
        _xml.WriteStartElement("g", Namespace);
        Attributes(("class", name));
        content();
        _xml.WriteEndElement();
    }

    private void Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            _xml.WriteAttributeString(name, value);
    }

    /// <summary>A name may have a line break in it; its line in the picture has not.</summary>
    private static string Line(string text) => ValidXml.Text(text.ReplaceLineEndings(" ").Replace('\t', ' '));

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
