namespace Virtspec.Cli.Report;

/// <summary>A form of report that a user can ask for.</summary>
/// <param name="Name">What <c>--report</c> calls it.</param>
/// <param name="File">The file it goes to in the folder for reports; with <c>ID</c> in it for one that has a file for each finding.</param>
internal sealed record ReportFormat(string Name, string File)
{
    private const string Id = "ID";

    /// <summary>For people.</summary>
    internal static ReportFormat Text { get; } = new("text", "report.txt");

    /// <summary>For programs: all there is to know.</summary>
    internal static ReportFormat Json { get; } = new("json", "report.json");

    /// <summary>For build servers, which show it as tests.</summary>
    internal static ReportFormat JUnit { get; } = new("junit", "junit.xml");

    /// <summary>A picture of each finding.</summary>
    internal static ReportFormat Svg { get; } = new("svg", $"explore-{Id}.svg");

    /// <summary>The same as text that becomes a picture where Markdown is shown.</summary>
    internal static ReportFormat Mermaid { get; } = new("mermaid", $"explore-{Id}.mmd");

    /// <summary>All of them, in the order in which they are written.</summary>
    internal static IReadOnlyList<ReportFormat> All { get; } = [Text, Json, JUnit, Svg, Mermaid];

    /// <summary>Those of a check.</summary>
    internal static IReadOnlyList<ReportFormat> OfCheck { get; } = [Text, Json, JUnit];

    /// <summary>Those of an exploration.</summary>
    internal static IReadOnlyList<ReportFormat> OfExploration => All;

    /// <summary>Those that one run can be drawn in.</summary>
    internal static IReadOnlyList<ReportFormat> OfDrawing { get; } = [Text, Svg, Mermaid];

    /// <summary>Whether it has a file for each finding.</summary>
    internal bool PerFinding => File.Contains(Id, StringComparison.Ordinal);

    /// <summary>The format for one finding, with a file of its own.</summary>
    internal ReportFormat For(string finding) => this with { File = File.Replace(Id, finding, StringComparison.Ordinal) };

    /// <summary>The names, for an error message.</summary>
    internal static string Listed(IReadOnlyList<ReportFormat> formats) => string.Join(", ", formats.Select(format => format.Name));
}
