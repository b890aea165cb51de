using Virtspec.Live.Peers;
using Virtspec.Live.Tool;
using Xunit;

namespace Virtspec.Live.Site;

/// <summary>Where <c>virtspec spec html</c> writes, and where it does not.</summary>
public sealed class SiteFolderTests
{
    [Fact]
    public async Task An_empty_folder_is_filled_and_one_of_its_own_is_written_again()
    {
        using var work = new WorkDirectory();
        Directory.CreateDirectory(work["site"]);
        await ExpectAsync(0, work);
        var first = Contents(work);
        File.AppendAllText(work["site/split.html"], "stale");
        File.WriteAllText(work["site/mine.txt"], "mine");
        await ExpectAsync(0, work);
        Assert.Equal("mine", File.ReadAllText(work["site/mine.txt"]));
        File.Delete(work["site/mine.txt"]);
        Assert.Equal(first, Contents(work));
    }

    [Fact]
    public async Task Runs_on_record_are_told()
    {
        using var work = new WorkDirectory();
        await using var check = await ToolRun.ExpectAsync(0, work, "check", "--case", "connection", "--seed", "1", "--out", work["out"]);
        await ExpectAsync(0, work, "--out", work["out"]);
        Assert.Contains("virtspec&#39;s own back-end: kept", File.ReadAllText(work["site/core.html"]));
    }

    [Fact]
    public async Task A_folder_of_somebody_else_is_left_alone()
    {
        using var work = new WorkDirectory();
        Directory.CreateDirectory(work["site"]);
        File.WriteAllText(work["site/index.html"], "<p>mine</p>");
        await RefusedAsync(work, $"virtspec: {work["site"]}: holds files that virtspec did not write; an empty folder or a new one is expected");
        Assert.Equal("<p>mine</p>", Assert.Single(Contents(work)).Text);
    }

    [Fact]
    public async Task A_file_of_somebody_else_in_a_folder_of_ours_is_left_alone()
    {
        using var work = new WorkDirectory();
        await ExpectAsync(0, work);
        File.WriteAllText(work["site/style.css"], "mine");
        await RefusedAsync(work, $"virtspec: {work["site/style.css"]}: was not written by virtspec and is in the way");
        Assert.Equal("mine", File.ReadAllText(work["site/style.css"]));
    }

    [Fact]
    public async Task What_is_no_folder_or_cannot_be_one_is_refused()
    {
        using var work = new WorkDirectory();
        work.CreateDisk("site", 0);
        await RefusedAsync(work, $"virtspec: {work["site"]}: is a file; a folder is expected");
        await using var below = await ToolRun.ExpectAsync(2, work, "spec", "html", work["site/below"]);
        Assert.StartsWith($"virtspec: {work["site/below"]}: cannot be written: ", Assert.Single(below.Errors));
    }

    private static async Task ExpectAsync(int exit, WorkDirectory work, params IEnumerable<string> options)
    {
        await using var run = await ToolRun.ExpectAsync(exit, work, ["spec", "html", work["site"], .. options]);
    }

    private static async Task RefusedAsync(WorkDirectory work, string line)
    {
        await using var run = await ToolRun.ExpectAsync(2, work, "spec", "html", work["site"]);
        Assert.Equal(line, Assert.Single(run.Errors));
        Assert.Empty(run.Output);
    }

    private static List<(string Name, string Text)> Contents(WorkDirectory work) =>
        [.. Directory.GetFiles(work["site"]).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllText(path)))];
}
