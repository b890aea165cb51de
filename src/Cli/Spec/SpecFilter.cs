using System.CommandLine;
using System.IO.Enumeration;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;

namespace Virtspec.Cli.Spec;

/// <summary>Which statements a user asks for, and the options that say so.</summary>
internal sealed class SpecFilter
{
    private static readonly Dictionary<string, Strength> Levels =
        Enum.GetValues<Strength>().ToDictionary(strength => strength.ToString().ToLowerInvariant());

    private static readonly Dictionary<string, Func<Evidence, bool>> Statuses = new()
    {
        ["rule"] = evidence => evidence.Judged == Judged.Rule,
        ["exercised"] = evidence => evidence.Suites.Count > 0,
        ["unexercised"] = evidence => evidence.Judged == Judged.Rule && evidence.Suites.Count == 0,
        ["exception"] = evidence => evidence.Judged == Judged.Exception,
        ["open"] = evidence => evidence.Judged == Judged.Open,
    };

    private readonly Option<string[]> _level = CommonOptions.Several("--level", $"How strongly it binds: {Names(Levels)}; repeat or separate by commas.", "LEVEL");
    private readonly Option<string[]> _role = CommonOptions.Several("--role", "Whom it binds: driver or device.", "ROLE");
    private readonly Option<string[]> _feature = CommonOptions.Several("--feature", "Name of a feature bit that it depends on, the prefix VIRTIO_F_ left out or not; * and ? stand for any text and any character.", "NAME");
    private readonly Option<string[]> _status = CommonOptions.Several("--status", $"What stands behind it: {Names(Statuses)}.", "STATUS");

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_level, _role, _feature, _status])
            command.Add(option);
    }

    /// <summary>The statements of a list that the options let through.</summary>
    /// <exception cref="UsageException">A value is none that its option has.</exception>
    internal IReadOnlyList<Requirement> Apply(IEnumerable<Requirement> requirements, IReadOnlyDictionary<string, Evidence> evidence, ParseResult parsed)
    {
        var levels = Known(parsed, _level, Levels);
        var roles = Known(parsed, _role, Enum.GetValues<Role>().ToDictionary(role => role.ToString().ToLowerInvariant(), role => role));
        var statuses = Known(parsed, _status, Statuses);
        var features = CommonOptions.Split(parsed.GetValue(_feature));
        return [.. requirements.Where(requirement =>
            (levels.Count == 0 || levels.Contains(requirement.Level.Strength()))
            && (roles.Count == 0 || roles.Contains(requirement.Role))
            && (statuses.Count == 0 || (evidence.TryGetValue(requirement.Id, out var behind) && statuses.Any(status => status(behind))))
            && (features.Count == 0 || requirement.Features.Any(feature => features.Any(wanted => Depends(feature, wanted)))))];
    }

    private static bool Depends(string feature, string wanted)
    {
        var name = feature.TrimStart('!');
        var pattern = wanted.ToUpperInvariant();
        return FileSystemName.MatchesSimpleExpression(pattern, name)
            || FileSystemName.MatchesSimpleExpression($"VIRTIO_F_{pattern}", name)
            || FileSystemName.MatchesSimpleExpression($"VIRTIO_*_F_{pattern}", name);
    }

    private static List<T> Known<T>(ParseResult parsed, Option<string[]> option, Dictionary<string, T> known) =>
        [.. CommonOptions.Split(parsed.GetValue(option)).Select(value => known.TryGetValue(value.ToLowerInvariant(), out var meaning)
            ? meaning
            : throw new UsageException($"{option.Name} {value}: one of {Names(known)} is expected"))];

    private static string Names<T>(Dictionary<string, T> known) => string.Join(", ", known.Keys);
}
