using Virtspec.Exploration;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>What is wrong with a lock.</summary>
internal enum ThreadsMistake
{
    None,

    /// <summary>avail idx is written after the lock was given back.</summary>
    PublishesUnlocked,

    /// <summary>Whether to kick is decided after the lock was given back, by variables that threads share.</summary>
    KicksUnlocked,
}

/// <summary>Two threads of a driver share a queue behind a lock: both send, and one takes buffers back.</summary>
internal static class ThreadsScenario
{
    private const string Name = "split-ring-threads";

    /// <summary>The reference as it is.</summary>
    internal static Scenario Correct { get; } = new(
        Name,
        "Two threads of a driver behind a lock: both send buffers on one queue, and one of them takes all back.",
        RingMemory.Parameters,
        (stage, scenario) => Build(stage, scenario, ThreadsMistake.None));

    /// <summary>The mistakes.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. new LifecycleMistake<ThreadsMistake>[]
        {
            new(ThreadsMistake.PublishesUnlocked, "publish-unlocked", "A thread gives the lock back before it writes avail idx: the index of the other one is overwritten with an older one.", "split.avail.driver.1"),
            new(ThreadsMistake.KicksUnlocked, "kick-unlocked", "Threads decide whether to kick without the lock, by a count that they share: one sets it to nothing when the other has just counted its buffer.", "split.avail-notification.driver.4")
            {
                Values = [(RingMemory.EventIndex, 0)],
            },
        }.Select(mistake => mistake.In(Name, RingMemory.Parameters, Build)),
    ];

    private static void Build(IStage stage, Scenario scenario, ThreadsMistake mistake)
    {
        var memory = new RingMemory(stage, scenario);
        var queue = new LockedQueue(stage, memory, mistake);
        stage.Judge(() => new RingJudge(memory, drivers: 2));
        stage.Agent("thread 0", agent => new DriverThread(agent, memory, queue).SendAndCollect());
        stage.Agent("thread 1", agent => new DriverThread(agent, memory, queue).Send(1));
        stage.Agent("device", agent => new RingDevice<AgentPort>(agent, agent, memory, memory.Features, looksAgain: true).Run(), daemon: true);
        stage.AtEnd(end => end.Outcome($"{queue.Back} back"));
    }
}
