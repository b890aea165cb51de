using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>What a check would cover: one line each, for people and for grep.</summary>
internal static class ListReport
{
    internal static void Write(TextWriter output, IReadOnlyList<Requirement> scope, IReadOnlyList<CheckCase> cases)
    {
        foreach (var requirement in scope)
            output.WriteLine(Line(requirement));
        output.WriteLine();
        foreach (var check in cases)
            output.WriteLine($"case {check.Name,-35} {check.Title}");
    }

    /// <summary>A statement in one line.</summary>
    internal static string Line(Requirement requirement)
    {
        var text = requirement.Judged switch
        {
            Judged.Rule => requirement.Text,
            Judged.Exception => $"(not judged: {requirement.Reason}) {requirement.Text}",
            _ => $"(not modelled yet) {requirement.Text}",
        };
        return $"{requirement.Id,-40} {requirement.Level.Keyword(),-10} {text}";
    }
}
