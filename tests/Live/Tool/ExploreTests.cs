using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>What explore says, how it ends, and what it leaves for the next run.</summary>
public sealed class ExploreTests
{
    [Fact]
    public async Task Without_arguments_every_schedule_of_the_reference_is_covered_under_each_memory_model()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "explore");
        var lines = run.Output.Split('\n');
        Assert.All((string[])["sc", "tso", "pso", "ra"], model => Assert.Contains(lines, line => line.StartsWith($"  {model,-4} exhausted: ", StringComparison.Ordinal) && line.Contains("redundant ")));
        Assert.Matches("(?m)^0 findings; ([0-9]+) of \\1 searches complete; exit code 0$", run.Output);
        Assert.Contains("canary", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    /// <summary>Hardware of a scenario's own has one memory model: among others the scenario is left out, by itself it is refused.</summary>
    [Fact]
    public async Task What_has_hardware_of_its_own_is_searched_where_it_can_be()
    {
        using var work = new WorkDirectory();
        await using var several = await ToolRun.ExpectAsync(0, work, "explore", "fabric-ring", "split-ring", "--memory", "tso", "--report", "json");
        Assert.Equal("split-ring", Assert.Single(several.Json().GetProperty("searches").EnumerateArray()).GetProperty("scenario").GetString());
        await using var alone = await ToolRun.ExpectAsync(2, work, "explore", "fabric-ring", "--memory", "tso");
        Assert.Contains("hardware of its own", Assert.Single(alone.Errors));
        await using var right = await ToolRun.ExpectAsync(0, work, "explore", "fabric-ring");
        Assert.Contains("exhausted: ", right.Output);
    }

    /// <summary>One finding under the strongest model that shows it says more than four of the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4, "--memory", "all")]
    [InlineData(4, "--until", "all", "--max-executions", "1000")]
    public async Task Weaker_memory_models_are_left_once_a_scenario_goes_wrong_unless_they_are_asked_for(int searched, params string[] arguments)
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(1, work, ["explore", "lost-kick", "--report", "json", .. arguments]);
        var searches = run.Json().GetProperty("searches").EnumerateArray().ToList();
        Assert.Equal(4, searches.Count);
        Assert.All(searches.Index(), search => Assert.Equal(search.Index < searched, search.Item.GetProperty("findings").GetArrayLength() > 0));
        Assert.All(searches.Skip(searched), search => Assert.StartsWith("not begun: it goes wrong under sc", search.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task What_is_covered_and_a_pass_are_in_the_report_for_machines()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "explore", "split-ring", "--memory", "tso", "--report", "json");
        var search = Assert.Single(run.Json().GetProperty("searches").EnumerateArray());
        Assert.Equal("exhausted", search.GetProperty("coverage").GetString());
        Assert.True(search.GetProperty("complete").GetBoolean());
        Assert.True(search.GetProperty("executions").GetInt64() > 1);
        Assert.StartsWith("pass: ", search.GetProperty("meaning").GetString());
    }

    [Fact]
    public async Task The_shards_of_a_search_make_the_whole()
    {
        using var work = new WorkDirectory();
        var whole = await ExecutionsAsync(work, "explore", "split-ring", "--memory", "sc,tso");
        var sum = new long[2];
        foreach (var shard in (string[])["1/3", "2/3", "3/3"])
        {
            var part = await ExecutionsAsync(work, "explore", "split-ring", "--memory", "sc,tso", "--shard", shard);
            Assert.All(part.Zip(whole), pair => Assert.InRange(pair.First, 1, pair.Second - 1));
            sum = [.. sum.Zip(part, (left, right) => left + right)];
        }

        Assert.Equal(whole, sum);
    }

    [Fact]
    public async Task A_search_that_was_ended_goes_on_where_it_was()
    {
        using var work = new WorkDirectory();
        string[] search = ["explore", "split-ring", "--memory", "sc", "--resume", work["search"], "--jobs", "1", "--report", "json"];
        var whole = Assert.Single(await ExecutionsAsync(work, "explore", "split-ring", "--memory", "sc"));
        await using var begun = await ToolRun.ExpectAsync(3, work, [.. search, "--max-executions", "400"]);
        Assert.Equal("stopped", begun.Json().GetProperty("searches")[0].GetProperty("coverage").GetString());

        // Executions that only the file knows of: they are counted if it is gone on with and not begun again.
        const int Marked = 1_000_000;
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(work["search"], TestContext.Current.CancellationToken))!;
        var done = kept["Tally"]!["Complete"]!.GetValue<long>();
        Assert.InRange(done, 1, whole - 1);
        kept["Tally"]!["Complete"] = done + Marked;
        await File.WriteAllTextAsync(work["search"], kept.ToJsonString(), TestContext.Current.CancellationToken);
        await using var ended = await ToolRun.ExpectAsync(0, work, search);
        Assert.Equal(whole + Marked, ended.Json().GetProperty("searches")[0].GetProperty("executions").GetInt64());

        await using var other = await ToolRun.ExpectAsync(2, work, [.. search, "--set", "buffers=1"]);
        Assert.Contains($"--resume {work["search"]} is of another search", Assert.Single(other.Errors));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_a_search_with_a_report_and_a_file_to_go_on_with(string signal, int exit)
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(
            work, "explore", "split-ring", "--memory", "pso,ra", "--set", "buffers=4,size=4", "--report", "json", "--resume", work["search.json"]);
        // What is said in a pipe after ten seconds shows that the search is under way.
        await run.SaysAsync();
        await run.SignalAsync(signal);
        await run.ExpectExitAsync(exit);
        Assert.StartsWith("1 of 2 · split-ring · pso · ", Assert.Single(run.Errors));
        Assert.True(run.Json().GetProperty("stopped").GetBoolean());
        Assert.Equal(["stopped", "notRun"], run.Json().GetProperty("searches").EnumerateArray().Select(search => search.GetProperty("coverage").GetString()!));
        Assert.True(run.Json().GetProperty("searches")[0].GetProperty("executions").GetInt64() > 0);
        Assert.True(File.Exists(work["search.split-ring.pso.json"]));
    }

    [Fact]
    public async Task Executions_cut_off_at_the_step_limit_leave_it_open()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(3, work, "explore", "split-ring", "--memory", "sc", "--max-steps", "20");
        Assert.Contains("cut off at the step limit of 20", run.Output);
        Assert.Contains("inconclusive", run.Output);
    }

    [Fact]
    public async Task Samples_are_the_same_for_the_same_seed_and_say_how_many_there_may_be()
    {
        using var work = new WorkDirectory();
        string[] arguments = ["explore", "split-ring", "--memory", "tso", "--strategy", "portfolio", "--max-executions", "2000"];
        await using var drawn = await ToolRun.ExpectAsync(0, work, [.. arguments, "--report", "json"]);
        var seed = drawn.Json().GetProperty("seed").GetUInt64();
        await using var again = await ToolRun.ExpectAsync(0, work, [.. arguments, "--seed", $"{seed}", "--jobs", "1"]);
        var classes = drawn.Json().GetProperty("searches")[0].GetProperty("classes");
        Assert.Contains($"seed  {seed}", again.Output);
        Assert.Contains($"sampled: 2,000 executions, {classes.GetProperty("seen").GetInt64()} different, an estimated ", again.Output);
        Assert.EndsWith($"--seed {seed}", again.Output.TrimEnd());
    }

    [Fact]
    public async Task Bounds_are_named_in_what_a_pass_means()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "explore", "split-ring", "--memory", "sc", "--bound", "1");
        Assert.Contains("with at most 1 deviation;", run.Output);
        Assert.Contains("what takes more deviations was not looked at", run.Output);
    }

    [Fact]
    public async Task Scenarios_of_an_assembly_are_explored_and_shown_again()
    {
        using var work = new WorkDirectory();
        string[] from = ["--from", typeof(LostUpdate).Assembly.Location, "--out", work["out"]];
        await using var run = await ToolRun.ExpectAsync(1, work, ["explore", "--memory", "sc", "--report", "json", .. from]);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(work["out/report.json"], TestContext.Current.CancellationToken));
        var searches = report.RootElement.GetProperty("searches");
        Assert.Equal(["alone", "lost-update"], Searches("scenario"));
        Assert.Equal(["exhausted", "stopped"], Searches("coverage"));
        var finding = searches[1].GetProperty("findings")[0];
        Assert.Equal("nothing is lost", finding.GetProperty("property").GetString());
        await using var again = await ToolRun.ExpectAsync(1, work, ["replay", finding.GetProperty("id").GetString()!, .. from]);
        Assert.Contains("counter := 1", again.Output);
        Assert.DoesNotContain("counter := 2", again.Output);
        await using var without = await ToolRun.ExpectAsync(2, work, "replay", finding.GetProperty("file").GetString()!);
        Assert.Contains("scenario is \"lost-update\"", Assert.Single(without.Errors));

        IEnumerable<string> Searches(string field) => searches.EnumerateArray().Select(search => search.GetProperty(field).GetString()!);
    }

    [Fact]
    public async Task All_formats_of_an_exploration_agree()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(
            1, work, "explore", "lost-kick", "split-ring-no-kick-fence", "--memory", "sc,tso", "--report", "text,json,junit,svg,mermaid", "--out", work["out"]);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(work["out/report.json"], TestContext.Current.CancellationToken));
        var searches = json.RootElement.GetProperty("searches").EnumerateArray().ToList();
        var findings = searches.SelectMany(search => search.GetProperty("findings").EnumerateArray()).ToDictionary(finding => finding.GetProperty("id").GetString()!);
        Assert.Equal(3, findings.Count);
        Assert.Equal(
            [.. findings.Keys.SelectMany(id => (string[])[$"explore-{id}.mmd", $"explore-{id}.svg"]).Order(StringComparer.Ordinal), "junit.xml", "report.json", "report.txt"],
            Directory.GetFiles(work["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(work["out"]), file => Assert.Contains($"  written  {file}", run.Output));
        foreach (var (id, finding) in findings)
        {
            var title = XDocument.Load(work[$"out/explore-{id}.svg"]).Root!.Elements().First();
            Assert.Contains(finding.GetProperty("text").GetString()!, title.Value);
            Assert.Contains($"  schedule  {finding.GetProperty("replay").GetString()}\n", run.Output);
        }

        var junit = XDocument.Load(work["out/junit.xml"]).Root!;
        Assert.Equal(("4", "3", "0"), ((string?)junit.Attribute("tests"), (string?)junit.Attribute("failures"), (string?)junit.Attribute("errors")));
        var tests = junit.Descendants("testcase").ToList();
        Assert.Equal(
            ["explore.lost-kick sc", "explore.lost-kick tso", "explore.split-ring-no-kick-fence sc", "explore.split-ring-no-kick-fence tso"],
            tests.Select(test => $"{test.Attribute("classname")!.Value} {test.Attribute("name")!.Value}"));
        Assert.StartsWith("exhausted: ", tests[2].Element("system-out")!.Value);
        Assert.Contains("device waits for kick", tests[0].Element("failure")!.Value);
        Assert.Contains("virtspec replay lost-kick@sc:", tests[0].Element("failure")!.Value);
        Assert.Equal(findings.Values.Select(finding => finding.GetProperty("text").GetString()), tests.Elements("failure").Select(failure => failure.Attribute("message")!.Value));
    }

    [Fact]
    public async Task A_search_that_was_cut_short_is_a_skipped_test()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(3, work, "explore", "split-ring", "--memory", "sc", "--max-steps", "20", "--report", "junit");
        var test = Assert.Single(XDocument.Parse(run.Output).Descendants("testcase"));
        Assert.StartsWith("inconclusive: ", test.Element("skipped")!.Attribute("message")!.Value);
    }

    [Fact]
    public async Task Pictures_alone_go_to_files_whose_names_are_all_that_is_printed()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(1, work, "explore", "lost-kick", "--memory", "sc", "--report", "svg", "--out", work["out"]);
        Assert.Equal(Assert.Single(Directory.GetFiles(work["out"], "*.svg")), run.Output);
    }

    [Fact]
    public async Task The_list_names_scenarios_with_their_parameters_memory_models_and_strategies()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "explore", "--list");
        var lines = run.Output.Split('\n');
        Assert.All(
            (string[])["scenario split-ring ", "scenario lost-kick ", "  --set buffers=2 ", "memory pso ", "strategy portfolio "],
            start => Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("from 1 to 8: buffers the driver makes available"));
    }

    private static async Task<long[]> ExecutionsAsync(WorkDirectory work, params string[] arguments)
    {
        await using var run = await ToolRun.ExpectAsync(0, work, [.. arguments, "--report", "json"]);
        return [.. run.Json().GetProperty("searches").EnumerateArray().Select(search => search.GetProperty("executions").GetInt64())];
    }
}
