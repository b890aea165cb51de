using System.Text;
using System.Xml;
using Virtspec.Exploration.Schedules.Drawings;

namespace Virtspec.Cli.Report;

/// <summary>How a test of JUnit ended.</summary>
internal enum JUnitEnd
{
    /// <summary>As it should.</summary>
    Passed,

    /// <summary>What was tested is not as it should be.</summary>
    Failed,

    /// <summary>The test itself went wrong.</summary>
    Error,

    /// <summary>Nothing was tested.</summary>
    Skipped,
}

/// <summary>One test.</summary>
/// <param name="Class">What it belongs to: a dotted name, which build servers draw as a tree.</param>
/// <param name="Name">Its name.</param>
/// <param name="Time">How long it took.</param>
/// <param name="End">How it ended.</param>
/// <param name="Type">What kind of failure, error or omission; empty for what passed.</param>
/// <param name="Message">That in one line; empty for what passed.</param>
/// <param name="Text">All that is to be said of it; empty where there is nothing.</param>
internal sealed record JUnitCase(string Class, string Name, TimeSpan Time, JUnitEnd End, string Type, string Message, string Text);

/// <summary>Tests that belong together.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Cases">The tests.</param>
internal sealed record JUnitSuite(string Name, IReadOnlyList<JUnitCase> Cases);

/// <summary>
/// Writes JUnit's XML as Jenkins, whose schema junit-10 it keeps, and GitLab read it. That schema has no count of skipped tests for all suites
/// together, so there is none.
/// </summary>
internal static class JUnitXml
{
    /// <summary>The document.</summary>
    /// <param name="suites">The tests.</param>
    /// <param name="properties">What is to be known of the run; said in every suite, for there is no other place.</param>
    /// <param name="time">How long all of it took, which may be more than the tests did.</param>
    internal static string Write(IReadOnlyList<JUnitSuite> suites, IReadOnlyList<(string Name, string Value)> properties, TimeSpan time)
    {
        using var stream = new MemoryStream();
        // Bytes, not a string: a string would declare itself to be UTF-16.
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", "virtspec");
            Counts(xml, [.. suites.SelectMany(suite => suite.Cases)], time);
            foreach (var suite in suites)
                Suite(xml, suite, properties);
            xml.WriteEndElement();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Suite(XmlWriter xml, JUnitSuite suite, IReadOnlyList<(string Name, string Value)> properties)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", suite.Name);
        Counts(xml, suite.Cases, suite.Cases.Aggregate(TimeSpan.Zero, (sum, test) => sum + test.Time));
        Attribute(xml, "skipped", Count(suite.Cases, JUnitEnd.Skipped));
        xml.WriteStartElement("properties");
        foreach (var (name, value) in properties)
        {
            xml.WriteStartElement("property");
            Attribute(xml, "name", name);
            Attribute(xml, "value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        foreach (var test in suite.Cases)
            Case(xml, test);
        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, JUnitCase test)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", test.Class);
        Attribute(xml, "name", test.Name);
        Attribute(xml, "time", Seconds(test.Time));
        if (test.End != JUnitEnd.Passed)
        {
            xml.WriteStartElement(test.End switch { JUnitEnd.Failed => "failure", JUnitEnd.Error => "error", _ => "skipped" });
            Attribute(xml, "message", test.Message);
            Attribute(xml, "type", test.Type);
            if (test.Text.Length > 0)
                xml.WriteString(ValidXml.Text(test.Text));
            xml.WriteEndElement();
        }
        else if (test.Text.Length > 0)
        {
            xml.WriteElementString("system-out", ValidXml.Text(test.Text));
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<JUnitCase> tests, TimeSpan time)
    {
        Attribute(xml, "tests", $"{tests.Count}");
        Attribute(xml, "failures", Count(tests, JUnitEnd.Failed));
        Attribute(xml, "errors", Count(tests, JUnitEnd.Error));
        Attribute(xml, "time", Seconds(time));
    }

    private static string Count(IReadOnlyList<JUnitCase> tests, JUnitEnd end) => $"{tests.Count(test => test.End == end)}";

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.000}";

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, ValidXml.Text(value));
}
