using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;
using Virtspec.Scenarios;
using Virtspec.Systematic.Regressions;
using Xunit;

namespace Virtspec.Systematic.Schedules;

/// <summary>Runs in a word.</summary>
public sealed class RunTextTests
{
    private static readonly Pick[] _picks = [new Pick(0, -1, 0), new Pick(1, 16, 0), new Pick(1, -1, 2)];

    [Theory]
    [MemberData(nameof(RegressionTests.Findings), MemberType = typeof(RegressionTests))]
    public void What_is_printed_reads_back(string line, string property)
    {
        var run = Regression.Read(line);
        Assert.Equal(line.Split(' ')[^1], RunText.Write(run, ScenarioCatalogue.Find));
        Assert.NotEmpty(property);
    }

    [Fact]
    public void Every_scenario_with_any_parameters_under_any_model_reads_back()
    {
        foreach (var scenario in ScenarioCatalogue.All)
        {
            foreach (var model in Enum.GetValues<MemoryModel>())
            {
                foreach (var limit in (int[])[ExplorationOptions.UsualStepLimit, 1, int.MaxValue])
                {
                    var most = scenario.Parameters.Aggregate(scenario, (changed, parameter) => changed.With(parameter.Name, parameter.Most));
                    RoundTrip(new ScenarioRun(scenario, model, limit, _picks), ScenarioCatalogue.Find);
                    RoundTrip(new ScenarioRun(most, model, limit, []), ScenarioCatalogue.Find);
                }
            }
        }
    }

    [Fact]
    public void Only_what_is_not_as_it_comes_is_written()
    {
        var scenario = ScenarioCatalogue.Find("lost-kick")!;
        Assert.Equal("lost-kick@tso:0,1d16,1a2", Write(new ScenarioRun(scenario, MemoryModel.TotalStoreOrder, 10_000, _picks)));
        Assert.Equal("lost-kick@ra,recheck=1,500steps:-", Write(new ScenarioRun(scenario.With("recheck", 1), MemoryModel.ReleaseAcquire, 500, [])));
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a@b:c,d=e")]
    [InlineData("$(rm)`'\"\\*?~#!&|;<>(){}[]")]
    [InlineData("../%41")]
    [InlineData("line\nbreak")]
    [InlineData("Schlüssel 鍵")]
    public void Names_of_any_kind_read_back_and_need_no_quotes(string name)
    {
        var scenario = new Scenario(name, "Nothing.", [new Parameter(name, 1, 0, 3, "nothing"), new Parameter("500steps", 0, 0, 1, "nothing")], (_, _) => { });
        var text = RoundTrip(new ScenarioRun(scenario.With(name, 2).With("500steps", 1), MemoryModel.Sequential, 7, _picks), _ => scenario);
        Assert.Matches("^[A-Za-z0-9._%][A-Za-z0-9._%@:,=-]*$", text);
        Assert.True(RunText.IsLike(text));
    }

    [Theory]
    [InlineData("lost-kick", "'lost-kick': SCENARIO@MODEL:SCHEDULE is expected")]
    [InlineData("lost-kick@sc", "'lost-kick@sc': SCENARIO@MODEL:SCHEDULE is expected")]
    [InlineData("lost-kick:0", "'lost-kick:0': SCENARIO@MODEL:SCHEDULE is expected")]
    [InlineData("lost-kick:0@sc", "'lost-kick:0@sc': SCENARIO@MODEL:SCHEDULE is expected")]
    [InlineData("lost-cat@sc:0", "scenario 'lost-cat': there is none of that name")]
    [InlineData("@sc:0", "scenario '': there is none of that name")]
    [InlineData("lost-kick@:0", "memory model '': one of sc, tso, pso, ra is expected")]
    [InlineData("lost-kick@sequential:0", "memory model 'sequential': one of sc, tso, pso, ra is expected")]
    [InlineData("lost-kick@sc,:0", "setting '': a parameter, as in buffers=1, or a step limit, as in 500steps, is expected")]
    [InlineData("lost-kick@sc,buffers:0", "setting 'buffers': a parameter, as in buffers=1, or a step limit")]
    [InlineData("lost-kick@sc,0steps:0", "setting '0steps': a parameter, as in buffers=1, or a step limit")]
    [InlineData("lost-kick@sc,99999999999steps:0", "setting '99999999999steps': a parameter")]
    [InlineData("lost-kick@sc,hats=1:0", "setting 'hats=1': lost-kick has no such parameter, but buffers, recheck")]
    [InlineData("lost-kick@sc,buffers=9:0", "setting 'buffers=9': a number from 1 to 8 is expected")]
    [InlineData("lost-kick@sc,buffers=:0", "setting 'buffers=': a number from 1 to 8 is expected")]
    [InlineData("lost-kick@sc,buffers=1=1:0", "setting 'buffers=1=1': a number from 1 to 8 is expected")]
    [InlineData("lost-kick@sc,buffers=1,buffers=2:0", "setting 'buffers=2': it is set before")]
    [InlineData("lost-kick@sc,5steps,6steps:0", "setting '6steps': it is set before")]
    [InlineData("lost-kick@sc:", "schedule, part 1: \"\", expected an agent number")]
    [InlineData("lost-kick@sc:0,y", "schedule, part 2: \"y\", expected an agent number")]
    [InlineData("lost-kick@sc:0:1", "schedule, part 1: \"0:1\", expected an agent number")]
    public void What_is_no_run_is_refused_with_the_part_that_is_wrong(string text, string message) => Assert.StartsWith(
        message, Assert.Throws<FormatException>(() => RunText.Read(text, ScenarioCatalogue.Find)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("9bbd2f")]
    [InlineData("out/a@b:c")]
    [InlineData("a@b:c.json")]
    public void Ids_and_files_are_no_runs(string text) => Assert.False(RunText.IsLike(text));

    private static string Write(ScenarioRun run) => RunText.Write(run, ScenarioCatalogue.Find);

    private static string RoundTrip(ScenarioRun run, Func<string, Scenario?> find)
    {
        var text = RunText.Write(run, find);
        var read = RunText.Read(text, find);
        Assert.Equal((run.Scenario.ToString(), run.Memory, run.StepLimit), (read.Scenario.ToString(), read.Memory, read.StepLimit));
        Assert.Equal(run.Schedule, read.Schedule);
        Assert.Equal(text, RunText.Write(read, find));
        return text;
    }
}
