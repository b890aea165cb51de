using Virtspec.Specification.Catalogue;
using Xunit;

namespace Virtspec.Properties.Catalogue;

/// <summary>What is off in a file is refused with the file and the entry named, so that no slip lessens the catalogue.</summary>
public sealed class CatalogueFormatTests
{
    private const string Good = """
        source: virtio-1.4-cs01
        title: Split virtqueues
        part: ring
        depth: read
        clauses:
          - id: split.used.device
            label: a label
            section: "2.7.8.2"
            role: device
            statements:
              - id: split.used.device.1
                level: MUST
                summary: Sets len.
                features: [VIRTIO_F_IN_ORDER, "!VIRTIO_F_EVENT_IDX"]
                judged: rule
                observable: [back-end, trace]
        """;

    [Fact]
    public void A_statement_carries_what_its_clause_says()
    {
        var read = Assert.Single(Parse(Good).All);
        Assert.Equal(
            ("split.used.device.1", "split.used.device", "2.7.8.2", Role.Device, Level.Must, "virtio-1.4-cs01"),
            (read.Id, read.Clause, read.Section, read.Role, read.Level, read.Source));
        Assert.Equal(new Chapter("split", "Split virtqueues", ChapterPart.Ring, true, "virtio-1.4-cs01"), read.Chapter);
        Assert.Equal(Observable.BackEnd | Observable.Trace, read.Observable);
        Assert.True(read.AppliesWith(new HashSet<string> { "VIRTIO_F_IN_ORDER" }));
        Assert.False(read.AppliesWith(new HashSet<string> { "VIRTIO_F_IN_ORDER", "VIRTIO_F_EVENT_IDX" }));
        Assert.False(read.AppliesWith(new HashSet<string>()));
    }

    [Theory]
    [InlineData("summary: Sets len.\n        features", "features", "has no summary")]
    [InlineData("summary: Sets len.", "summary: ''", "empty summary")]
    [InlineData("summary: Sets len.", "summary: Sets len.\n        remark: x", "unknown key remark")]
    [InlineData("level: MUST", "level: OUGHT", "unknown level OUGHT")]
    [InlineData("judged: rule\n        observable: [back-end, trace]", "judged: exception", "an exception needs a reason")]
    [InlineData("judged: rule", "judged: rule\n        reason: x", "a rule has no reason")]
    [InlineData("judged: rule", "judged: maybe", "none of rule, exception and open")]
    [InlineData("judged: rule\n        observable: [back-end, trace]", "judged: open", "what is open in a chapter that was read")]
    [InlineData("judged: rule\n        observable: [back-end, trace]", "judged: rule", "a rule is observable somewhere")]
    [InlineData("judged: rule", "judged: open", "observable nowhere")]
    [InlineData("[back-end, trace]", "[telescope]", "unknown feed telescope")]
    [InlineData("judged: rule", "judged: rule\n        rationale: x", "a rationale is for")]
    [InlineData("VIRTIO_F_IN_ORDER", "in-order", "not the name of a feature")]
    public void A_faulty_statement_is_refused_by_name(string good, string faulty, string problem)
    {
        var e = Assert.Throws<CatalogueException>(() => Parse(Good.Replace(good, faulty, StringComparison.Ordinal)));
        Assert.StartsWith("split.yaml: split.used.device.1: ", e.Message);
        Assert.Contains(problem, e.Message);
    }

    [Theory]
    [InlineData("id: split.used.device.1", "id: split.used.driver.1", "does not belong")]
    [InlineData("id: split.used.device.1", "id: split.used.device.01", "does not belong")]
    [InlineData("id: split.used.device\n", "id: split.used\n", "form")]
    [InlineData("role: device", "role: driver", "does not end in the role")]
    [InlineData("role: device", "role: host", "unknown role host")]
    [InlineData("source: virtio-1.4-cs01", "source: hearsay", "unknown source hearsay")]
    [InlineData("source: virtio-1.4-cs01", "source: [", "not YAML")]
    [InlineData("part: ring", "part: necklace", "unknown part necklace")]
    [InlineData("depth: read", "depth: skimmed", "neither read nor listed")]
    [InlineData("clauses:", "classes:", "no list of clauses")]
    [InlineData("section:", "role: device\n    section:", "not YAML")]
    public void A_faulty_file_or_clause_is_refused(string good, string faulty, string problem)
    {
        var e = Assert.Throws<CatalogueException>(() => Parse(Good.Replace(good, faulty, StringComparison.Ordinal)));
        Assert.StartsWith("split.yaml: ", e.Message);
        Assert.Contains(problem, e.Message);
    }

    [Fact]
    public void An_id_in_two_files_is_refused()
    {
        var e = Assert.Throws<CatalogueException>(() => RequirementCatalogue.Parse([("split.yaml", Good), ("more.yaml", Good)]));
        Assert.Equal("more.yaml: split.used.device.1: the id is taken already", e.Message);
    }

    [Fact]
    public void A_summary_too_long_for_a_line_is_refused()
    {
        var yaml = Good.Replace("Sets len.", new string('x', 121), StringComparison.Ordinal);
        Assert.Contains("121 characters", Assert.Throws<CatalogueException>(() => Parse(yaml)).Message);
    }

    [Fact]
    public void An_inference_needs_a_rationale()
    {
        var yaml = Good.Replace("virtio-1.4-cs01", "virtspec", StringComparison.Ordinal)
            .Replace("split.used.device.1", "inv.split.used-id", StringComparison.Ordinal)
            .Replace("split.used.device", "inv.split.used-id", StringComparison.Ordinal);
        Assert.Contains("inv.split.used-id: a rationale", Assert.Throws<CatalogueException>(() => Parse(yaml)).Message);
        Assert.Single(Parse(yaml.Replace("judged: rule", "judged: rule\n        rationale: x", StringComparison.Ordinal)).All);
    }

    private static RequirementCatalogue Parse(string yaml) => RequirementCatalogue.Parse([("split.yaml", yaml)]);
}
