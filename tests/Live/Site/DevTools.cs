using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Site;

/// <summary>
/// A connection to a browser by its DevTools protocol. Nobody reads between commands: what the browser says meanwhile is taken in, in order, when
/// an answer or an event is waited for.
/// </summary>
internal sealed class DevTools : IDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly List<JsonNode> events = [];
    private int last;

    /// <summary>All events so far, in order.</summary>
    public IReadOnlyList<JsonNode> Events => events;

    /// <summary>The session that commands are for, once there is one.</summary>
    public string? Session { get; set; }

    public static async Task<DevTools> ConnectAsync(string address)
    {
        var tools = new DevTools();
        await tools.socket.ConnectAsync(new Uri(address), TestContext.Current.CancellationToken);
        return tools;
    }

    /// <summary>Sends a command and waits for its answer; a refusal fails the test.</summary>
    public async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        var id = ++last;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (Session is not null)
            command["sessionId"] = Session;
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        while (true)
        {
            var message = await ReceiveAsync($"the answer to {method}");
            if ((int?)message["id"] != id)
                continue;
            Assert.True(message["error"] is null, $"{method}: {message["error"]?.ToJsonString()}");
            return message["result"]!;
        }
    }

    /// <summary>Waits for an event that comes after the first <paramref name="after"/> of them.</summary>
    public async Task<JsonNode> WaitForAsync(string method, int after)
    {
        while (events.Skip(after).FirstOrDefault(one => (string?)one["method"] == method) is null)
            await ReceiveAsync(method);
        return events.Skip(after).First(one => (string?)one["method"] == method);
    }

    public void Dispose() => socket.Dispose();

    private async Task<JsonNode> ReceiveAsync(string what)
    {
        using var expiry = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        expiry.CancelAfter(PeerProcess.Generous);
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            try
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(), expiry.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"the browser did not send {what}");
            }

            Assert.True(part.MessageType == WebSocketMessageType.Text, $"the browser went away before it sent {what}");
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        var message = JsonNode.Parse(text.ToArray())!;
        if (message["id"] is null)
            events.Add(message);
        return message;
    }
}
