using Virtspec.Live.Peers;
using Virtspec.Live.Tool;
using Virtspec.Specification.Catalogue;
using Xunit;

namespace Virtspec.Live.Site;

/// <summary>The site as a person meets it in a browser, from files, wide and narrow, light and dark, with and without scripts.</summary>
public sealed class SiteInBrowserTests
{
    private const string Shown = "Array.from(document.querySelectorAll('[data-level]')).filter(one => one.checkVisibility()).length";

    /// <summary>Pages to leave pictures of beside the tests, for people to look at.</summary>
    private static readonly string[] Pictured = ["index.html", "split.html", "all.html", "findings.html"];

    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();

    [Fact]
    public async Task From_the_index_a_reader_comes_to_a_chapter_and_finds_a_statement()
    {
        using var work = new WorkDirectory();
        await using var browser = await OpenSiteAsync(work);
        await browser.FollowAsync("a[href='split.html']");
        Assert.Equal("Split virtqueues - virtspec", await TextAsync(browser, "document.title"));
        var statement = await TextAsync(browser, "document.getElementById('split.used.device.1').innerText");
        foreach (var part in (string[])["MUST", Catalogue["split.used.device.1"].Summary!, "SplitRules.LengthBeforeIdx", "tests/Properties/Rules/SplitDeviceRuleTests.cs", "used-len-late"])
            Assert.Contains(part, statement);
        // A finding that names a statement, and back.
        await browser.FollowAsync("[id='split.indirect.device.2'] a[href^='findings-']");
        await browser.FollowAsync("a[href='split.html#split.indirect.device.2']");
        Assert.Equal("split.indirect.device.2", await TextAsync(browser, "document.querySelector(':target').id"));
        ExpectQuiet(browser, work);
    }

    [Fact]
    public async Task The_filter_shows_what_was_asked_for()
    {
        using var work = new WorkDirectory();
        await using var browser = await OpenSiteAsync(work);
        await browser.FollowAsync("header a[href='all.html']");
        Assert.Equal(Catalogue.All.Count, await NumberAsync(browser, Shown));

        await browser.ClickAsync("#filter [name=text]");
        await browser.TypeAsync("SPLIT.used .device.");
        Assert.Equal(await CountAsync(browser), await NumberAsync(browser, Shown));
        var expected = Catalogue.All.Where(requirement => requirement.Id.StartsWith("split.used", StringComparison.Ordinal) && requirement.Role == Role.Device);
        Assert.Equal(expected.Count(), await NumberAsync(browser, Shown));

        // By keyboard alone from here: to the level, the second of its choices after any.
        await browser.PressAsync("Tab", 9);
        await browser.PressAsync("ArrowDown", 40);
        await browser.PressAsync("ArrowDown", 40);
        Assert.Equal("should", await TextAsync(browser, "document.querySelector('#filter [name=level]').value"));
        Assert.Equal(expected.Count(requirement => requirement.Level is Level.Should or Level.ShouldNot), await NumberAsync(browser, Shown));

        await browser.ClickAsync("#filter [type=reset]");
        Assert.Equal(Catalogue.All.Count, await NumberAsync(browser, Shown));
        ExpectQuiet(browser, work);
    }

    [Fact]
    public async Task A_count_of_the_index_leads_to_the_statements_counted()
    {
        using var work = new WorkDirectory();
        await using var browser = await OpenSiteAsync(work);
        var count = await NumberAsync(browser, "Number(document.querySelector(\"a[href='all.html?status=exception']\").innerText)");
        await browser.FollowAsync("a[href='all.html?status=exception']");
        Assert.Equal(Catalogue.All.Count(requirement => requirement.Judged == Specification.Catalogue.Judged.Exception), count);
        Assert.Equal(count, await NumberAsync(browser, Shown));
        ExpectQuiet(browser, work);
    }

