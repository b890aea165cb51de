using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// Executions drawn by chance, each for itself: how one goes depends on the seed and its number, not on who draws it, nor after which others.
/// </summary>
internal sealed class SampleSearch
{
    /// <summary>The depth of bugs that <see cref="SamplingStrategy.Pct"/> looks for when nothing else is said.</summary>
    internal const int UsualDepth = 3;

    private readonly World _world;
    private readonly SearchContext _context;
    private readonly ulong _seed;
    private readonly ProcessOrder _order;
    private readonly Sampler[] _turns;
    private readonly TraceHash? _trace;
    private readonly DistinctCounter? _classes;
    private readonly Func<Pick[]> _schedule;
    private Pick[] _steps = new Pick[64];

    /// <summary>A search.</summary>
    /// <param name="world">Serves all executions.</param>
    /// <param name="context">Told of every end.</param>
    /// <param name="strategy">How executions are drawn.</param>
    /// <param name="seed">Which ones.</param>
    /// <param name="depth">For <see cref="SamplingStrategy.Pct"/>: one more than there are changes of priority; 1 or more.</param>
    /// <param name="classes">Counts the different ones; without it they are not told apart, which is faster.</param>
    /// <param name="tally">Where to count; without it, in a tally of its own.</param>
    internal SampleSearch(
        World world, SearchContext context, SamplingStrategy strategy, ulong seed, int depth = UsualDepth, DistinctCounter? classes = null, Tally? tally = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        (_world, _context, _seed, _classes, Tally) = (world, context, seed, classes, tally ?? new Tally());
        _order = new ProcessOrder(world);
        _trace = classes is null ? null : new TraceHash(world, _order);
        _turns = Samplers(strategy, depth);
        _schedule = Schedule;
    }

    internal Tally Tally { get; }

    /// <summary>Draws executions, or until it is told to stop.</summary>
    /// <param name="first">Number of the first, from 0.</param>
    /// <param name="stride">From each to the next, 1 or more.</param>
    /// <param name="count">How many.</param>
    /// <returns>Whether it came to the end.</returns>
    internal bool Run(long first, long stride, long count)
    {
        for (var i = 0L; i < count; i++)
        {
            if (_context.Stopping)
                return false;
            var number = first + (i * stride);
            var sampler = _turns[(int)(number % _turns.Length)];
            sampler.Begin(Random64.Stream(_seed, (ulong)number));
            if (Draw(sampler))
                End();
            else
                Tally.Truncated++;
            Tally.Steps += _world.Depth;
        }

        return true;
    }

    /// <summary>Runs one execution.</summary>
    /// <returns>Whether it came to its end.</returns>
    private bool Draw(Sampler sampler)
    {
        _world.Reset();
        _trace?.Begin();
        while (true)
        {
            var enabled = _world.Enabled;
            if (_world.Failure is not null || enabled == 0)
                return true;
            var depth = _world.Depth;
            if (depth >= _world.StepLimit)
                return false;
            _order.Meet(enabled);
            var process = _world.Alone(enabled);
            if (process < 0)
                process = BitOperations.IsPow2(enabled) ? BitOperations.TrailingZeroCount(enabled) : sampler.Choose(enabled);
            var alternatives = _world.Alternatives(process);
            var alternative = alternatives > 1 ? sampler.Alternative(alternatives) : 0;
            sampler.Stepping(process);
            _trace?.Stepping(process, alternative);
            if (depth == _steps.Length)
                Array.Resize(ref _steps, 2 * depth);
            _steps[depth] = Pick.Of(_world, process, alternative);
            _world.Step(process, alternative);
        }
    }

    private void End()
    {
        Tally.Complete++;
        Tally.Depth = Math.Max(Tally.Depth, _world.Depth);
        if (_trace is not null)
            _classes!.Add(_trace.Value);
        _world.Finish();
        _context.Ended(_world, _schedule, Tally);
    }

    private Pick[] Schedule() => _steps[.._world.Depth];

    /// <summary>Whose turn it is, by the number of an execution.</summary>
    private Sampler[] Samplers(SamplingStrategy strategy, int depth)
    {
        TrialRuns Trials() => new(_world, _order, _seed);
        switch (strategy)
        {
            case SamplingStrategy.Random:
                return [new RandomSampler(_world, _order)];
            case SamplingStrategy.Pct:
                return [new PctSampler(_world, _order, Trials(), depth)];
            case SamplingStrategy.Pos:
                return [new PosSampler(_world, _order)];
            case SamplingStrategy.Urw:
                return [new UrwSampler(_world, _order, Trials())];
            case SamplingStrategy.Portfolio:
                var trials = Trials();
                Sampler pos = new PosSampler(_world, _order);
                Sampler pct = new PctSampler(_world, _order, trials, depth);
                Sampler urw = new UrwSampler(_world, _order, trials);
                Sampler random = new RandomSampler(_world, _order);
                return [pos, pct, pos, urw, pct, pos, random, pos, pct, urw];
            default:
                throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "no such strategy");
        }
    }
}
