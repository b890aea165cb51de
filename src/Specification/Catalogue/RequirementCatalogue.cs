using System.Diagnostics.CodeAnalysis;

namespace Virtspec.Specification.Catalogue;

/// <summary>Every requirement virtspec knows, judged or not, by id.</summary>
internal sealed class RequirementCatalogue
{
    private const string ResourcePrefix = "requirements/";
    private const int Suggestions = 3;

    private static readonly Lazy<RequirementCatalogue> Embedded = new(() => Parse(EmbeddedFiles()));

    private readonly Dictionary<string, Requirement> byId;

    private RequirementCatalogue(Dictionary<string, Requirement> byId)
    {
        this.byId = byId;
        All = [.. byId.Values.OrderBy(r => r.Id, RequirementOrder.Instance)];
    }

    /// <summary>All requirements in the order of their ids, numbers by value.</summary>
    public IReadOnlyList<Requirement> All { get; }

    /// <summary>The requirement of that id.</summary>
    /// <exception cref="CatalogueException">There is none.</exception>
    public Requirement this[string id] => byId.TryGetValue(id, out var found) ? found : throw Unknown("requirement", id);

    /// <summary>The catalogue that comes with the program, read once.</summary>
    /// <exception cref="CatalogueException">A file breaks the format.</exception>
    public static RequirementCatalogue Load() => Embedded.Value;

    /// <summary>Reads a catalogue from the text of its files.</summary>
    /// <exception cref="CatalogueException">A file breaks the format, or two entries share an id.</exception>
    public static RequirementCatalogue Parse(IEnumerable<(string File, string Yaml)> files)
    {
        var byId = new Dictionary<string, Requirement>(StringComparer.Ordinal);
        foreach (var (file, yaml) in files)
        {
            foreach (var requirement in CatalogueReader.Read(file, yaml))
            {
                if (!byId.TryAdd(requirement.Id, requirement))
                    throw new CatalogueException(file, requirement.Id, "the id is taken already");
            }
        }

        return new RequirementCatalogue(byId);
    }

    /// <summary>Looks an id up without complaint.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out Requirement? requirement) => byId.TryGetValue(id, out requirement);

    /// <summary>
    /// The requirements that at least one of the globs selects, in catalogue order. A glob is an id or the beginning of
    /// one (a clause, a chapter), with <c>*</c> and <c>?</c> as wildcards. No globs select nothing.
    /// </summary>
    /// <exception cref="CatalogueException">A glob selects nothing: most likely a slip, and a run without it would mislead.</exception>
    public IReadOnlyList<Requirement> Match(IReadOnlyList<string> globs)
    {
        if (globs.FirstOrDefault(glob => !All.Any(r => RequirementGlob.Selects(glob, r.Id))) is { } unmatched)
            throw Unknown("pattern", unmatched);
        return [.. All.Where(r => globs.Any(glob => RequirementGlob.Selects(glob, r.Id)))];
    }

    private CatalogueException Unknown(string kind, string name)
    {
        var nearest = RequirementGlob.Nearest(name, byId.Keys, Suggestions);
        return new CatalogueException($"no requirement matches the {kind} '{name}'; nearest: {string.Join(", ", nearest)}");
    }

    private static IEnumerable<(string File, string Yaml)> EmbeddedFiles()
    {
        var assembly = typeof(RequirementCatalogue).Assembly;
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }
}
