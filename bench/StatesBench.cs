using System.Diagnostics;
using Virtspec.Exploration.States;
using Virtspec.Systematic.States.Machines;

namespace Virtspec.Bench;

/// <summary>
/// Exhausting the states of two models, ours and in Promela, next to spin in the same run. The counts have to agree: spin counts the
/// initial state as a transition, so it has one more.
/// </summary>
internal static class StatesBench
{
    private const int Rounds = 5;
    private const ushort Buffers = 10;

    internal static void Run()
    {
        using var spin = Spin.Present ? new Spin() : null;
        if (spin is null)
            Console.WriteLine("spin absent");
        Console.WriteLine($"{"model",-22} {"states",10} {"transitions",12} {"states/s",12} {"transitions/s",14} {"spin full",10} {"spin POR",10}");
        foreach (var managers in (int[])[3, 5, 7])
        {
            var machine = new TwoPhaseCommit(managers);
            Compare(spin, $"two-phase commit {managers}", "two-phase-commit.pml", $"-DRMS={managers}", true, () => BreadthFirst<TwoPhaseCommit, TwoPhaseState>.Run(machine, new()));
        }

        var ring = new SplitRingMachine(Buffers, true);
        Compare(spin, $"split ring, {Buffers} buffers", "split-ring.pml", $"-DN={Buffers}", false, () => BreadthFirst<SplitRingMachine, SplitRingState>.Run(ring, new()));
    }

    private static void Compare(Spin? spin, string name, string model, string define, bool sameTransitions, Func<SearchResult> search)
    {
        var full = spin?.Compile(model, define, reduce: false);
        var reduced = spin?.Compile(model, define, reduce: true);
        List<double> ours = [];
        List<double> theirs = [];
        List<double> theirsReduced = [];

        // The first searches are compiled while they run: they are not counted.
        var warm = Stopwatch.GetTimestamp();
        var result = search();
        while (Stopwatch.GetElapsedTime(warm) < TimeSpan.FromSeconds(1))
            result = search();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            result = search();
            ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (spin is null)
                continue;
            var count = spin.Verify(full!);
            Agree(name, result, count, sameTransitions);
            theirs.Add(count.Seconds);
            theirsReduced.Add(spin.Verify(reduced!).Seconds);
        }

        var seconds = Median(ours);
        Console.WriteLine($"{name,-22} {result.States,10:N0} {result.Transitions,12:N0} {result.States / seconds,12:N0} {result.Transitions / seconds,14:N0} "
            + $"{Ratio(theirs, seconds),10} {Ratio(theirsReduced, seconds),10}");
    }

    private static void Agree(string name, SearchResult ours, SpinCount spin, bool sameTransitions)
    {
        if (ours.End != SearchEnd.Exhausted || ours.Violations.Count > 0 || spin.Errors > 0)
            throw new InvalidOperationException($"{name}: {ours.End}, {ours.Violations.Count} violations; spin: {spin.Errors} errors");
        // In the other model spin counts the steps inside an atomic sequence too.
        if (ours.States != spin.States || (sameTransitions && ours.Transitions + 1 != spin.Transitions))
            throw new InvalidOperationException($"{name}: {ours.States} states, {ours.Transitions} transitions; spin: {spin.States}, {spin.Transitions}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Spin's time in ours; below a tenth of a second it is mostly the making of its table.</summary>
    private static string Ratio(List<double> theirs, double ours) =>
        theirs.Count == 0 ? "-" : Median(theirs) < 0.1 ? "too short" : $"{Median(theirs) / ours:0.00} x";
}
