using Spectre.Console;
using Virtspec.Cli.Check;
using Virtspec.Cli.Report;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Xunit;

namespace Virtspec.Properties.Reports;

/// <summary>The report for people.</summary>
public sealed class TextReportTests
{
    [Fact]
    public void Sections_have_a_row_for_each_verdict_and_one_for_each_reason_why_something_cannot_be_seen()
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
              failed          split.desc.device.1a
              passed          split.desc.device.2
            5.2.5.2 Device Initialization (device)
              not observable  no legacy: blk.init.device.5
              not observable  no zones: blk.init.device.6, 7

            vhost-user: Ring states
              not exercised   vhost-user.vring.1

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
    public void Every_section_is_there_in_order()
    {
        var text = Text(HandMade.Report(HandMade.AllInScope));
        var lines = text.Split('\n').ToList();
        var headings = ReportSection.Of(HandMade.AllInScope).Select(section => lines.IndexOf(section.Name)).ToList();
        Assert.DoesNotContain(-1, headings);
        Assert.Equal(headings.Order(), headings);
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

            virtspec check: PASSED · 0 MUST, 1 SHOULD broken · 2 passed · 0 of 0 cases ran · exit code 0
              again

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void A_finding_is_a_short_story_by_the_fewest_steps_with_one_command_that_takes_them()
    {
        var text = Text(HandMade.Report([HandMade.Failed("split.desc.device.2", HandMade.Shrunk("requests", 2, "open", "in 0+1"), HandMade.Finding("zeroes", "it wrote again"))]));
        Assert.Contains(
            """
            FAIL  split.desc.device.2  MUST NOT
              requires   Does not write to the descriptor table.
              stands in  VIRTIO 1.4, 2.7.5.1
              seen       what the fewest showed
              expected   what was expected of them
              case       requests
              also in    zeroes
              shown      2 of 3 times
              steps      open
                         in 0+1
              then       the last of it
              reproduce
                virtspec check blk --socket-path vhost.sock --seed 7 --steps 'open; in 0+1' --select split.desc.device.2

            """.ReplaceLineEndings("\n"),
            text);
        Assert.DoesNotContain("it wrote again", text);
    }

    [Fact]
    public void What_was_seen_once_and_not_again_says_so_and_is_reproduced_by_its_case()
    {
        var text = Text(HandMade.Report([HandMade.Failed("split.desc.device.2", HandMade.Shrunk("requests", 0, "open", "in 0+1"))]));
        Assert.Contains("  seen       what was seen\n", text);
        Assert.Contains("  shown      once, not again in 3 runs of its steps\n", text);
        Assert.Contains("    virtspec check blk --socket-path vhost.sock --seed 7 --case requests --select split.desc.device.2\n", text);
    }

    [Fact]
    public void What_the_very_same_steps_break_is_told_together_the_strongest_first()
    {
        var text = Text(HandMade.Report([
            HandMade.Failed("core.features.device.4", HandMade.Shrunk("requests", 3, "open")),
            HandMade.Failed("split.desc.device.1a", HandMade.Shrunk("requests", 3, "open", "in 0+1")),
            HandMade.Failed("split.desc.device.2", HandMade.Shrunk("zeroes", 3, "open")),
        ]));
        Assert.Contains("FAIL  core.features.device.4  SHOULD NOT  by the same steps\n  seen  what the fewest showed\n", text);
        Assert.Equal(2, text.Split("  reproduce\n").Length - 1);
        Assert.Equal(
            ["split.desc.device.1a", "split.desc.device.2", "core.features.device.4"],
            text.Split('\n').Where(line => line.StartsWith("FAIL  ", StringComparison.Ordinal)).Select(line => line.Split("  ")[1]));
    }

    [Fact]
    public void Steps_too_many_to_paste_go_to_a_file_named_by_what_it_holds()
    {
        string[] steps = [.. Enumerable.Range(0, 200).Select(sector => $"in {sector}+1")];
        var report = HandMade.Report([HandMade.Failed("split.desc.device.2", HandMade.Shrunk("requests", 3, steps))]);
        var folder = Directory.CreateTempSubdirectory("virtspec-test-").FullName;
        try
        {
            report = report with { Options = report.Options with { Out = folder } };
            StepFile.Write(report.Programs, folder);
            var file = Assert.Single(Directory.GetFiles(Path.Combine(folder, "steps")));
            Assert.Equal(steps, File.ReadAllLines(file));
            Assert.Contains($" --steps @{file} --select ", report.Reproduce(report.Result.Results[0].Findings[0], "split.desc.device.2"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_level_narrows_what_is_shown_and_not_what_counts()
    {
        var report = HandMade.Report([HandMade.Failed("core.features.device.4", HandMade.Finding("requests")), HandMade.Failed("split.desc.device.2", HandMade.Finding("requests"))]);
        var narrow = HandMade.Report(report.Result.Results, levels: [Strength.Should]);
        Assert.Equal(["core.features.device.4"], narrow.Shown.Select(result => result.Requirement.Id));
        Assert.Contains("· 1 MUST, 1 SHOULD broken ·", Text(narrow));
        Assert.DoesNotContain("FAIL  split.desc.device.2", Text(narrow));
        Assert.EndsWith(" --level should", narrow.Again);
    }

    [Fact]
    public void A_back_end_that_died_is_in_the_story_of_its_case()
    {
        var report = HandMade.Report([], [HandMade.Case("requests", CaseEnd.PeerLost, "no answer")]) with
        {
            Deaths = [new Death("requests", "was ended by SIGSEGV", ["about to fall", "falling"])],
        };
        Assert.Contains(
            "  requests  peer lost: no answer\n            the back-end was ended by SIGSEGV; its last output:\n            > about to fall\n            > falling\n", Text(report));
    }

    [Theory]
    [InlineData(139, "was ended by SIGSEGV")]
    [InlineData(134, "was ended by SIGABRT")]
    [InlineData(1, "ended with exit code 1")]
    [InlineData(255, "ended with exit code 255")]
    public void A_signal_is_told_by_name(int exitCode, string text) => Assert.Equal(text, Death.Describe(exitCode));

    [Fact]
    public void A_narrow_terminal_gets_narrow_lines()
    {
        const int Width = 60;
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Width;
        TextReport.Write(console, HandMade.Report(HandMade.AllInScope), exit: 1);
        // Commands are there to be copied and the summary for grep, and neither is ever broken.
        var lines = writer.ToString().Split('\n').Where(line => !line.TrimStart().StartsWith("virtspec check", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Width));
    }

    private static string Text(CheckReport report) => ReportConsole.AsText(console => TextReport.Write(console, report, exit: 0));
}
