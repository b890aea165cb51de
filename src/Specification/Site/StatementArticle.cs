using System.Globalization;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Site;

/// <summary>A statement in full: what it asks for, and all that stands behind it. What is not there has no line.</summary>
internal static class StatementArticle
{
    private const int RunsShown = 5;

    /// <summary>The statement, with its id as anchor.</summary>
    public static Html Render(SiteStatement statement)
    {
        var requirement = statement.Requirement;
        return Html.Of($"""
            <article id="{requirement.Id}" class="statement {statement.Status.Replace(' ', '-')}" {statement.FilterWords}>
            <h3><a href="#{requirement.Id}">{requirement.Id}</a> {statement.Labels}</h3>
            {Summary(requirement)}
            {Facts(statement)}
            </article>
            """);
    }

    private static Html Summary(Requirement requirement) => requirement.Summary is null
        ? new Html("<p class=\"unread\">Not read yet.</p>")
        : Html.Of($"<p class=\"summary\">{requirement.Summary}</p>");

    private static Html Facts(SiteStatement statement)
    {
        var (requirement, evidence, use) = (statement.Requirement, statement.Evidence, statement.Use);
        List<(string Name, Html Value)> facts =
        [
            ("applies", Html.Join(requirement.Features.Select(Feature), ", ")),
            ("judged", Judging(statement)),
            ("because", Html.Of($"{requirement.Rationale}")),
            ("observable", Html.Of($"{string.Join(", ", ObservableText.Of(requirement.Observable))}")),
            ("applied in", Codes(evidence.AppliedIn)),
            ("code", Codes(evidence.Code)),
            ("tests", Codes(evidence.Tests)),
            ("suites", Html.Of($"{string.Join(", ", evidence.Suites)}")),
            ("cases", Codes(use.Cases)),
            ("faults", Codes(use.Faults)),
            ("runs", Runs(requirement, use)),
            ("findings", Html.Join(statement.Findings.Select(finding => Html.Of($"<a href=\"{finding.Address}\">{finding.Title}</a> <span class=\"in\">in {finding.Peer}</span>")).Select(Line))),
        ];
        facts.RemoveAll(fact => fact.Value == Html.None);
        return facts.Count == 0 ? Html.None : Html.Of($"""
            <dl>
            {Html.Join(facts.Select(fact => Html.Of($"<dt>{fact.Name}</dt><dd>{fact.Value}</dd>")))}
            </dl>
            """);
    }

    private static Html Judging(SiteStatement statement) => statement.Requirement.Judged switch
    {
        Judged.Rule when statement.Evidence.Rule is { } rule => Html.Of($"by the rule <code>{rule}</code>"),
        Judged.Rule => Html.Of($"by a rule"),
        Judged.Exception => Html.Of($"not: {statement.Requirement.Reason}"),
        // What has not been read says so already.
        _ => statement.Requirement.Reason is { } reason ? Html.Of($"not yet: {reason}") : Html.None,
    };

    private static Html Feature(string feature) => feature[0] == '!'
        ? Html.Of($"without <code>{feature[1..]}</code>")
        : Html.Of($"with <code>{feature}</code>");

    private static Html Codes(IEnumerable<string> names) => Html.Join(names.Select(name => Html.Of($"<code>{name}</code>")), ", ");

    private static Html Runs(Requirement requirement, StatementUse use)
    {
        if (requirement.Judged != Judged.Rule)
            return Html.None;
        if (use.Runs.Count == 0)
            return Html.Of($"none on record exercised it");
        var lines = use.Runs.Take(RunsShown).Select(run => Html.Of($"{Time(run.Began)} {run.Target}: kept {run.Held}, broken {run.Broken}; <code>{run.Command}</code>"));
        return Html.Join(use.Runs.Count > RunsShown ? [.. lines.Select(Line), Line(Html.Of($"and {use.Runs.Count - RunsShown} before"))] : lines.Select(Line));
    }

    private static Html Line(Html text) => Html.Of($"<span class=\"line\">{text}</span>");

    private static Html Time(DateTimeOffset time)
    {
        var text = time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return Html.Of($"<time datetime=\"{text.Replace(' ', 'T')}Z\">{text}Z</time>");
    }
}
