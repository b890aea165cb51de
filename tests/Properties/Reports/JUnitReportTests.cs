using System.Globalization;
using System.Xml.Linq;
using Virtspec.Cli.Check;
using Virtspec.Cli.Report;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Xunit;

namespace Virtspec.Properties.Reports;

/// <summary>The report for build servers.</summary>
public sealed class JUnitReportTests
{
    private static readonly Dictionary<string, (string[] Attributes, string[] Elements)> Schema = new()
    {
        ["testsuites"] = (["name", "time", "tests", "failures", "errors"], ["testsuite"]),
        ["testsuite"] = (["name", "tests", "failures", "errors", "time", "skipped"], ["properties", "testcase"]),
        ["properties"] = ([], ["property"]),
        ["property"] = (["name", "value"], []),
        ["testcase"] = (["name", "time", "classname"], ["skipped", "error", "failure", "system-out"]),
        ["failure"] = (["type", "message"], []),
        ["error"] = (["type", "message"], []),
        ["skipped"] = (["type", "message"], []),
        ["system-out"] = ([], []),
    };

    private static readonly CheckReport Whole = HandMade.Report(
        HandMade.AllInScope,
        [
            HandMade.Case("connection", CaseEnd.Done),
            HandMade.Case("requests", CaseEnd.PeerLost, "no answer"),
            HandMade.Case("zeroes", CaseEnd.InternalError, "an exception\n   at a place"),
            HandMade.Case("read-only", CaseEnd.NotApplicable, "it is not"),
            HandMade.Case("feature-subsets", CaseEnd.NotRun, "time was up"),
            HandMade.Case("full-ring", CaseEnd.Done, "ended early: the ring is broken"),
        ],
        [HandMade.Failed("split.used.driver.1a", HandMade.Finding("requests"))]);

    [Fact]
    public void Counts_are_right_on_every_level()
    {
        var root = Parse(Whole);
        Assert.All(root.Elements("testsuite").Append(root), element =>
        {
            Assert.Equal(element.Descendants("testcase").Count(), Number(element, "tests"));
            Assert.Equal(element.Descendants("failure").Count(), Number(element, "failures"));
            Assert.Equal(element.Descendants("error").Count(), Number(element, "errors"));
        });
        Assert.All(root.Elements("testsuite"), suite =>
        {
            Assert.Equal(suite.Descendants("skipped").Count(), Number(suite, "skipped"));
            Assert.Equal(suite.Elements("testcase").Sum(test => Seconds(test)), Seconds(suite));
        });
        Assert.Equal(HandMade.AllInScope.Count + 1 + 5, Number(root, "tests"));
        Assert.Equal(HandMade.AllInScope.Count(result => result.Verdict == Verdict.Failed && result.Requirement.Level.IsMust()), Number(root, "failures"));
        Assert.Equal(3, Number(root, "errors"));
        // All six cases took their time, five of them are tests.
        Assert.Equal(9m, Seconds(root));
        Assert.Equal(7.5m, Seconds(root.Elements("testsuite").Last()));
    }

    [Fact]
    public void A_suite_is_a_section_and_a_test_a_requirement()
    {
        var suites = Parse(Whole).Elements("testsuite").ToList();
        var sections = ReportSection.Of(HandMade.AllInScope);
        Assert.Equal([.. sections.Select(section => section.Name), "2.7.8.3 The Virtqueue Used Ring (driver)", "cases"], suites.Select(suite => Text(suite, "name")));
        Assert.All(sections.Zip(suites), pair => Assert.Equal(
            pair.First.Results.Select(result => (result.Requirement.Clause, $"{result.Requirement.Id} {result.Requirement.Text}")),
            pair.Second.Elements("testcase").Select(test => (Text(test, "classname"), Text(test, "name")))));
        Assert.All(suites, suite => Assert.Equal(
            [("seed", "7"), ("target", "vhost.sock"), ("version", CheckReport.Version), ("again", "virtspec check blk --socket-path vhost.sock --seed 7")],
            suite.Element("properties")!.Elements("property").Select(property => (Text(property, "name"), Text(property, "value")))));
    }

    [Fact]
    public void A_failure_says_what_where_and_how_to_see_it_again()
    {
        var test = Only(HandMade.Report([HandMade.Failed("split.desc.device.2", HandMade.Finding("requests", "it wrote"), HandMade.Finding("zeroes", "it wrote again"))]));
        var failure = Assert.Single(test.Elements());
        Assert.Equal(("failure", "it wrote", "MUST NOT"), (failure.Name.LocalName, Text(failure, "message"), Text(failure, "type")));
        Assert.All(
            (string[])[
                "split.desc.device.2 MUST NOT: Does not write to the descriptor table.", "VIRTIO 1.4, 2.7.5.1", "case: requests\nalso in: zeroes\n", "seen: it wrote\n", "expected: what was expected", "what happened:\n  one step\n  another step\n",
                "reproduce:\n  virtspec check blk --socket-path vhost.sock --seed 7 --case requests --select split.desc.device.2\n",
            ],
            part => Assert.Contains(part, failure.Value));
    }

