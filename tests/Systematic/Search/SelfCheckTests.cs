using System.Runtime.CompilerServices;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Port;
using Xunit;

namespace Virtspec.Systematic.Search;

/// <summary>Scenarios that cannot be explored are refused with a word on why; agents that misuse their port are findings.</summary>
public sealed class SelfCheckTests
{
    private static readonly ExplorationOptions _options = SmallSearches.Options(Strategy.PartialOrder, MemoryModel.Sequential);

    private static ulong _outlives;

    public static TheoryData<Strategy> Exhaustive { get; } = [Strategy.PartialOrder, Strategy.States, Strategy.Brute];

    [Theory]
    [MemberData(nameof(Exhaustive))]
    public void State_that_outlives_an_execution_is_noticed(Strategy strategy)
    {
        var scenario = TwoAgents(async (port, memory) =>
        {
            await port.Write(memory, ++_outlives, AccessSize.Eight);
            await port.Read(memory, AccessSize.Eight);
        });
        AssertNondeterministic(scenario, strategy);
    }

    [Theory]
    [MemberData(nameof(Exhaustive))]
    public void Accesses_that_are_not_made_again_are_noticed(Strategy strategy)
    {
        _outlives = 0;
        var scenario = TwoAgents(async (port, memory) =>
        {
            if (_outlives++ < 2)
                await port.Write(memory, 1, AccessSize.Eight);
            await port.Read(memory, AccessSize.Eight);
        });
        AssertNondeterministic(scenario, strategy);
    }

    [Fact]
    public void A_task_that_is_no_access_is_refused()
    {
        AssertRefused(SmallSearches.Agent(async port =>
        {
            await port.Fence(FenceKind.Full);
            await Task.Delay(Timeout.Infinite);
        }), "agent awaits something that is not an access of its port");
        AssertRefused(SmallSearches.Agent(async port =>
        {
            await Task.Yield();
            await port.Fence(FenceKind.Full);
        }), "agent awaits something that is not an access of its port");
    }

    [Fact]
    public void Code_that_went_on_by_itself_before_anybody_looked_is_refused() => AssertRefused(
        SmallSearches.Agent(async port =>
        {
            await default(OnAnotherThread);
            await port.Fence(FenceKind.Full);
        }),
        "agent awaits something that is not an access of its port");

    [Fact]
    public void Another_agents_port_is_refused_or_a_finding()
    {
        AgentPort other = default;
        var scenario = new Scenario("borrowed", "for one test", [], (stage, _) =>
        {
            var memory = stage.Memory("memory", 8);
            stage.Agent("owner", async port =>
            {
                other = port;
                await port.Read(memory, AccessSize.Eight);
            });
            stage.Agent("borrower", async _ => await other.Read(memory, AccessSize.Eight));
        });
        var result = SmallSearches.Run(scenario, _options);
        Assert.Contains("borrower: a Load is asked for while the Load before it is not awaited", result.Failures);
    }

    [Fact]
    public void A_doorbell_that_is_not_on_the_stage_is_refused()
    {
        AssertRefused(SmallSearches.Agent(async port => await port.Signal(new Doorbell(3))), "doorbell 3 is not on the stage");
        AssertRefused(SmallSearches.Agent(async port => await port.Wait(new Doorbell(64))), "doorbell 64 is not on the stage");
    }

    [Fact]
    public void Too_many_agents_and_none_are_refused()
    {
        AssertRefused(new Scenario("crowd", "for one test", [], (stage, _) =>
        {
            for (var i = 0; i < 25; i++)
                stage.Agent("agent", _ => default);
        }), "crowd has more than 24 agents");
        AssertRefused(new Scenario("empty", "for one test", [], (_, _) => { }), "empty has no agent");
    }

    [Fact]
    public void Accesses_without_end_that_concern_nobody_are_refused() => AssertRefused(
        SmallSearches.Agent(async port =>
        {
            while (true)
                await port.Fence(FenceKind.Write);
        }),
        "agent does 10000 accesses that concern nobody else and goes on");

