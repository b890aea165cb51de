using Virtspec.Model.Device;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Robustness;

namespace Virtspec.Suite.Steps;

/// <summary>Steps as text and back: one to a line, or separated by semicolons.</summary>
internal static class StepText
{
    private static readonly Dictionary<string, Func<StepWords, Step>> Readers = new(StringComparer.Ordinal)
    {
        ["connect"] = _ => new Connect(),
        ["close"] = _ => new Close(),
        ["switch"] = words => new Switch((int)words.Number("a session")),
        ["prepare"] = words => new Prepare(words.NamedNumber("features", 0)),
        ["open"] = words => new Open(
            words.NamedNumber("features", 0), (int)words.NamedNumber("size", 16), (ushort)words.NamedNumber("start", 0), (int)words.NamedNumber("queues", 1)),
        ["negotiate"] = words => new Negotiate(words.NamedNumber("features", 0), words.NamedNumber("not-offered", 0)),
        ["accept"] = words => new Accept(words.NamedNumber("features", 0)),
        ["share-memory"] = _ => new ShareMemory(),
        ["driver-ok"] = _ => new DriverOk(),
        ["status"] = words => new WriteStatus((DeviceStatus)words.Number("a status")),
        ["read-status"] = _ => new ReadStatus(),
        ["read-config"] = _ => new ReadConfig(),
        ["read-config-part"] = words => Part(words),
        ["write-config"] = words => new WriteConfig((int)words.Number("an offset"), (byte)words.Number("a byte")),
        ["read-back"] = _ => new ReadBack(),
        ["forget-queues"] = _ => new ForgetQueues(),
        ["served-again"] = words => new ServedAgain(words.Next("what went before")),
        ["intrude"] = _ => new Intrude(),
        ["intruder-leaves"] = _ => new IntruderLeaves(),
        ["on-purpose"] = _ => new OnPurpose(true),
        ["in-good-faith"] = _ => new OnPurpose(false),
        ["queue"] = words => new LayOut((int)words.NamedNumber("size", 16), (ushort)words.NamedNumber("start", 0), words.Take("scattered")),
        ["shuffle"] = words => new Shuffle(words.Number("a seed")),
        ["with"] = words => With.Parse(words),
        ["share-spare"] = _ => new ShareSpare(true),
        ["take-spare-back"] = _ => new ShareSpare(false),
        ["track-inflight"] = _ => new TrackInflight(),
        ["drop"] = _ => new Drop(),
        ["rejoin"] = _ => new Rejoin(),
        ["race"] = words => new Race((int)words.NamedNumber("count", 1), words.NamedNumber("seed", 0)),
        ["work"] = words => new Work((int)words.NamedNumber("count", 1), (int)words.NamedNumber("batch", 1), words.NamedNumber("seed", 0)),
        ["start"] = _ => new StartQueue(),
        ["enable"] = _ => new Enable(true),
        ["disable"] = _ => new Enable(false),
        ["stop"] = _ => new StopQueue(),
        ["resume"] = _ => new Resume(),
        ["publish"] = _ => new Publish(),
        ["publish-silently"] = _ => new PublishSilently(),
        ["kick"] = _ => new Kick(),
        ["replace-call"] = _ => new ReplaceCall(true),
        ["take-call-away"] = _ => new ReplaceCall(false),
        ["poll"] = _ => new Poll(),
        ["await"] = _ => new Await(),
        ["settle"] = _ => new Settle(),
        ["quiet"] = _ => new Quiet(),
        ["drain"] = _ => new Drain(),
        ["calls"] = words => new EnableCalls((ushort)words.NamedNumber("after", 0)),
        ["no-calls"] = _ => new DisableCalls(),
        ["used-event"] = words => new UsedEvent((ushort)words.Number("how far ahead")),
        ["avail-flags"] = words => new AvailFlags((ushort)words.Number("flags")),
        ["attack"] = AttackOf,
        ["idle"] = _ => new Idle(),
        ["reconnects"] = words => new Reconnects((int)words.Number("how many")),
        ["add"] = words => new Add(RequestSpec.Parse(words), Shape.Parse(words)),
    };

    /// <summary>Steps separated by semicolons or ends of lines.</summary>
    /// <exception cref="FormatException">One of them is none; the message says which and what is expected.</exception>
    internal static IReadOnlyList<Step> ParseAll(string text) =>
        [.. text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];

    /// <summary>Steps on one line.</summary>
    internal static string Of(IEnumerable<Step> steps) => string.Join("; ", steps);

    /// <summary>One step.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static Step Parse(string text)
    {
        ushort queue = 0;
        var line = text;
        if (line.StartsWith('q') && line.IndexOf(": ", StringComparison.Ordinal) is > 1 and var colon && ushort.TryParse(line[1..colon], out queue))
            line = line[(colon + 2)..];
        var name = line.Split(' ', 2)[0];
        var words = new StepWords(line);
        // What is no step of its own is a request to make from start to end.
        var step = Readers.TryGetValue(name, out var read) && words.Take(name) ? read(words) : new Request(RequestSpec.Parse(words), Shape.Parse(words));
        words.RequireEnd();
        return step with { Queue = queue };
    }

    private static ReadConfigPart Part(StepWords words)
    {
        var (offset, size) = words.Pair("OFFSET+SIZE");
        return new ReadConfigPart((int)offset, size);
    }

    private static Attack AttackOf(StepWords words)
    {
        var kind = Attacks.Find(words.Next("an attack")) ?? throw words.Error("the name of an attack");
        return new Attack(kind.Name, kind.Parameter.Length > 0 ? words.NamedNumber(kind.Parameter, kind.Values[0]) : 0);
    }
}
