using System.Text;
using System.Xml;

namespace Virtspec.Exploration.Schedules.Drawings;

/// <summary>Text that names of a scenario, or a peer, may have had a hand in, for XML.</summary>
internal static class ValidXml
{
    private const char Replacement = '\uFFFD';

    /// <summary>XML has no way to write most control characters, nor half a surrogate pair.</summary>
    internal static string Text(string text)
    {
        var valid = new StringBuilder(text.Length);
        for (var place = 0; place < text.Length; place++)
        {
            if (place + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[place + 1], text[place]))
                valid.Append(text[place]).Append(text[++place]);
            else
                valid.Append(XmlConvert.IsXmlChar(text[place]) ? text[place] : Replacement);
        }

        return valid.ToString();
    }
}
