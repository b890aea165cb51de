using System.Text.RegularExpressions;

namespace Virtspec.Specification.Machines;

/// <summary>A transition of a drawing, by names.</summary>
internal sealed record DrawnTransition(string Source, string Event, string Target);

/// <summary>
/// The transitions of a machine as its committed drawing has them. Enumerating a machine takes most of a second, which a run that only counts what
/// it took need not spend; a test holds the drawings to the machines.
/// </summary>
internal static partial class DrawnTransitions
{
    /// <summary>The transitions of a machine in the order of the drawing.</summary>
    /// <param name="machine">Name of the machine.</param>
    /// <exception cref="InvalidOperationException">No drawing of it was built in.</exception>
    internal static IReadOnlyList<DrawnTransition> Of(string machine)
    {
        using var stream = typeof(DrawnTransitions).Assembly.GetManifestResourceStream($"machines/{machine}.dot")
            ?? throw new InvalidOperationException($"no drawing of {machine} in docs/machines was built in");
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd());
    }

    /// <summary>The transitions of a drawing that <see cref="MachineDot"/> made.</summary>
    internal static IReadOnlyList<DrawnTransition> Read(string dot)
    {
        var names = State().Matches(dot).ToDictionary(match => match.Groups["state"].Value, match => match.Groups["name"].Value);
        return
        [
            .. from match in Arrow().Matches(dot)
               from e in match.Groups["events"].Value.Split("\\n")
               select new DrawnTransition(names[match.Groups["source"].Value], e, names[match.Groups["target"].Value]),
        ];
    }

    [GeneratedRegex(@"^  (?<state>s\d+) \[label=""(?<name>[^""]*)""\];", RegexOptions.Multiline)]
    private static partial Regex State();

    [GeneratedRegex(@"^  (?<source>s\d+) -> (?<target>s\d+) \[label=""(?<events>[^""]*)""", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
