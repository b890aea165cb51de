using System.Text;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Schedules;

using World = Virtspec.Exploration.Execution.World;

/// <summary>Findings on disk.</summary>
public sealed class FindingFileTests
{
    [Theory]
    [MemberData(nameof(ReplayTests.Failing), MemberType = typeof(ReplayTests))]
    public void A_file_read_back_fails_in_the_same_way_every_time(string name, MemoryModel model)
    {
        var finding = Find(name, model);
        var read = Parse(Text(finding));
        Assert.Equal(Text(finding), Text(read));
        Assert.Equal((finding.Id, finding.Failure), (read.Id, read.Failure));
        Assert.Equal(finding.Schedule, read.Schedule);
        Assert.Equal(finding.Original, read.Original);
        Assert.Equal(finding.Schedule, ScheduleText.Read(ScheduleText.Write(finding.Schedule)));
        for (var i = 0; i < 100; i++)
            Assert.Equal(finding.Failure, new Replay(new World(read.Scenario, read.Memory)).Strict(read.Schedule).Failure);
        Assert.Equal(
            FailureFamily.Of(finding.Failure),
            FailureFamily.Of(new Replay(new World(read.OriginalScenario, read.Memory)).Strict(read.Original).Failure!));
    }

    [Fact]
    public void A_file_can_be_read_by_people()
    {
        var lines = Text(Find("lost-kick", MemoryModel.Sequential)).Split('\n');
        Assert.Contains("  \"format\": \"virtspec finding\",", lines);
        Assert.Contains("  \"memory\": \"sc\",", lines);
        Assert.Contains("    \"kind\": \"obligation\",", lines);
        Assert.Contains("    {\"who\":\"driver\"},", lines);
        Assert.Contains("    {\"who\":\"driver\",\"store\":\"oldest\"},", Text(Find("lost-kick", MemoryModel.TotalStoreOrder)).Split('\n'));
        Assert.Contains("    {\"who\":\"driver\",\"store\":\"avail idx\"},", Text(Find("split-ring-no-publish-fence", MemoryModel.PartialStoreOrder)).Split('\n'));
        Assert.Contains("\"way\":1", Text(Find("split-ring-no-take-fence", MemoryModel.ReleaseAcquire)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "f.json: version is 2, expected 1, which is all this virtspec")]
    [InlineData("virtspec finding", "shopping list", "f.json: format is \"shopping list\", expected \"virtspec finding\"")]
    [InlineData("\"scenario\": \"lost-kick\"", "\"scenario\": \"lost-cat\"", "f.json: scenario is \"lost-cat\", expected one of split-ring, ")]
    [InlineData("\"buffers\": 2", "\"buffers\": 9", "f.json: parameters.buffers is 9, expected a number from 1 to 8")]
    [InlineData("\"buffers\": 2", "\"buffers\": \"2\"", "f.json: parameters.buffers is \"2\", expected a number from 1 to 8")]
    [InlineData("\"buffers\": 2", "\"hats\": 2", "f.json: parameters.hats is 2, expected no such parameter: lost-kick has buffers, recheck")]
    [InlineData("\"memory\": \"sc\"", "\"memory\": \"x86\"", "f.json: memory is \"x86\", expected one of sc, tso, pso, ra")]
    [InlineData("\"stepLimit\"", "\"stepsLimit\"", "f.json: stepLimit is missing")]
    [InlineData("\"kind\": \"obligation\"", "\"kind\": \"bad luck\"", "f.json: failure.kind is \"bad luck\", expected one of property, exception, obligation, deadlock")]
    [InlineData("{\"who\":\"driver\"}", "{\"who\":\"drivel\"}", "f.json: schedule[0].who is \"drivel\", expected one of driver, device")]
    [InlineData("{\"who\":\"driver\"}", "{\"who\":\"driver\",\"store\":\"kick\"}", "f.json: schedule[0].store is \"kick\", expected none: under sc no store arrives by itself")]
    [InlineData("{\"who\":\"driver\"}", "{\"who\":\"driver\",\"way\":-1}", "f.json: schedule[0].way is -1, expected a number from 0 to 65535")]
    [InlineData("{\"who\":\"driver\"}", "7", "f.json: schedule[0] is 7, expected an object")]
    [InlineData("{\"who\":\"driver\"}", "{\"who\":\"device\"}", "f.json: id is ")]
    [InlineData("\"seed\": 1", "\"seed\": 1, oops", "f.json: line 14 is no JSON")]
    public void A_damaged_file_is_refused_with_the_place_the_value_and_what_was_expected(string old, string changed, string message)
    {
        var text = Text(Find("lost-kick", MemoryModel.Sequential));
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        var exception = Assert.Throws<FindingFileException>(() => Parse(text[..at] + changed + text[(at + old.Length)..]));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lost-kick", MemoryModel.Sequential, "sc", "sequential")]
    [InlineData("lost-kick", MemoryModel.TotalStoreOrder, "tso", "total-store-order")]
    [InlineData("split-ring-no-publish-fence", MemoryModel.PartialStoreOrder, "pso", "partial-store-order")]
    [InlineData("split-ring-no-take-fence", MemoryModel.ReleaseAcquire, "ra", "release-acquire")]
    public void A_file_that_names_its_memory_model_in_words_is_the_same_finding(string name, MemoryModel model, string written, string inWords)
    {
        var finding = Find(name, model);
        var text = Text(finding);
        var old = text.Replace($"\"memory\": \"{written}\"", $"\"memory\": \"{inWords}\"", StringComparison.Ordinal);
        Assert.NotEqual(text, old);
        Assert.Equal(text, Text(Parse(old)));
    }

    [Fact]
    public void Every_file_cut_short_is_refused()
    {
        var bytes = FindingFile.Serialize(Find("lost-kick", MemoryModel.Sequential));
        for (var length = 0; length < bytes.Length - 2; length++)
            Assert.Throws<FindingFileException>(() => FindingReader.Parse("f.json", bytes[..length], ScenarioCatalogue.All));
    }

    [Fact]
    public void A_file_is_written_whole_and_over_another()
    {
        var directory = Directory.CreateTempSubdirectory("virtspec-findings");
        try
        {
            var path = Path.Combine(directory.FullName, "f.json");
            Assert.StartsWith(path, Assert.Throws<FindingFileException>(() => FindingReader.Read(path, ScenarioCatalogue.All)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, new string('x', 100_000));
            var finding = Find("lost-kick", MemoryModel.Sequential);
            FindingFile.Write(path, finding);
            Assert.Equal(Text(finding), Text(FindingReader.Read(path, ScenarioCatalogue.All)));
            Assert.Throws<DirectoryNotFoundException>(() => FindingFile.Write(Path.Combine(directory.FullName, "none", "f.json"), finding));
            Assert.Equal([path], Directory.GetFiles(directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("0x3,1,0d16,2a1")]
    [InlineData("-")]
    [InlineData("3d8a2x4")]
    public void A_schedule_is_one_word(string text) => Assert.Equal(text, ScheduleText.Write(ScheduleText.Read(text)));

    [Fact]
    public void Picks_are_what_the_word_says() => Assert.Equal(
        [new Pick(0, -1, 0), new Pick(0, -1, 0), new Pick(1, 16, 0), new Pick(2, -1, 3)], ScheduleText.Read(" 0x2,1d16,2a3\n"));

    [Theory]
    [InlineData("", 1)]
    [InlineData("0,,1", 2)]
    [InlineData("0,x", 2)]
    [InlineData("0x0", 1)]
    [InlineData("0,1,2x99999999", 3)]
    [InlineData("64", 1)]
    [InlineData("0,-1", 2)]
    public void A_word_that_is_no_schedule_is_refused(string text, int part) =>
        Assert.StartsWith($"schedule, part {part}:", Assert.Throws<FormatException>(() => ScheduleText.Read(text)).Message, StringComparison.Ordinal);

    private static SavedFinding Find(string name, MemoryModel model)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var (picks, _) = RandomRun.Failing(scenario, model);
        var shrunk = Shrinker.Shrink(scenario, model, picks, null, TestContext.Current.CancellationToken);
        return new SavedFinding(shrunk.Scenario, model, 10_000, "random", 1, shrunk.Failure, shrunk.Schedule, scenario, picks);
    }

    private static string Text(SavedFinding finding) => Encoding.UTF8.GetString(FindingFile.Serialize(finding));

    private static SavedFinding Parse(string text) => FindingReader.Parse("f.json", Encoding.UTF8.GetBytes(text), ScenarioCatalogue.All);
}
