using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Virtspec.Specification.Site;

/// <summary>What was found in an implementation.</summary>
/// <param name="Title">Its heading: <c>Q1. Indirect descriptor behind direct ones</c>.</param>
/// <param name="Peer">The implementation, as the document on it is headed.</param>
/// <param name="Address">Its place on the site.</param>
/// <param name="Named">Ids that it names, in the order it does; not all of them need be statements.</param>
internal sealed record Finding(string Title, string Peer, string Address, IReadOnlyList<string> Named);

/// <summary>The documents of <c>docs/findings</c>, and the findings in them: the sections whose headings begin with a letter and a number.</summary>
internal sealed partial class FindingsLibrary
{
    private const string ResourcePrefix = "findings/";

    private FindingsLibrary(IReadOnlyList<(string Name, string Text)> documents)
    {
        Documents = documents;
        All = [.. documents.SelectMany(document => Read(document.Name, document.Text))];
    }

    /// <summary>How findings are written; markup in them is text.</summary>
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).DisableHtml().Build();

    /// <summary>The documents, by the names of their files without extension.</summary>
    public IReadOnlyList<(string Name, string Text)> Documents { get; }

    /// <summary>All findings, document by document.</summary>
    public IReadOnlyList<Finding> All { get; }

    /// <summary>The documents that were built into the program.</summary>
    public static FindingsLibrary Load()
    {
        var assembly = typeof(FindingsLibrary).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal));
        return Parse([.. names.Order(StringComparer.Ordinal).Select(name => (Path.GetFileNameWithoutExtension(name[ResourcePrefix.Length..]), Text(name)))]);

        string Text(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Reads documents.</summary>
    /// <param name="documents">Their names and texts.</param>
    public static FindingsLibrary Parse(IReadOnlyList<(string Name, string Text)> documents) => new(documents);

    /// <summary>The findings that name a statement.</summary>
    public IReadOnlyList<Finding> Naming(string id) =>
        [.. All.Where(finding => finding.Named.Contains(id))];

    /// <summary>The ids that text in code style names. <c>.5</c> after <c>blk.operation.device.4</c> is short for another of the clause.</summary>
    /// <param name="codes">Pieces of text in code style, in order.</param>
    public static IEnumerable<(CodeInline Code, string Id)> Ids(IEnumerable<CodeInline> codes)
    {
        var clause = string.Empty;
        foreach (var code in codes)
        {
            if (Ordinal().IsMatch(code.Content) && clause.Length > 0)
                yield return (code, clause + code.Content);
            if (!Id().IsMatch(code.Content))
                continue;
            clause = code.Content[..code.Content.LastIndexOf('.')];
            yield return (code, code.Content);
        }
    }

    private static IEnumerable<Finding> Read(string name, string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        var peer = TitleOf(document) ?? name;
        foreach (var (heading, blocks) in Sections(document))
        {
            var title = heading.Inline is { } inline ? TextOf(inline) : string.Empty;
            if (!Number().IsMatch(title))
                continue;
            var named = Ids(blocks.SelectMany(Codes)).Select(one => one.Id);
            yield return new Finding(title, peer, $"{FindingsPages.FileOf(name)}#{heading.GetAttributes().Id}", [.. named.Distinct()]);
        }
    }

    /// <summary>The first heading of a document.</summary>
    public static string? TitleOf(MarkdownDocument document) => document.OfType<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1)?.Inline is { } inline ? TextOf(inline) : null;

    private static string TextOf(ContainerInline inline) =>
        string.Concat(inline.Descendants().Select(piece => piece switch { LiteralInline literal => literal.Content.ToString(), CodeInline code => code.Content, _ => string.Empty }));

    private static IEnumerable<CodeInline> Codes(Block block) =>
        block is LeafBlock leaf ? leaf.Inline?.Descendants<CodeInline>() ?? [] : block.Descendants<CodeInline>();

    private static IEnumerable<(HeadingBlock Heading, IReadOnlyList<Block> Blocks)> Sections(MarkdownDocument document)
    {
        List<Block> all = [.. document];
        foreach (var (at, block) in all.Index())
        {
            if (block is HeadingBlock heading)
                yield return (heading, [.. all.Skip(at + 1).TakeWhile(next => next is not HeadingBlock other || other.Level > heading.Level)]);
        }
    }

    [GeneratedRegex(@"^[A-Z]+[0-9]+\. ")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\.[0-9]+[a-z]?$")]
    private static partial Regex Ordinal();
}
