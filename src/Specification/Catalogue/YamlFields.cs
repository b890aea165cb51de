using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Virtspec.Specification.Catalogue;

/// <summary>
/// The keys of one YAML mapping, taken one by one. A key nobody has taken when <see cref="Finish"/> is called is one the
/// format does not have, most often a misspelt one, whose value would otherwise be lost without a word.
/// </summary>
internal sealed class YamlFields
{
    private readonly Dictionary<string, YamlNode> left = new(StringComparer.Ordinal);
    private readonly string file;

    /// <summary>Takes hold of a mapping, called <paramref name="entry"/> in complaints until it is known by an id.</summary>
    public YamlFields(string file, string entry, YamlNode node)
    {
        this.file = file;
        Entry = entry;
        if (node is not YamlMappingNode mapping)
            throw new CatalogueException(file, $"{entry} (line {node.Start.Line})", "is not a mapping");
        foreach (var (key, value) in mapping.Children)
            left[Scalar(key, "a key")] = value;
    }

    /// <summary>What complaints call this entry.</summary>
    public string Entry { get; set; }

    /// <summary>Parses a file and takes hold of its only document.</summary>
    public static YamlFields Document(string file, string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new CatalogueException($"{file}: line {e.Start.Line}: not YAML: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet's scanner gives up this way, without a place, on some flow sequences that are never closed.
            throw new CatalogueException($"{file}: not YAML: {e.Message}", e);
        }

        return stream.Documents is [var document]
            ? new YamlFields(file, "the file", document.RootNode)
            : throw new CatalogueException(file, "the file", "does not hold exactly one document");
    }

    /// <summary>The text under a key that has to be there and not empty.</summary>
    public string Required(string key) => Optional(key) ?? throw Problem($"has no {key}");

    /// <summary>The text under a key, or null if the key is absent.</summary>
    public string? Optional(string key)
    {
        if (!left.Remove(key, out var node))
            return null;
        var text = Scalar(node, key);
        return string.IsNullOrWhiteSpace(text) ? throw Problem($"has an empty {key}") : text;
    }

    /// <summary>The mappings listed under a key that has to be there.</summary>
    public IReadOnlyList<YamlFields> Mappings(string key, string entry) =>
        left.Remove(key, out var node) && node is YamlSequenceNode { Children.Count: > 0 } sequence
            ? [.. sequence.Select(item => new YamlFields(file, entry, item))]
            : throw Problem($"has no list of {key}");

    /// <summary>The texts listed under a key; none if the key is absent.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (!left.Remove(key, out var node))
            return [];
        return node is YamlSequenceNode sequence
            ? [.. sequence.Select(item => Scalar(item, key))]
            : throw Problem($"has no list under {key}");
    }

    /// <summary>Complains about keys that nothing asked for.</summary>
    public void Finish()
    {
        if (left.Count > 0)
            throw Problem($"unknown key {string.Join(", ", left.Keys)}");
    }

    /// <summary>A complaint about this entry.</summary>
    public CatalogueException Problem(string problem) => new(file, Entry, problem);

    private string Scalar(YamlNode node, string what) =>
        (node as YamlScalarNode)?.Value ?? throw Problem($"{what} is not a text (line {node.Start.Line})");
}