    [Fact]
    public void An_access_not_awaited_is_a_finding()
    {
        AssertFound(async (port, memory) =>
        {
            _ = port.Write(memory, 1, AccessSize.Eight);
            await port.Read(memory, AccessSize.Eight);
        }, "agent: a Load is asked for while the Store before it is not awaited");
        AssertFound((port, memory) =>
        {
            _ = port.Write(memory, 1, AccessSize.Eight);
            return default;
        }, "agent: its last access, a Store, is not awaited");
    }

    [Theory]
    [InlineData(2, AccessSize.Four)]
    [InlineData(4, AccessSize.Eight)]
    [InlineData(1, AccessSize.Two)]
    public void A_misaligned_access_is_a_finding(ulong offset, AccessSize size) => AssertFound(
        async (port, memory) => await port.Read(memory + offset, size),
        $"agent: a Load of {(int)size} bytes at 0x{0x1000 + offset:x} is not aligned to its size");

    [Theory]
    [InlineData(0x1008, 8)]
    [InlineData(0xff8, 8)]
    [InlineData(0, 1)]
    [InlineData(0xffff_ffff_ffff_fff8, 8)]
    public void An_address_that_nothing_covers_is_a_finding(ulong address, int size) => AssertFound(
        async (port, _) => await port.Write(address, 0, (AccessSize)size),
        $"agent: no shared memory covers the {size} bytes at 0x{address:x}");

    [Theory]
    [MemberData(nameof(Exhaustive))]
    public void Executions_that_are_cut_off_are_counted_and_said(Strategy strategy)
    {
        var scenario = TwoAgents(async (port, memory) =>
        {
            // One of the two waits for a value that nobody stores.
            while (await port.Read(memory, AccessSize.Eight) != 1)
                await port.Write(memory, 2, AccessSize.Eight);
        });
        var options = SmallSearches.Options(strategy, MemoryModel.Sequential) with { StepLimit = 12 };
        var alone = SmallSearches.Run(scenario, options);
        Assert.Equal(Coverage.Bounded, alone.Coverage);
        Assert.NotEqual(0, alone.Counts.Truncated);
        Assert.Equal(0, alone.Executions);
        var shared = SmallSearches.Run(scenario, options with { Jobs = 2 });
        Assert.Equal(Coverage.Bounded, shared.Coverage);
        Assert.NotEqual(0, shared.Counts.Truncated);
    }

    private static Scenario TwoAgents(Func<AgentPort, ulong, ValueTask> body) => new("two agents", "for one test", [], (stage, _) =>
    {
        var memory = stage.Memory("memory", 8);
        stage.Agent("first", port => body(port, memory));
        stage.Agent("second", port => body(port, memory));
    });

    private static void AssertNondeterministic(Scenario scenario, Strategy strategy) =>
        Assert.Throws<NondeterministicScenarioException>(() => SmallSearches.Run(scenario, SmallSearches.Options(strategy, MemoryModel.Sequential)));

    private static void AssertRefused(Scenario scenario, string reason)
    {
        var refusal = Assert.Throws<ScenarioException>(() => SmallSearches.Run(scenario, _options));
        Assert.Equal(reason, refusal.Message);
    }

    private static void AssertFound(Func<AgentPort, ulong, ValueTask> body, string failure)
    {
        var result = SmallSearches.Run(new Scenario("one agent", "for one test", [], (stage, _) =>
        {
            var memory = stage.Memory("memory", 8);
            stage.Agent("agent", port => body(port, memory));
        }), _options);
        Assert.Equal([failure], result.Failures);
    }

    /// <summary>Awaiting it lets the caller go on on another thread, and returns when the caller comes to a stop there.</summary>
    private readonly struct OnAnotherThread : INotifyCompletion
    {
        public bool IsCompleted => false;

        public OnAnotherThread GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation)
        {
            var thread = new Thread(() => continuation());
            thread.Start();
            thread.Join();
        }
    }
}
