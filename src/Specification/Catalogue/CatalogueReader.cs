using System.Text.RegularExpressions;

namespace Virtspec.Specification.Catalogue;

/// <summary>Reads one file of the catalogue and holds it to the format: what is off is refused, never repaired.</summary>
internal static partial class CatalogueReader
{
    /// <summary>The source of what VIRTIO 1.4 states.</summary>
    public const string Standard = "virtio-1.4-cs01";

    /// <summary>The source of what the vhost-user document states, which has headings and no section numbers.</summary>
    public const string VhostUser = "vhost-user";

    /// <summary>The source of requirements that follow from a document without being stated in it.</summary>
    public const string Inferred = "virtspec";

    /// <summary>The source of what spec/protocols states: our own normative text.</summary>
    public const string Protocols = "virtspec-protocols";

    private const int LongestSummary = 120;

    private static readonly Dictionary<string, ChapterPart> Parts =
        Enum.GetValues<ChapterPart>().ToDictionary(part => part.ToString().ToLowerInvariant());

    /// <summary>The requirements of a file, in its own order.</summary>
    /// <param name="file">Its name, which names the chapter.</param>
    /// <param name="yaml">Its text.</param>
    /// <exception cref="CatalogueException">The file breaks the format; the message names the file and the entry.</exception>
    public static IReadOnlyList<Requirement> Read(string file, string yaml)
    {
        var document = YamlFields.Document(file, yaml);
        var chapter = ReadChapter(Path.GetFileNameWithoutExtension(file), document);
        var clauses = document.Mappings("clauses", "a clause");
        document.Finish();
        return [.. clauses.SelectMany(clause => ReadClause(clause, chapter))];
    }

    private static Chapter ReadChapter(string name, YamlFields document)
    {
        var source = document.Required("source");
        if (source is not (Standard or VhostUser or Inferred or Protocols))
            throw document.Problem($"unknown source {source}");
        var title = document.Required("title");
        var part = document.Required("part");
        if (!Parts.TryGetValue(part, out var known))
            throw document.Problem($"unknown part {part}; one of {string.Join(", ", Parts.Keys)} is expected");
        var depth = document.Required("depth");
        if (depth is not ("read" or "listed"))
            throw document.Problem($"depth is neither read nor listed but {depth}");
        return new Chapter(name, title, known, depth == "read", source);
    }

    private static List<Requirement> ReadClause(YamlFields fields, Chapter chapter)
    {
        var id = fields.Entry = fields.Required("id");
        var role = fields.Required("role") switch
        {
            "driver" => Role.Driver,
            "device" => Role.Device,
            "hardware" => Role.Hardware,
            var other => throw fields.Problem($"unknown role {other}"),
        };
        var clause = new Clause(id, fields.Required("label"), fields.Required("section"), role, ReadObservable(fields), chapter);
        var statements = fields.Mappings("statements", $"a statement of {id}");
        fields.Finish();
        if (!ClauseId(chapter.Source).IsMatch(id))
            throw fields.Problem("the id is not of the form the source asks for");
        if (chapter.Source == Standard && !id.EndsWith(role == Role.Driver ? ".driver" : ".device", StringComparison.Ordinal))
            throw fields.Problem("the id does not end in the role");
        return [.. statements.Select(statement => ReadStatement(statement, clause))];
    }

