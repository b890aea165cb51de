using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Virtspec.Specification.Site;

/// <summary>Markup that is fit to stand in a page. Made from interpolated strings, whose holes are encoded unless they are markup themselves.</summary>
/// <param name="Markup">The markup, well-formed as XML is, so that tests can read it with a parser of XML.</param>
internal readonly record struct Html(string Markup)
{
    /// <summary>No markup.</summary>
    public static readonly Html None = new(string.Empty);

    /// <summary>Markup from an interpolated string.</summary>
    public static Html Of(HtmlBuilder markup) => new(markup.ToString());

    /// <summary>One piece of markup after the other.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="between">What stands between two of them.</param>
    public static Html Join(IEnumerable<Html> pieces, string between = "\n") =>
        new(string.Join(WebUtility.HtmlEncode(between), pieces.Select(piece => piece.Markup)));
}

/// <summary>Builds markup: what the source writes out is taken as it is, what is filled in is encoded.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlBuilder
{
    private readonly StringBuilder _text;

    /// <summary>Called by the compiler.</summary>
    public HtmlBuilder(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 32));

    /// <summary>Called by the compiler for what is written out.</summary>
    public void AppendLiteral(string markup) => _text.Append(markup);

    /// <summary>Fills in markup.</summary>
    public void AppendFormatted(Html markup) => _text.Append(markup.Markup);

    /// <summary>Fills in text, encoded for element content and quoted attributes alike.</summary>
    public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(text));

    /// <summary>Fills in a number.</summary>
    public void AppendFormatted(long number) => _text.Append(number);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
