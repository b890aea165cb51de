using System.Xml;
using System.Xml.Linq;
using Virtspec.Specification.Site;

namespace Virtspec.Properties.Site;

/// <summary>Pages as trees. They are well-formed, so that a parser of XML reads them; one that is not is refused here.</summary>
internal static class SiteReader
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Ignore };

    internal static Dictionary<string, XElement> Read(IEnumerable<SiteFile> files) =>
        files.Where(file => file.Name.EndsWith(".html", StringComparison.Ordinal)).ToDictionary(file => file.Name, Read);

    internal static IEnumerable<string> Ids(XElement page) => page.DescendantsAndSelf().Attributes("id").Select(id => id.Value);

    /// <summary>Everything a page names that a browser would fetch or go to.</summary>
    internal static IEnumerable<string> Addresses(XElement page) =>
        page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src" or "action").Select(attribute => attribute.Value);

    /// <summary>The words of an element, with single blanks.</summary>
    internal static string Words(XElement element) => string.Join(' ', element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static XElement Read(SiteFile file)
    {
        using var reader = XmlReader.Create(new StringReader(file.Text), Settings);
        return XElement.Load(reader);
    }
}
