using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// Draws one execution after another, choice by choice. Everything that chance decides in one follows from the number that it began with.
/// </summary>
internal abstract class Sampler(World world, ProcessOrder order)
{
    private Random64 _random;
    private ulong _stream;

    protected World World => world;

    protected ProcessOrder Order => order;

    /// <summary>A new execution stands at its start.</summary>
    /// <param name="stream">All that its course depends on.</param>
    internal virtual void Begin(ulong stream) => (_stream, _random) = (stream, new Random64(stream));

    /// <summary>Who goes on, of at least two who can.</summary>
    internal abstract int Choose(ulong enabled);

    /// <summary>Which way a step turns out, of at least two: each as likely as the next.</summary>
    internal int Alternative(int count) => Below(count);

    /// <summary>A process is about to do its step, chosen or because nobody else could.</summary>
    internal virtual void Stepping(int process)
    {
    }

    protected int Below(int count) => _random.Below(count);

    protected int Uniform(ulong enabled) => order.At(enabled, Below(BitOperations.PopCount(enabled)));

    /// <summary>A random number for a process, the same whenever it is asked for in this execution.</summary>
    /// <param name="process">Which.</param>
    /// <param name="time">Which of its numbers.</param>
    protected ulong Draw(int process, int time) =>
        Random64.Mix(Random64.Mix(_stream ^ (order.Name(process) * 0x9e3779b97f4a7c15)) + ((ulong)(uint)time * 0xd1342543de82ef95));
}

/// <summary>Each who can go on is as likely as the next.</summary>
internal sealed class RandomSampler(World world, ProcessOrder order) : Sampler(world, order)
{
    internal override int Choose(ulong enabled) => Uniform(enabled);
}
