using System.Text.Json;
using Virtspec.Live.Peers;
using Virtspec.Model.Machines;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary><c>virtspec spec</c> as a user meets it.</summary>
public sealed class SpecTests
{
    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();

    [Theory]
    [InlineData("spec list", 1)]
    [InlineData("spec list split --level must --role device", 1)]
    [InlineData("spec list --level should,may --status exception", 1)]
    [InlineData("spec list --feature in_order", 1)]
    [InlineData("spec search used_event", 1)]
    [InlineData("spec search no such words", 0)]
    public async Task Lines_and_json_hold_the_same_statements(string arguments, int atLeast)
    {
        using var work = new WorkDirectory();
        await using var lines = await ToolRun.ExpectAsync(0, work, arguments.Split(' '));
        await using var json = await ToolRun.ExpectAsync(0, work, [.. arguments.Split(' '), "--json"]);
        var ids = lines.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ToList();
        Assert.True(ids.Count >= atLeast);
        Assert.All(ids, id => Assert.True(Catalogue.TryGet(id, out _), id));
        Assert.Equal(ids, json.Json().GetProperty("statements").EnumerateArray().Select(statement => statement.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Filters_leave_what_they_say()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "spec", "list", "--json", "--level", "must", "--role", "driver", "--status", "rule", "--feature", "VIRTIO_F_EVENT_IDX");
        var found = run.Json().GetProperty("statements").EnumerateArray().Select(statement => statement.GetProperty("id").GetString()!).ToList();
        var expected = Catalogue.All.Where(requirement =>
            requirement.Level.IsMust() && requirement.Role == Role.Driver && requirement.Judged == Specification.Catalogue.Judged.Rule
            && requirement.Features.Any(feature => feature.TrimStart('!') == "VIRTIO_F_EVENT_IDX"));
        Assert.NotEmpty(found);
        Assert.Equal(expected.Select(requirement => requirement.Id), found);
    }

    [Fact]
    public async Task Show_tells_the_rule_the_tests_the_suites_and_the_runs()
    {
        using var work = new WorkDirectory();
        await using var check = await ToolRun.ExpectAsync(0, work, "check", "--case", "connection", "--seed", "1", "--out", work["out"]);
        await using var text = await ToolRun.ExpectAsync(0, work, "spec", "show", "core.features.device.3", "--out", work["out"]);
        foreach (var part in (string[])["VIRTIO 1.4, 2.2.2", "CoreRules.OfferOnlyDefined", "spec/Model/Features/FeatureSet.cs", "tests/Properties/Rules/DeviceRuleTests.cs", "undefined-feature", "virtspec's own back-end: kept"])
            Assert.Contains(part, text.Output);
        await using var json = await ToolRun.ExpectAsync(0, work, "spec", "show", "core.features.device.3", "--json", "--out", work["out"]);
        var run = Assert.Single(json.Json().GetProperty("statements")[0].GetProperty("runs").EnumerateArray());
        Assert.True(run.GetProperty("held").GetInt32() > 0);
        Assert.Contains("--seed 1", run.GetProperty("command").GetString());
    }

    [Fact]
    public async Task Show_tells_why_there_is_no_rule_and_that_no_run_is_known()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "spec", "show", "core.config.driver.4", "split.used.device.1", "--out", work["out"]);
        Assert.Contains(Catalogue["core.config.driver.4"].Reason!, run.Output.ReplaceLineEndings(" ").Replace("            ", string.Empty, StringComparison.Ordinal));
        Assert.Contains("none on record exercised it", run.Output);
    }

    [Fact]
    public async Task Coverage_adds_up_to_the_catalogue()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "spec", "coverage", "--json");
        var total = run.Json().GetProperty("total");
        Assert.Equal(Catalogue.All.Count, Number(total, "statements"));
        Assert.Equal(Number(total, "statements"), Number(total, "rule") + Number(total, "exception") + Number(total, "open"));
        Assert.Equal(Number(total, "statements"), run.Json().GetProperty("chapters").EnumerateArray().Sum(row => Number(row, "statements")));
        await using var text = await ToolRun.ExpectAsync(0, work, "spec", "coverage");
        Assert.Contains($"= {Catalogue.All.Count} statements", text.Output);
    }

    // The tests run inside the sources, and with them the tool.
    [Fact]
    public async Task Coverage_in_continuous_integration_passes_on_the_committed_sources()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "spec", "coverage", "--ci");
        Assert.StartsWith(CoverageSnapshot.File, run.Output);
    }

    [Theory]
    [InlineData("mermaid", "stateDiagram-v2")]
    [InlineData("dot", "digraph \"device-status\"")]
    [InlineData("table", "state\tevent\tby\tleads to\tbreaks")]
    [InlineData("json", "{")]
    public async Task A_machine_is_drawn_in_every_format(string format, string begins)
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "spec", "graph", "device-status", "--format", format);
        Assert.StartsWith(begins, run.Output);
        Assert.Contains("core.status.driver.2", format is "table" or "json" ? run.Output : "core.status.driver.2");
        Assert.Contains("FEATURES_OK", run.Output);
    }

    [Fact]
    public async Task Machines_are_listed_with_what_they_are()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "spec", "graph");
        Assert.Equal(MachineCatalogue.All.Select(machine => machine.Name), run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
