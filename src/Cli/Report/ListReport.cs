using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>What a check would cover: one line each, for people and for grep.</summary>
internal static class ListReport
{
    internal static void Write(TextWriter output, IReadOnlyList<Requirement> scope, IReadOnlyList<CheckCase> cases)
    {
        foreach (var requirement in scope)
        {
            var text = requirement.Judged == Judged.Rule ? requirement.Text : $"(not judged: {requirement.Reason}) {requirement.Text}";
            output.WriteLine($"{requirement.Id,-40} {requirement.Level.Keyword(),-10} {text}");
        }

        output.WriteLine();
        foreach (var check in cases)
            output.WriteLine($"case {check.Name,-35} {check.Title}");
    }
}
