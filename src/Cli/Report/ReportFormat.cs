namespace Virtspec.Cli.Report;

/// <summary>A form of report that a user can ask for.</summary>
/// <param name="Name">What <c>--report</c> calls it.</param>
/// <param name="File">The file it goes to in the folder for reports.</param>
internal sealed record ReportFormat(string Name, string File)
{
    /// <summary>For people.</summary>
    internal static ReportFormat Text { get; } = new("text", "report.txt");

    /// <summary>For programs: all there is to know.</summary>
    internal static ReportFormat Json { get; } = new("json", "report.json");

    /// <summary>For build servers, which show it as tests.</summary>
    internal static ReportFormat JUnit { get; } = new("junit", "junit.xml");

    /// <summary>All of them, in the order in which they are written.</summary>
    internal static IReadOnlyList<ReportFormat> All { get; } = [Text, Json, JUnit];

    /// <summary>Those of a check.</summary>
    internal static IReadOnlyList<ReportFormat> OfCheck => All;

    /// <summary>Those of an exploration.</summary>
    internal static IReadOnlyList<ReportFormat> OfExploration { get; } = [Text, Json];
}
