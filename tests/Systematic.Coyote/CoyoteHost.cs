using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using Virtspec.Exploration;

namespace Virtspec.Systematic.Coyote;

/// <summary>What came of running a scenario under Coyote.</summary>
/// <param name="Executions">How many were begun.</param>
/// <param name="Bug">What Coyote says of the first that went wrong; null when none did.</param>
/// <param name="Trace">Coyote's own record of it, to be replayed; empty when none went wrong.</param>
internal sealed record CoyoteReport(int Executions, string? Bug, string Trace);

/// <summary>
/// Runs a scenario as it is under Coyote's scheduler, through its public interface for controlled operations: no assembly is rewritten.
/// </summary>
internal static class CoyoteHost
{
    /// <summary>Looks for an execution that goes wrong, and ends with the first.</summary>
    /// <param name="scenario">What.</param>
    /// <param name="executions">How many at most.</param>
    /// <param name="seed">Of Coyote's generator.</param>
    /// <param name="strategy">Sets one of Coyote's strategies; without it, Coyote's own choice.</param>
    internal static CoyoteReport Explore(Scenario scenario, int executions, uint seed, Func<Configuration, Configuration>? strategy = null)
    {
        var configuration = Configuration.Create().WithTestingIterations((uint)executions).WithRandomGeneratorSeed(seed);
        return Run(scenario, strategy is null ? configuration : strategy(configuration));
    }

    /// <summary>Runs what Coyote recorded.</summary>
    /// <param name="scenario">The same scenario.</param>
    /// <param name="trace">Of an earlier report.</param>
    internal static CoyoteReport Replay(Scenario scenario, string trace) =>
        Run(scenario, Configuration.Create().WithReproducibleTrace(trace));

    private static CoyoteReport Run(Scenario scenario, Configuration configuration)
    {
        var begun = 0;
        configuration = configuration.WithTelemetryEnabled(false);
        using var engine = TestingEngine.Create(configuration, () =>
        {
            begun++;
            new CoyoteExecution(scenario).Run();
        });
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        var bug = engine.TestReport.NumOfFoundBugs > 0 ? engine.TestReport.BugReports.First() : null;
        return new CoyoteReport(begun, bug, bug is null ? string.Empty : engine.ReproducibleTrace);
    }
}
