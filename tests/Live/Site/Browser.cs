using System.Text.Json.Nodes;
using Virtspec.Live.Peers;

namespace Virtspec.Live.Site;

/// <summary>A real browser without a window, with one page open. Whoever uses it clicks and types as a person does.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Executables = ["chromium-headless-shell", "chromium"];

    private readonly PeerProcess process;
    private readonly DevTools tools;

    private Browser(PeerProcess process, DevTools tools) => (this.process, this.tools) = (process, tools);

    /// <summary>What went wrong on pages so far: exceptions, complaints to the console, files that cannot be loaded.</summary>
    public IReadOnlyList<string> Errors =>
    [
        .. from one in tools.Events
           where (string?)one["method"] is "Runtime.exceptionThrown" or "Network.loadingFailed"
              || ((string?)one["method"] == "Runtime.consoleAPICalled" && (string?)one["params"]!["type"] is "error" or "warning" or "assert")
              || ((string?)one["method"] == "Log.entryAdded" && (string?)one["params"]!["entry"]!["level"] is "error" or "warning")
           select one.ToJsonString(),
    ];

    /// <summary>The addresses of everything that was asked for so far.</summary>
    public IReadOnlyList<string> Requests =>
        [.. tools.Events.Where(one => (string?)one["method"] == "Network.requestWillBeSent").Select(one => (string)one["params"]!["request"]!["url"]!)];

    /// <summary>Starts a browser with an empty page.</summary>
    public static async Task<Browser> StartAsync(WorkDirectory work)
    {
        var process = PeerProcess.Start(
            Peer.RequireAny(Executables, Executables[0]),
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--remote-debugging-port=0", $"--user-data-dir={work["browser"]}", "about:blank");
        const string Listening = "DevTools listening on ";
        var line = await process.WaitForLineAsync(text => text.StartsWith(Listening, StringComparison.Ordinal), "to say where it listens");
        var browser = new Browser(process, await DevTools.ConnectAsync(line[Listening.Length..]));
        var target = await browser.tools.SendAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        var session = await browser.tools.SendAsync("Target.attachToTarget", new() { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        browser.tools.Session = (string)session["sessionId"]!;
        foreach (var domain in (string[])["Page", "Runtime", "Network", "Log"])
            await browser.tools.SendAsync($"{domain}.enable");
        return browser;
    }

    /// <summary>Goes to an address and waits until the page is there, its script included.</summary>
    public Task OpenAsync(string address) => LoadAsync(() => tools.SendAsync("Page.navigate", new() { ["url"] = address }));

    /// <summary>Clicks into the middle of the element that a selector finds first.</summary>
    public async Task ClickAsync(string selector)
    {
        var place = await RunAsync($$"""
            (() => {
              const element = document.querySelector({{JsonValue.Create(selector).ToJsonString()}});
              element.scrollIntoView({ block: "center", behavior: "instant" });
              const box = element.getClientRects()[0];
              return [box.x + box.width / 2, box.y + box.height / 2];
            })()
            """);
        foreach (var type in (string[])["mousePressed", "mouseReleased"])
        {
            await tools.SendAsync("Input.dispatchMouseEvent", new()
            {
                ["type"] = type, ["x"] = (double)place![0]!, ["y"] = (double)place[1]!, ["button"] = "left", ["clickCount"] = 1,
            });
        }
    }

    /// <summary>Clicks a link and waits until the page it leads to is there.</summary>
    public Task FollowAsync(string selector) => LoadAsync(() => ClickAsync(selector));

    /// <summary>Types text into whatever has the focus.</summary>
    public Task TypeAsync(string text) => tools.SendAsync("Input.insertText", new() { ["text"] = text });

    /// <summary>Presses a key that has no text.</summary>
    public async Task PressAsync(string key, int code)
    {
        foreach (var type in (string[])["rawKeyDown", "keyUp"])
            await tools.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code });
    }

    /// <summary>Sets the size of the page, in pixels of CSS, and whether its reader likes it dark.</summary>
    public async Task ShowAsync(int width, int height, bool dark)
    {
        await tools.SendAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        // As on a phone, where a scroll bar takes no room: the whole width is the page's.
        await tools.SendAsync("Emulation.setScrollbarsHidden", new() { ["hidden"] = true });
        var scheme = new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" };
        await tools.SendAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(scheme) });
    }

    /// <summary>Switches scripts of pages on or off, from the next page on.</summary>
    public Task AllowScriptsAsync(bool allow) => tools.SendAsync("Emulation.setScriptExecutionDisabled", new() { ["value"] = !allow });

    /// <summary>The value of an expression on the page.</summary>
    public async Task<JsonNode?> RunAsync(string expression)
    {
        var result = await tools.SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return result["exceptionDetails"] is { } details ? throw new InvalidOperationException(details.ToJsonString()) : result["result"]!["value"];
    }

    /// <summary>A picture of what is seen, as PNG.</summary>
    public async Task<byte[]> PictureAsync() => Convert.FromBase64String((string)(await tools.SendAsync("Page.captureScreenshot"))["data"]!);

    public async ValueTask DisposeAsync()
    {
        tools.Dispose();
        await process.DisposeAsync();
    }

    private async Task LoadAsync(Func<Task> cause)
    {
        var before = tools.Events.Count;
        await cause();
        await tools.WaitForAsync("Page.loadEventFired", before);
    }
}
