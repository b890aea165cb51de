namespace Virtspec.Specification.Site;

/// <summary>The form that filters the statements of a page. It is hidden until the script that serves it shows it.</summary>
internal static class FilterForm
{
    private static readonly (string Name, string Label, (string Value, string Text)[] Choices)[] Selections =
    [
        ("level", "Level", [("must", "MUST, SHALL"), ("should", "SHOULD"), ("may", "MAY")]),
        ("role", "Role", [("driver", "driver"), ("device", "device")]),
        ("status", "Status", [("rule", "has a rule"), ("exercised", "exercised by a suite"), ("unexercised", "rule, not exercised"), ("exception", "exception"), ("open", "open")]),
    ];

    /// <summary>The form.</summary>
    /// <param name="count">Statements on the page.</param>
    public static Html Of(int count) => Html.Of($"""
        <form id="filter" class="filter" role="search" aria-label="Statements of this page" hidden="hidden">
        <label class="words">Words <input type="search" name="text" autocomplete="off" spellcheck="false" /></label>
        {Html.Join(Selections.Select(one => Select(one.Name, one.Label, one.Choices)))}
        <button type="reset">Show all</button>
        <output name="shown" aria-live="polite">{count} of {count}</output>
        </form>
        """);

    private static Html Select(string name, string label, (string Value, string Text)[] choices) => Html.Of($"""
        <label>{label} <select name="{name}">
        <option value="">any</option>
        {Html.Join(choices.Select(choice => Html.Of($"<option value=\"{choice.Value}\">{choice.Text}</option>")))}
        </select></label>
        """);
}
