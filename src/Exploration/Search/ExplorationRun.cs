using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search.Sampling;

namespace Virtspec.Exploration.Search;

/// <summary>What the workers of one search share: limits, findings, counts.</summary>
internal sealed class ExplorationRun : IDisposable
{
    private readonly Scenario _scenario;
    private readonly PlaceNumbers _places = new();
    private readonly List<WorkerContext> _workers = [];
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _outcomes = [];
    private readonly Tally _done = new();
    private readonly Lock _lock = new();
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly CancellationTokenSource _stop;
    private volatile bool _stopping;
    private int _partsDone;
    private long _executed;

    internal ExplorationRun(Scenario scenario, ExplorationOptions options, Checkpoint? checkpoint, CancellationToken cancellation)
    {
        (_scenario, Options, Checkpoint) = (scenario, options.For(scenario), checkpoint);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _stop.Token.Register(() => _stopping = true);
        if (options.MaxTime != Timeout.InfiniteTimeSpan)
            _stop.CancelAfter(options.MaxTime);
        if (checkpoint is null)
            return;
        _done.Add(checkpoint.Tally);
        _findings.AddRange(checkpoint.Findings);
        _outcomes.UnionWith(checkpoint.Outcomes);
        _partsDone = checkpoint.PartsDone;
        _executed = _done.Executions;
    }

    internal ExplorationOptions Options { get; }

    internal Checkpoint? Checkpoint { get; }

    internal KnownStates Known { get; } = new();

    /// <summary>For samples: which ones differ.</summary>
    internal DistinctCounter Classes { get; } = new();

    /// <summary>How many parts there are; set before anybody works.</summary>
    internal int Parts { get; set; }

    internal ExceptionDispatchInfo? Error { get; private set; }

    internal bool Stopping => _stopping;

    internal World NewWorld() => new(_scenario, Options.Memory, _places) { StepLimit = Options.StepLimit };

    internal WorkerContext NewWorker()
    {
        var worker = new WorkerContext(this, NewWorld());
        lock (_lock)
            _workers.Add(worker);
        return worker;
    }

    /// <summary>An error of one worker ends the search, and is the caller's to see.</summary>
    internal void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception)
        {
            lock (_lock)
                Error ??= ExceptionDispatchInfo.Capture(exception);
            _stopping = true;
        }
    }

    internal void PartDone(int number, WorkerContext worker)
    {
        lock (_lock)
        {
            Checkpoint?.Done(number, worker.Tally);
            _done.Add(worker.Tally);
            worker.BeginCount();
            _partsDone++;
        }
    }

    internal void Found(Failure failure, Func<Pick[]> schedule)
    {
        lock (_lock)
        {
            var known = _findings.Find(finding => finding.Failure.Kind == failure.Kind && finding.Failure.Property == failure.Property);
            if (known is not null)
            {
                known.Times++;
                return;
            }

            var finding = new Finding(failure, schedule(), Counts().Executions);
            _findings.Add(finding);
            Checkpoint?.Found(finding);
            if (!Options.All)
                _stopping = true;
        }
    }

    internal void CameTo(string outcome)
    {
        lock (_lock)
        {
            if (_outcomes.Add(outcome))
                Checkpoint?.CameTo(outcome);
        }
    }

    /// <summary>Workers tell of their executions a few at a time: a number that all of them write to goes from core to core.</summary>
    internal void Executed(long executions)
    {
        if (Interlocked.Add(ref _executed, executions) >= Options.MaxExecutions)
            _stopping = true;
    }

    internal ExplorationResult Result(bool finished)
    {
        lock (_lock)
        {
            var tally = Counts();
            var coverage = Options.Samples ? Coverage.Sampled
                : !finished || _stopping || _partsDone < Parts ? Coverage.Stopped
                : tally.Truncated > 0 || Options.Chosen == Strategy.Bounded ? Coverage.Bounded
                : Coverage.Exhausted;
            return new ExplorationResult(Options, coverage, tally, [.. _findings], [.. _outcomes], _elapsed.Elapsed)
            {
                // Workers write to theirs as they go.
                Judged = finished ? StatementCount.Sum(_workers.Select(worker => worker.World.Judge).OfType<IJudge>().Select(judge => judge.Counts)) : new Dictionary<string, StatementCount>(),
                Rechecked = _workers.Sum(worker => worker.Rechecked),
                Classes = Options.Samples ? (Classes.Distinct, Classes.EstimatedClasses) : null,
            };
        }
    }

    public void Dispose() => _stop.Dispose();

    private Tally Counts()
    {
        lock (_lock)
        {
            var sum = new Tally();
            sum.Add(_done);
            foreach (var worker in _workers)
                sum.Add(worker.Tally);
            return sum;
        }
    }
}
