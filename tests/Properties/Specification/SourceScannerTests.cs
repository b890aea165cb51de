using Virtspec.Specification.Citations;
using Xunit;

namespace Virtspec.Properties.Specification;

public sealed class SourceScannerTests
{
    private const string Rules = """
        internal static class CoreRules
        {
            internal static readonly Rule StatusSteps = new("core.status.driver.1");
            internal static readonly Rule StatusBitsStay = new("core.status.driver.2");
        }
        """;

    [Fact]
    public void A_citation_is_a_comment_of_its_own_line_and_may_name_several_ids()
    {
        var text = "//= split.avail.driver.1 split.used.device.2\r\nvar x = 1; //= core.status.driver.1\n    //= inv.split.used-id\n// = core.status.driver.2\n";
        var found = SourceScanner.Read([("src/A.cs", text)]).Citations;
        Assert.Equal(
            [new("split.avail.driver.1", CitationKind.Code, "src/A.cs", 1), new("split.used.device.2", CitationKind.Code, "src/A.cs", 1), new("inv.split.used-id", CitationKind.Code, "src/A.cs", 3)],
            found);
    }

    [Fact]
    public void What_cites_follows_from_the_folder() =>
        Assert.Equal(
            [CitationKind.Test, CitationKind.Code],
            SourceScanner.Read([("tests/A.cs", "//= a.b.driver.1"), ("src/A.cs", "//= a.b.driver.1")]).Citations.Select(citation => citation.Kind));

    [Fact]
    public void A_rule_knows_where_the_model_applies_it()
    {
        var rules = SourceScanner.Read([
            ("spec/Model/Rules/CoreRules.cs", Rules),
            ("spec/Model/Device/A.cs", "log.Holds(CoreRules.StatusSteps);"),
            ("spec/Model/Device/B.cs", "log.Holds(CoreRules.StatusStepsAndMore); log.Holds(OtherCoreRules.StatusSteps);"),
            ("tests/C.cs", "CoreRules.StatusBitsStay"),
        ]).Rules;
        Assert.Equal(["core.status.driver.1", "core.status.driver.2"], rules.Select(rule => rule.Id));
        Assert.Equal("CoreRules.StatusSteps", rules[0].Symbol);
        Assert.Equal(["spec/Model/Device/A.cs"], rules[0].AppliedIn);
        Assert.Empty(rules[1].AppliedIn);
    }
}
