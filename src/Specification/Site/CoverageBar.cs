using System.Globalization;
using Virtspec.Specification.Coverage;

namespace Virtspec.Specification.Site;

/// <summary>Rule, exception and open of some statements: as a bar, and in words.</summary>
internal static class CoverageBar
{
    /// <summary>The bar, which repeats what the words say and is not read out.</summary>
    public static Html Draw(CoverageRow row) => row.Statements == 0 ? Html.None : Html.Of($"""
        <span class="bar" aria-hidden="true">{Part("exercised", row.Rules - row.Untested, row)}{Part("rule-only", row.Untested, row)}{Part("exception", row.Exceptions, row)}{Part("open", row.Open, row)}</span>
        """);

    /// <summary>The share of what binds that has a rule.</summary>
    public static string Ruled(CoverageRow row) => row.Binding == 0 ? "-" : $"{100 * row.BindingRules / row.Binding} %";

    private static Html Part(string kind, int count, CoverageRow row) => count == 0
        ? Html.None
        : Html.Of($"<span class=\"{kind}\" style=\"width:{(100.0 * count / row.Statements).ToString("0.##", CultureInfo.InvariantCulture)}%\"></span>");
}
