using System.Text.RegularExpressions;

namespace Virtspec.Oracle.Catalogue;

/// <summary>Reads one file of the catalogue and holds it to the format: what is off is refused, never repaired.</summary>
internal static partial class CatalogueReader
{
    /// <summary>The source of requirements that follow from a document without being stated in it.</summary>
    public const string Inferred = "virtspec";

    private const string Standard = "virtio-1.4-cs01";
    private const string VhostUser = "vhost-user";
    private const int LongestSummary = 120;

    /// <summary>The requirements of a file, in its own order.</summary>
    /// <exception cref="CatalogueException">The file breaks the format; the message names the file and the entry.</exception>
    public static IReadOnlyList<Requirement> Read(string file, string yaml)
    {
        var document = YamlFields.Document(file, yaml);
        var source = document.Required("source");
        if (source is not (Standard or VhostUser or Inferred))
            throw document.Problem($"unknown source {source}");
        var clauses = document.Mappings("clauses", "a clause");
        document.Finish();
        return [.. clauses.SelectMany(clause => ReadClause(clause, source))];
    }

    private static List<Requirement> ReadClause(YamlFields fields, string source)
    {
        var id = fields.Entry = fields.Required("id");
        var role = fields.Required("role") switch
        {
            "driver" => Role.Driver,
            "device" => Role.Device,
            var other => throw fields.Problem($"unknown role {other}"),
        };
        var clause = new Clause(id, fields.Required("label"), fields.Required("section"), role, source);
        var statements = fields.Mappings("statements", $"a statement of {id}");
        fields.Finish();
        if (!ClauseId(source).IsMatch(id))
            throw fields.Problem("the id is not of the form the source asks for");
        if (source == Standard && !id.EndsWith(role == Role.Driver ? ".driver" : ".device", StringComparison.Ordinal))
            throw fields.Problem("the id does not end in the role");
        return [.. statements.Select(statement => ReadStatement(statement, clause))];
    }

    private static Requirement ReadStatement(YamlFields fields, Clause clause)
    {
        var id = fields.Entry = fields.Required("id");
        var belongs = clause.Source == Inferred
            ? id == clause.Id
            : id.StartsWith(clause.Id + ".", StringComparison.Ordinal) && Ordinal().IsMatch(id[(clause.Id.Length + 1)..]);
        if (!belongs)
            throw fields.Problem($"the id does not belong to the clause {clause.Id}");
        var keyword = fields.Required("level");
        if (!LevelText.TryParse(keyword, out var level))
            throw fields.Problem($"unknown level {keyword}");
        var summary = fields.Required("summary");
        if (summary.Length > LongestSummary)
            throw fields.Problem($"the summary has {summary.Length} characters; {LongestSummary} is the limit");
        var features = fields.Texts("features");
        if (features.FirstOrDefault(f => !Feature().IsMatch(f)) is { } feature)
            throw fields.Problem($"'{feature}' is not the name of a feature");
        var requirement = new Requirement(
            id, clause.Id, clause.Label, clause.Section, clause.Role, level, summary, features, ReadJudged(fields),
            fields.Optional("reason"), fields.Optional("rationale"), clause.Source);
        fields.Finish();
        if (requirement.Judged == Judged.Exception != requirement.Reason is not null)
            throw fields.Problem("an exception needs a reason, and a rule has none");
        // The standard's own words are rationale enough; an inference has nothing else to stand on.
        if (requirement.Rationale is null ? clause.Source == Inferred : clause.Source == Standard)
            throw fields.Problem("a rationale is for what the document does not state, and needed there");
        return requirement;
    }

    private static Judged ReadJudged(YamlFields fields) => fields.Required("judged") switch
    {
        "rule" => Judged.Rule,
        "exception" => Judged.Exception,
        var other => throw fields.Problem($"judged is neither rule nor exception but {other}"),
    };

    private static Regex ClauseId(string source) => source switch
    {
        Standard => StandardClause(),
        VhostUser => VhostUserClause(),
        _ => Invariant(),
    };

    [GeneratedRegex(@"^[a-z]+\.[a-z]+(-[a-z]+)*\.(driver|device)$")]
    private static partial Regex StandardClause();

    [GeneratedRegex(@"^vhost-user\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex VhostUserClause();

    [GeneratedRegex(@"^inv\.[a-z]+\.[a-z]+(-[a-z]+)*(\.driver)?$")]
    private static partial Regex Invariant();

    [GeneratedRegex("^[1-9][0-9]*[a-z]?$")]
    private static partial Regex Ordinal();

    [GeneratedRegex("^!?(VIRTIO|VHOST)_[A-Z0-9_]+$")]
    private static partial Regex Feature();

    private sealed record Clause(string Id, string Label, string Section, Role Role, string Source);
}
