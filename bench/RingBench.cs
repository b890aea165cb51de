using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Bench;

/// <summary>
/// One buffer there and back on one thread: add, publish, kick check, take, complete, call check, reclaim. Neither side wants to be
/// told, so no doorbell rings; what is measured is the ring code and its port.
/// </summary>
public class RingBench
{
    private const int Rounds = 1000;
    private const ushort Size = 256;
    private const int Avail = 0x1000;
    private const int Used = 0x2000;
    private const ulong Start = 0x100000;
    private const ulong Buffer = Start + 0x4000;

    private readonly Segment[] _segments = [new(Buffer, 512, true)];
    private readonly DescriptorChain _chain = new();
    private nint _memory;
    private SplitDriver<LivePort> _driver = null!;
    private SplitDevice<LivePort> _device = null!;
    private BareRing _bare = null!;

    /// <summary>The suppression scheme.</summary>
    [Params(false, true)]
    public bool EventIdx { get; set; }

    internal static void Run()
    {
        // In this process, so that no project is generated, restored and built first.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(ConsoleLogger.Default)
            .WithOptions(ConfigOptions.DisableLogFile);
        BenchmarkRunner.Run<RingBench>(config);
    }

    [GlobalSetup]
    public unsafe void Setup()
    {
        _memory = (nint)NativeMemory.AlignedAlloc(0x10000, 4096);
        new Span<byte>((byte*)_memory, 0x10000).Clear();
        var layout = new SplitLayout(0, Size, Start, Start + Avail, Start + Used);
        var features = Feature.Bit(Feature.Version1) | (EventIdx ? Feature.Bit(Feature.EventIdx) : 0);
        var port = new LivePort(new GuestMemory([new(Start, 0x10000, 0, _memory)]), Doorbells.None, Start);
        _driver = new SplitDriver<LivePort>(port, layout, features);
        _device = new SplitDevice<LivePort>(port, layout, features);
        _driver.Initialize().AsTask().Wait();
        _device.Attach(0).AsTask().Wait();
        _driver.DisableCalls().AsTask().Wait();
        _device.DisableKicks().AsTask().Wait();
        _bare = new BareRing((byte*)_memory, Size, EventIdx, Avail, Used);
    }

    [GlobalCleanup]
    public unsafe void Cleanup() => NativeMemory.AlignedFree((byte*)_memory);

    [Benchmark(Baseline = true, Description = "by hand", OperationsPerInvoke = Rounds)]
    public void ByHand()
    {
        for (var i = 0; i < Rounds; i++)
        {
            if (!_bare.Round(Buffer, 512))
                throw new InvalidOperationException("the buffer did not come back");
        }
    }

    [Benchmark(Description = "ring halves on a live port", OperationsPerInvoke = Rounds)]
    public void OnLivePort()
    {
        for (var i = 0; i < Rounds; i++)
        {
            var round = Round();
            if (!round.IsCompletedSuccessfully || !round.Result)
                throw new InvalidOperationException("the buffer did not come back");
        }
    }

    private async ValueTask<bool> Round()
    {
        var head = await _driver.Add(_segments);
        await _driver.Publish();
        await _driver.Kick();
        if (!await _device.Take(_chain))
            return false;
        await _device.Complete(_chain.Head, 512);
        await _device.Call();
        return await _driver.Reclaim() is { IsNone: false } used && used.Head == head;
    }
}
