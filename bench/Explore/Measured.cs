using System.Diagnostics;
using Virtspec.Exploration.Search;

namespace Virtspec.Bench.Explore;

/// <summary>What some work came to and what it cost.</summary>
/// <param name="Complete">Executions that came to their end.</param>
/// <param name="Begun">Executions begun, those given up included.</param>
/// <param name="Steps">Steps, those of repeated beginnings included.</param>
/// <param name="Wall">Time that went by.</param>
/// <param name="Processor">Time on any processor, of all threads of this process: what others do on the machine hardly shows in it.</param>
/// <param name="Bytes">Allocated.</param>
/// <param name="Paused">Time in which the garbage collector let nobody run.</param>
internal sealed record Measured(long Complete, long Begun, long Steps, TimeSpan Wall, TimeSpan Processor, long Bytes, TimeSpan Paused)
{
    internal double PerSecond => Begun / Wall.TotalSeconds;

    internal double PerProcessorSecond => Begun / Processor.TotalSeconds;

    internal double BytesPerExecution => (double)Bytes / Begun;

    /// <summary>Repeats work that is too short to be measured alone.</summary>
    internal static Measured AtLeast(TimeSpan least, Func<Tally> work)
    {
        var sum = new Tally();
        var bytes = GC.GetTotalAllocatedBytes();
        var paused = GC.GetTotalPauseDuration();
        var processor = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        do
            sum.Add(work());
        while (Stopwatch.GetElapsedTime(began) < least);
        return new Measured(
            sum.Complete,
            sum.Executions,
            sum.Steps,
            Stopwatch.GetElapsedTime(began),
            Environment.CpuUsage.TotalTime - processor,
            GC.GetTotalAllocatedBytes() - bytes,
            GC.GetTotalPauseDuration() - paused);
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
