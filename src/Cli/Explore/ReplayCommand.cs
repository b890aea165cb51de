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
          virtspec replay --list
              The findings there are.
        """;

    internal const string ExitCodes =
        """
        Exit codes:
          0    the finding does not show itself any more, or --until stops before it
          1    it shows itself again
          2    there is no such finding, or its file is wrong
          70   an error in virtspec itself
        """;

    internal static Command Create()
    {
        var finding = new Argument<string?>("FINDING") { Description = "Its id, the beginning of one, or a file.", Arity = ArgumentArity.ZeroOrOne, HelpName = "ID|FILE" };
        var until = CommonOptions.Number("--until", "Stop after so many steps.", 1, int.MaxValue);
        var list = new Option<bool>("--list") { Description = "List the findings there are." };
        var output = new Option<string?>("--out") { Description = $"The folder that was --out for explore; {ReportOutput.UsualFolder} by default.", HelpName = "DIR" };
        var (from, width, ascii) = (ExploreCommand.From(), ExploreCommand.Width(), ExploreCommand.Ascii());
        var command = new Command("replay", "Shows a finding of virtspec explore again, step by step: the same end every time.")
        {
            finding, until, list, from, output, width, ascii,
        };
        command.SetAction(parsed => OwnThread.Run(new ReplayAction(new ReplayOptions(
            parsed.GetValue(finding),
            (int?)parsed.GetValue(until),
            parsed.GetValue(list),
            parsed.GetValue(from),
            parsed.GetValue(output),
            Drawing.Of(parsed.GetValue(width), parsed.GetValue(ascii)))).Run));
        return command;
    }
}
