using System.CommandLine;
using Virtspec.Cli.Report;
using Virtspec.Exploration.Execution;

namespace Virtspec.Cli.Explore;

/// <summary>The options of <c>virtspec replay</c>.</summary>
internal static class ReplayCommand
{
    internal const string Examples =
        """
        Examples:
          virtspec replay 7f3a2c
              Show a finding of virtspec explore again.
          virtspec replay 7f3a2c --until 5
              Stop after five steps and say where everybody stands.
          virtspec replay lost-kick@sc:0x3,1x6,0x2,1
              The same from the word that explore prints as its schedule: no file is needed.
          virtspec replay 7f3a2c --draw svg > finding.svg
              As a picture; mermaid is for Markdown.
          virtspec replay --list
              The findings there are.
        """;

    internal const string ExitCodes =
        """
        Exit codes:
          0    the finding does not show itself any more, or --until stops before it
          1    it shows itself again
          2    there is no such finding, or its file or schedule is wrong
          70   an error in virtspec itself
        """;

    internal static Command Create()
    {
        var finding = new Argument<string?>("FINDING") { Description = "Its id, the beginning of one, a file, or its schedule as explore prints it.", Arity = ArgumentArity.ZeroOrOne, HelpName = "ID|FILE|SCHEDULE" };
        var until = CommonOptions.Number("--until", "Stop after so many steps.", 1, int.MaxValue);
        var list = new Option<bool>("--list") { Description = "List the findings there are." };
        var output = new Option<string?>("--out") { Description = $"The folder that was --out for explore; {ReportOutput.UsualFolder} by default.", HelpName = "DIR" };
        var draw = Draw();
        var (from, width, ascii) = (ExploreCommand.From(), ExploreCommand.Width(), ExploreCommand.Ascii());
        var command = new Command("replay", "Shows a finding of virtspec explore again, step by step: the same end every time.")
        {
            finding, until, list, from, output, draw, width, ascii,
        };
        command.SetAction(parsed => OwnThread.Run(new ReplayAction(new ReplayOptions(
            parsed.GetValue(finding),
            (int?)parsed.GetValue(until),
            parsed.GetValue(list),
            parsed.GetValue(from),
            parsed.GetValue(output),
            ReportFormat.OfDrawing.Single(format => format.Name == parsed.GetValue(draw)),
            Drawing.Of(parsed.GetValue(width), parsed.GetValue(ascii)))).Run));
        return command;
    }

    private static Option<string> Draw()
    {
        var names = ReportFormat.Listed(ReportFormat.OfDrawing);
        var draw = new Option<string>("--draw")
        {
            Description = $"What to draw: {names}. A picture is all that goes to standard output.", HelpName = "FORMAT", DefaultValueFactory = _ => ReportFormat.Text.Name,
        };
        draw.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ReportFormat.OfDrawing.All(format => format.Name != result.Tokens[0].Value))
                result.AddError($"--draw {result.Tokens[0].Value}: one of {names} is expected");
        });
        return draw;
    }
}