    [Theory]
    [InlineData("core.features.device.4", "should", "failure")]
    [InlineData("core.features.device.4", "must", "system-out")]
    [InlineData("split.desc.device.2", "must", "failure")]
    [InlineData("split.desc.device.2", "none", "system-out")]
    public void What_is_broken_is_a_failure_if_it_counts(string id, string failOn, string element)
    {
        Strength? level = Enum.TryParse<Strength>(failOn, ignoreCase: true, out var named) ? named : null;
        var test = Only(HandMade.Report([HandMade.Failed(id, HandMade.Finding("requests"))], failOn: level));
        var outcome = Assert.Single(test.Elements());
        Assert.Equal(element, outcome.Name.LocalName);
        Assert.Contains($"--select {id}", outcome.Value);
        Assert.Equal(element == "system-out", outcome.Value.StartsWith($"broken, which --fail-on {failOn} lets pass", StringComparison.Ordinal));
        Assert.Equal(element == "failure" ? 1 : 0, Number(test.Parent!, "failures"));
    }

    [Fact]
    public void What_was_not_seen_is_skipped_for_its_reason()
    {
        var tests = Parse(HandMade.Report([HandMade.NotExercised("blk.init.device.1a"), HandMade.NotObservable("blk.init.device.5", "no legacy")])).Descendants("testcase");
        Assert.Equal(
            [("skipped", "not exercised", "it never came to it"), ("skipped", "not observable", "no legacy")],
            tests.Select(test => Assert.Single(test.Elements())).Select(outcome => (outcome.Name.LocalName, Text(outcome, "type"), Text(outcome, "message"))));
    }

    [Fact]
    public void Cases_that_did_not_run_to_their_end_come_last()
    {
        var outcomes = Parse(Whole).Elements("testsuite").Last().Elements("testcase").Select(test => (Name: Text(test, "name").Split(' ')[0], Outcome: Assert.Single(test.Elements())));
        Assert.Equal(
            [
                ("requests", "error", "peer lost", "no answer", string.Empty),
                ("zeroes", "error", "internal error of virtspec, please report it", "an exception", "an exception\n   at a place"),
                ("read-only", "skipped", "does not apply", "it is not", string.Empty),
                ("feature-subsets", "skipped", "not run", "time was up", string.Empty),
                ("full-ring", "skipped", "ran", "ended early: the ring is broken", string.Empty),
            ],
            outcomes.Select(one => (one.Name, one.Outcome.Name.LocalName, Text(one.Outcome, "type"), Text(one.Outcome, "message"), one.Outcome.Value)));
        Assert.DoesNotContain("cases", Parse(HandMade.Report([], [HandMade.Case("requests", CaseEnd.Done)])).Elements("testsuite").Select(suite => Text(suite, "name")));
    }

    [Fact]
    public void A_back_end_that_died_is_in_the_test_of_its_case()
    {
        var report = HandMade.Report([], [HandMade.Case("requests", CaseEnd.PeerLost, "no answer"), HandMade.Case("zeroes", CaseEnd.Done)]) with
        {
            Deaths = [new Death("requests", "was ended by SIGSEGV", ["falling"]), new Death("zeroes", "was ended by SIGABRT", [])],
        };
        Assert.Equal(
            [("error", "the back-end was ended by SIGSEGV; its last output:\n> falling"), ("system-out", "the back-end was ended by SIGABRT")],
            Parse(report).Descendants("testcase").Select(test => Assert.Single(test.Elements())).Select(outcome => (outcome.Name.LocalName, outcome.Value)));
    }

    [Fact]
    public void What_virtspec_broke_itself_is_an_error()
    {
        var error = Assert.Single(Only(HandMade.Report([], own: [HandMade.Failed("split.used.driver.1a", HandMade.Finding("requests"))])).Elements("error"));
        Assert.Equal(("broken by virtspec", "what was seen"), (Text(error, "type"), Text(error, "message")));
        Assert.Contains("please report it", error.Value);
    }

    [Fact]
    public void Whatever_a_peer_makes_a_finding_say_the_XML_is_valid()
    {
        // Every unit of UTF-16 by itself: half surrogate pairs and control characters among them.
        var all = string.Concat(Enumerable.Range(0, 0x10000).Select(unit => $"{(char)unit} "));
        var finding = new Finding("requests", all + "😀]]>", all, [all], []);
        var failure = Assert.Single(Only(HandMade.Report([HandMade.Failed("split.desc.device.2", finding)])).Elements("failure"));
        Assert.All((string[])[Text(failure, "message"), failure.Value], text =>
        {
            Assert.Contains("😀]]>", text);
            Assert.Contains("! \" # $ % & ' (", text);
            Assert.Contains("\u00FF \u0100", text);
            Assert.Contains("\uFFFD \uFFFD \uFFFD \uFFFD", text);
            Assert.DoesNotContain('\0', text);
            Assert.DoesNotContain('\uFFFF', text);
        });
    }

    [Fact]
    public void It_is_UTF_8_and_has_nothing_that_the_schema_of_Jenkins_does_not_know()
    {
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites ", JUnitReport.Serialize(Whole));
        Assert.All(Parse(Whole).DescendantsAndSelf(), element =>
        {
            var (attributes, elements) = Schema[element.Name.LocalName];
            Assert.Empty(element.Attributes().Select(attribute => attribute.Name.LocalName).Except(attributes));
            Assert.Empty(element.Elements().Select(child => child.Name.LocalName).Except(elements));
        });
    }

    private static XElement Parse(CheckReport report) => XDocument.Parse(JUnitReport.Serialize(report), LoadOptions.PreserveWhitespace).Root!;

    private static XElement Only(CheckReport report) => Assert.Single(Parse(report).Descendants("testcase"));

    private static int Number(XElement element, string name) => int.Parse(Text(element, name));

    private static decimal Seconds(XElement element) => decimal.Parse(Text(element, "time"), CultureInfo.InvariantCulture);

    private static string Text(XElement element, string name) => element.Attribute(name)!.Value;
}
