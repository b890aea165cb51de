using System.Globalization;
using System.IO.Enumeration;
using Virtspec.Exploration;
using Virtspec.Specification.Catalogue;
using Virtspec.Scenarios;

namespace Virtspec.Cli.Explore;

/// <summary>Scenarios from what the user wrote.</summary>
internal static class ScenarioChoice
{
    private const int Suggestions = 3;

    /// <summary>Those that come with the tool, and before them those of the user's file.</summary>
    /// <exception cref="UsageException">The file cannot be used.</exception>
    internal static IReadOnlyList<Scenario> Known(string? from)
    {
        if (from is null)
            return ScenarioCatalogue.All;
        IReadOnlyList<Scenario> known = [.. ScenarioFile.Load(from), .. ScenarioCatalogue.All];
        if (known.GroupBy(scenario => scenario.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UsageException(ScenarioCatalogue.Find(twice.Key) is null
                ? $"--from {from}: it has two scenarios called '{twice.Key}'"
                : $"--from {from}: '{twice.Key}' is the name of a scenario that comes with virtspec; another name is expected");
        }

        return known;
    }

    /// <summary>Those to explore: the ones named; else all of the user's file; else the reference as it is.</summary>
    /// <exception cref="UsageException">There is none of that name, or it has no such parameter.</exception>
    internal static IReadOnlyList<Scenario> Of(ExploreOptions options, IReadOnlyList<Scenario> known)
    {
        var chosen = options.Scenarios.Count > 0 ? options.Scenarios.SelectMany(name => Named(name, known)).Distinct()
            : options.From is not null ? known.Except(ScenarioCatalogue.All)
            : ScenarioCatalogue.Correct;
        return [.. chosen.Select(scenario => options.Set.Aggregate(scenario, With))];
    }

    private static List<Scenario> Named(string name, IReadOnlyList<Scenario> known)
    {
        // An option that does not exist ends up here, because it stands where a scenario may stand.
        if (name.StartsWith('-'))
            throw new UsageException($"there is no option {name}");
        var found = known.Where(scenario => FileSystemName.MatchesSimpleExpression(name, scenario.Name, ignoreCase: false)).ToList();
        if (found.Count > 0)
            return found;
        var nearest = RequirementGlob.Nearest(name, known.Select(scenario => scenario.Name), Suggestions);
        throw new UsageException($"there is no scenario '{name}'; nearest: {string.Join(", ", nearest)}; virtspec explore --list names all");
    }

    private static Scenario With(Scenario scenario, string set)
    {
        var parts = set.Split('=');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            throw new UsageException($"--set {set}: a name and a whole number are expected, as in buffers=2");
        try
        {
            return scenario.With(parts[0], value);
        }
        catch (ArgumentException exception)
        {
            // The runtime appends which argument of the method it was.
            var message = exception.ParamName is { } name ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal) : exception.Message;
            throw new UsageException($"--set {set}: {message}");
        }
    }
}
