using Spectre.Console;
using Virtspec.Cli.Report;
using Xunit;

namespace Virtspec.Properties.Reports;

/// <summary>The report for people.</summary>
public sealed class TextReportTests
{
    [Fact]
    public void Sections_have_a_row_for_what_was_seen_and_one_for_each_reason_why_the_rest_was_not()
    {
        var text = Text(HandMade.Report([
            HandMade.Passed("split.desc.device.2", held: 4),
            HandMade.Failed("split.desc.device.1a", HandMade.Finding("chains")),
            HandMade.NotObservable("blk.init.device.6", "no zones"),
            HandMade.NotObservable("blk.init.device.7", "no zones"),
            HandMade.NotObservable("blk.init.device.5", "no legacy"),
            HandMade.NotExercised("vhost-user.vring.1"),
            HandMade.NotObservable("inv.memory.beyond", "no memory"),
            HandMade.NotObservable("inv.memory.unrelated", "no memory"),
        ]));
        Assert.Contains(
            """

            2.7.5.1 The Virtqueue Descriptor Table (device)
              split.desc.device.1a  MUST NOT, FAILED, see above: Does not write into a buffer that is device-readable.
              split.desc.device.2   MUST NOT, 4 times: Does not write to the descriptor table.
            5.2.5.2 Device Initialization (device)
              not observable  no legacy: blk.init.device.5
              not observable  no zones: blk.init.device.6, 7

            vhost-user: Ring states
              not exercised  it never came to it: vhost-user.vring.1

            invariants: 2.7.5 The Virtqueue Descriptor Table
              not observable  no memory: inv.memory.beyond, inv.memory.unrelated


            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void Findings_come_whole_before_all_sections()
    {
        var text = Text(HandMade.Report(HandMade.AllInScope));
        var failed = HandMade.AllInScope.Where(result => result.Findings.Count > 0).ToList();
        var first = text.IndexOf("\n2.1.2 ", StringComparison.Ordinal);
        Assert.All(failed, result => Assert.InRange(text.IndexOf($"FAIL  {result.Requirement.Id}  ", StringComparison.Ordinal), 0, first));
    }

    [Fact]
    public void Every_section_and_every_requirement_is_there_in_order()
    {
        var text = Text(HandMade.Report(HandMade.AllInScope));
        var lines = text.Split('\n').ToList();
        var headings = ReportSection.Of(HandMade.AllInScope).Select(section => lines.IndexOf(section.Name)).ToList();
        Assert.DoesNotContain(-1, headings);
        Assert.Equal(headings.Order(), headings);
        Assert.All(
            HandMade.AllInScope.Where(result => result.Held > 0 && result.Broken == 0),
            result => Assert.Single(lines, line => line.StartsWith($"  {result.Requirement.Id} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_end_is_a_table_of_levels_and_verdicts()
    {
        var text = Text(HandMade.Report([
            HandMade.Passed("core.status.device.1"),
            HandMade.Passed("core.features.device.2b"),
            HandMade.Failed("core.features.device.4", HandMade.Finding("feature-subsets")),
            HandMade.NotExercised("core.features.device.2a"),
            HandMade.NotObservable("split.used.device.3", "a permission"),
        ]));
        Assert.Contains(
            """

                           passed  failed  not exercised  not observable
              MUST, SHALL       2       0              0               0
              SHOULD            0       1              1               0
              MAY               0       0              0               1

            2 passed, 1 failed, 1 not exercised, 1 not observable; 0 of 0 cases ran; exit code 0

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void A_narrow_terminal_gets_narrow_lines()
    {
        const int Width = 60;
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Width;
        TextReport.Write(console, HandMade.Report(HandMade.AllInScope), exit: 1);
        // Commands are there to be copied, and are never broken.
        var lines = writer.ToString().Split('\n').Where(line => !line.StartsWith("    virtspec check", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Width));
    }

    private static string Text(CheckReport report) => ReportConsole.AsText(console => TextReport.Write(console, report, exit: 0));
}