    [Fact]
    public async Task An_anchor_shows_what_the_filter_hides()
    {
        using var work = new WorkDirectory();
        await using var browser = await OpenSiteAsync(work);
        await browser.OpenAsync(Address(work, "split.html?role=driver#split.used.device.1"));
        Assert.True((bool)(await browser.RunAsync("document.getElementById('split.used.device.1').checkVisibility()"))!);
        await browser.ClickAsync("#filter [name=text]");
        await browser.TypeAsync("no such words");
        Assert.Equal(0, await NumberAsync(browser, Shown));
        await browser.RunAsync("new Promise(done => { addEventListener('hashchange', () => setTimeout(done)); location.hash = '#split.used.device.2'; })");
        Assert.True((bool)(await browser.RunAsync("document.getElementById('split.used.device.2').checkVisibility()"))!);
    }

    [Fact]
    public async Task Without_scripts_everything_is_there_and_no_filter_that_does_nothing()
    {
        using var work = new WorkDirectory();
        await using var browser = await OpenSiteAsync(work);
        await browser.AllowScriptsAsync(false);
        await browser.OpenAsync(Address(work, "all.html?status=rule"));
        Assert.Equal(Catalogue.All.Count, await NumberAsync(browser, Shown));
        Assert.False((bool)(await browser.RunAsync("document.getElementById('filter').checkVisibility()"))!);
    }

    [Fact]
    public async Task No_page_scrolls_sideways_however_wide_and_every_text_stands_out_light_and_dark()
    {
        using var work = new WorkDirectory();
        await using var browser = await OpenSiteAsync(work);
        var pictures = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "site")).FullName;
        foreach (var page in Directory.GetFiles(work["site"], "*.html").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            foreach (var (width, height, dark) in ((int, int, bool)[])[(360, 740, false), (360, 740, true), (1600, 1000, true), (1600, 1000, false)])
            {
                await browser.ShowAsync(width, height, dark);
                await browser.OpenAsync(Address(work, page));
                Assert.Equal((page, width), (page, await NumberAsync(browser, "document.documentElement.scrollWidth")));
                Assert.Empty((await browser.RunAsync(Readability.Complaints))!.AsArray().Select(complaint => $"{page}: {complaint}"));
                if (Pictured.Contains(page))
                    await File.WriteAllBytesAsync(Path.Combine(pictures, $"{page}-{width}-{(dark ? "dark" : "light")}.png"), await browser.PictureAsync(), TestContext.Current.CancellationToken);
            }
        }

        ExpectQuiet(browser, work);
    }

    [Theory]
    [InlineData("core.html#core.features.device.3")]
    [InlineData("core.html#core.status.driver.1")]
    [InlineData("core.html#core.config.driver.4")]
    [InlineData("net.html#net.config.device.1")]
    public async Task The_statement_that_an_address_names_is_marked_and_stands_out(string address)
    {
        using var work = new WorkDirectory();
        await using var browser = await OpenSiteAsync(work);
        foreach (var dark in (bool[])[false, true])
        {
            await browser.ShowAsync(800, 600, dark);
            await browser.OpenAsync(Address(work, address));
            Assert.NotEqual(
                await TextAsync(browser, "getComputedStyle(document.body).backgroundColor"),
                await TextAsync(browser, "getComputedStyle(document.querySelector('article:target')).backgroundColor"));
            Assert.Empty((await browser.RunAsync(Readability.Complaints))!.AsArray());
            await browser.OpenAsync("about:blank");
        }
    }

    private static async Task<Browser> OpenSiteAsync(WorkDirectory work)
    {
        var browser = await Browser.StartAsync(work);
        await using var run = await ToolRun.ExpectAsync(0, work, "spec", "html", work["site"], "--out", work["out"]);
        Assert.EndsWith($"begin with {work["site"]}/index.html", run.Output);
        await browser.OpenAsync(Address(work, "index.html"));
        return browser;
    }

    private static string Address(WorkDirectory work, string page) => new Uri(work["site"] + "/").AbsoluteUri + page;

    private static void ExpectQuiet(Browser browser, WorkDirectory work)
    {
        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests.Where(address => address != "data:,"), address => Assert.StartsWith(Address(work, string.Empty), address));
    }

    private static async Task<int> CountAsync(Browser browser) =>
        (int)(await browser.RunAsync("parseInt(document.querySelector('#filter output').value)"))!;

    private static async Task<int> NumberAsync(Browser browser, string expression) => (int)(await browser.RunAsync(expression))!;

    private static async Task<string> TextAsync(Browser browser, string expression) => (string)(await browser.RunAsync(expression))!;
}