    private static Requirement ReadStatement(YamlFields fields, Clause clause)
    {
        var id = fields.Entry = fields.Required("id");
        var source = clause.Chapter.Source;
        // An invariant stands alone; all others are numbered within their clause.
        var belongs = source == Inferred && !Robust().IsMatch(clause.Id)
            ? id == clause.Id
            : id.StartsWith(clause.Id + ".", StringComparison.Ordinal) && Ordinal().IsMatch(id[(clause.Id.Length + 1)..]);
        if (!belongs)
            throw fields.Problem($"the id does not belong to the clause {clause.Id}");
        var keyword = fields.Required("level");
        if (!LevelText.TryParse(keyword, out var level))
            throw fields.Problem($"unknown level {keyword}");
        var features = fields.Texts("features");
        if (features.FirstOrDefault(f => !Feature().IsMatch(f)) is { } feature)
            throw fields.Problem($"'{feature}' is not the name of a feature");
        var judged = ReadJudged(fields);
        var observable = ReadObservable(fields);
        if (judged != Judged.Rule && observable != Observable.None)
            throw fields.Problem("what has no rule is observable nowhere");
        var requirement = new Requirement(
            id, clause.Id, clause.Label, clause.Section, clause.Role, level, fields.Optional("summary"), features, judged,
            judged != Judged.Rule ? Observable.None : observable != Observable.None ? observable : clause.Observable,
            fields.Optional("reason"), fields.Optional("rationale"), clause.Chapter);
        fields.Finish();
        return Whole(requirement, fields);
    }

    /// <summary>What each way of judging needs beside it.</summary>
    private static Requirement Whole(Requirement requirement, YamlFields fields)
    {
        var read = requirement.Chapter.Read;
        if (requirement.Summary is { Length: > LongestSummary } summary)
            throw fields.Problem($"the summary has {summary.Length} characters; {LongestSummary} is the limit");
        if (requirement.Summary is null && (read || requirement.Judged != Judged.Open))
            throw fields.Problem("has no summary");
        if (requirement.Judged == Judged.Rule && requirement.Reason is not null)
            throw fields.Problem("a rule has no reason");
        if (requirement.Judged == Judged.Rule && requirement.Observable == Observable.None)
            throw fields.Problem("a rule is observable somewhere: say where, here or for the clause");
        if (requirement.Reason is null && (requirement.Judged == Judged.Exception || (read && requirement.Judged == Judged.Open)))
            throw fields.Problem("an exception needs a reason, and so does what is open in a chapter that was read");
        // The standard's own words are rationale enough; an inference has nothing else to stand on.
        if (requirement.Rationale is null ? requirement.Source == Inferred : requirement.Source == Standard)
            throw fields.Problem("a rationale is for what the document does not state, and needed there");
        return requirement;
    }

    private static Judged ReadJudged(YamlFields fields) => fields.Required("judged") switch
    {
        "rule" => Judged.Rule,
        "exception" => Judged.Exception,
        "open" => Judged.Open,
        var other => throw fields.Problem($"judged is none of rule, exception and open but {other}"),
    };

    private static Observable ReadObservable(YamlFields fields)
    {
        var observable = Observable.None;
        foreach (var feed in fields.Texts("observable"))
        {
            observable |= ObservableText.TryParse(feed, out var known)
                ? known
                : throw fields.Problem($"unknown feed {feed}; one of {string.Join(", ", ObservableText.Names)} is expected");
        }

        return observable;
    }

    private static Regex ClauseId(string source) => source switch
    {
        Standard => StandardClause(),
        VhostUser => VhostUserClause(),
        Protocols => ProtocolClause(),
        _ => Inference(),
    };

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*\.(driver|device)$")]
    private static partial Regex StandardClause();

    [GeneratedRegex(@"^vhost-user\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex VhostUserClause();

    [GeneratedRegex(@"^(fabric|epf)\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex ProtocolClause();

    [GeneratedRegex(@"^(inv\.[a-z]+\.[a-z]+(-[a-z]+)*(\.driver)?|robust\.[a-z]+(-[a-z]+)*)$")]
    private static partial Regex Inference();

    [GeneratedRegex(@"^robust\.")]
    private static partial Regex Robust();

    [GeneratedRegex("^[1-9][0-9]*[a-z]?$")]
    private static partial Regex Ordinal();

    [GeneratedRegex("^!?(VIRTIO|VHOST)_[A-Z0-9_]+$")]
    private static partial Regex Feature();

    private sealed record Clause(string Id, string Label, string Section, Role Role, Observable Observable, Chapter Chapter);
}
