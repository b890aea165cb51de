using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Reference.Blk;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Faults;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Shrinking;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Live.Faults;

/// <summary>The embedded back-end, with a fault or without, served on a socket by a thread of the tests.</summary>
internal sealed class ServedFault : IDisposable
{
    private const int Capacity = 4 << 20;

    /// <summary>What is waited for where a fault makes it not come.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    private static readonly ShrinkBudget Budget = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), Repeat: 1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("virtspec-test-");
    private readonly VhostUserListener _listener;
    private readonly Func<Action<VhostUserListener, CancellationToken>> _make;
    private CancellationTokenSource _stop;
    private Thread _server;

    private ServedFault(Func<Action<VhostUserListener, CancellationToken>> make)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "s");
        _listener = VhostUserListener.Listen(Path);
        _make = make;
        (_server, _stop) = Start();
    }

    internal static RequirementCatalogue Catalogue { get; } = RequirementCatalogue.Load();

    private static bool Whole => Environment.GetEnvironmentVariable("VIRTSPEC_WHOLE") == "1";

    private string Path { get; }

    internal static ServedFault With(Fault fault) => new(() => new FaultyServer(fault, new MemoryStorage(Capacity)).Serve);

    internal static ServedFault Without(bool readOnly = false) => new(() =>
    {
        var device = new BlkBackEndDevice(new MemoryStorage(Capacity), readOnly);
        return (listener, stop) => listener.Serve(device, stop);
    });

    /// <summary>The limits where something may well fail to come.</summary>
    internal SessionOptions Hasty(ulong seed = 7) => SessionOptions.For(Path, seed) with
    {
        CompletionLimit = Limit, CallLimit = Limit, ReplyLimit = Limit * 2, Patience = new Patience(Limit / 2),
    };

    /// <summary>The limits where nothing should fail, however busy the machine.</summary>
    internal SessionOptions Calm(ulong seed = 7) => SessionOptions.For(Path, seed) with
    {
        CompletionLimit = TimeSpan.FromSeconds(20), CallLimit = TimeSpan.FromSeconds(20), ReplyLimit = TimeSpan.FromSeconds(20),
    };

    /// <summary>Runs cases.</summary>
    /// <param name="options">The peer.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="only">The one requirement to conclude on, for which a program is made as small as may be; all of them, as they are, when null.</param>
    /// <param name="revive">Puts a new device in the place of the old one.</param>
    /// <param name="until">A requirement after whose first breach no further case is begun; null to run them all.</param>
    internal static CheckResult Run(SessionOptions options, IReadOnlyList<CheckCase> cases, string? only = null, string? until = null, Func<bool>? revive = null) =>
        new CheckRun(Catalogue, DeviceType.Blk, options) { Shrinking = only is null ? null : Budget, UntilBroken = until, Revive = revive }.Run(
            cases, only is null ? Catalogue.All : [Catalogue[only]], limit: null, TestContext.Current.CancellationToken);

    /// <summary>
    /// Runs cases until the fault is found: the one that its story names first, then those that are meant to exercise what it breaks, then all others.
    /// With VIRTSPEC_WHOLE=1 in the environment it goes on to the end: what is misleading may be said by a case that comes later.
    /// </summary>
    internal static CheckResult Find(Fault fault, bool shrink = false)
    {
        using var served = With(fault);
        var told = FaultStory.Load().FirstOrDefault(story => story.Fault == fault.Name)?.Case;
        var meant = CheckRun.CasesFor(Catalogue, DeviceType.Blk, new HashSet<string> { fault.Breaks });
        var cases = CheckRun.CasesOf(DeviceType.Blk).OrderBy(check => check.Name == told ? 0 : meant.Contains(check) ? 1 : 2);
        return Run(served.Hasty(), [.. cases], shrink ? fault.Breaks : null, until: Whole ? null : fault.Breaks, revive: shrink ? served.Renew : null);
    }

    /// <summary>Takes steps until they break a requirement, if they do.</summary>
    internal static Finding? Show(SessionOptions options, string program, string id) =>
        new Reproduction(Catalogue, DeviceType.Blk, options, revive: null).Show(StepText.ParseAll(program), id)?.Finding;

    /// <summary>Puts a new device in the place of the old one, which knows nothing of what was done to that.</summary>
    internal bool Renew()
    {
        Stop();
        (_server, _stop) = Start();
        return true;
    }

    public void Dispose()
    {
        Stop();
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }

    private (Thread Server, CancellationTokenSource Stop) Start()
    {
        var (serve, stop) = (_make(), new CancellationTokenSource());
        var server = new Thread(() => serve(_listener, stop.Token)) { IsBackground = true };
        server.Start();
        return (server, stop);
    }

    private void Stop()
    {
        _stop.Cancel();
        _server.Join();
        _stop.Dispose();
    }
}
