using System.Diagnostics;
using System.Globalization;
using Virtspec.Scenarios;
using Virtspec.Systematic.Coyote;
using Xunit.Runner.InProc.SystemConsole;

// "rate SCENARIO EXECUTIONS": how many executions a second Coyote does, for whoever compares. Else the tests run.
if (args is not ["rate", var name, var count])
    return await ConsoleRunner.Run(args);
if (ScenarioCatalogue.Find(name) is not { } scenario || !int.TryParse(count, CultureInfo.InvariantCulture, out var executions) || executions < 1)
{
    Console.Error.WriteLine($"rate: expected the name of a scenario and a number of executions, got {name} and {count}");
    return 2;
}

// What is to be measured is going on, not stopping at a finding.
if (scenario.Parameters.Any(parameter => parameter.Name == "recheck"))
    scenario = scenario.With("recheck", 1);
CoyoteHost.Explore(scenario, Math.Min(100, executions), seed: 1, configuration => configuration.WithRandomStrategy());
var watch = Stopwatch.StartNew();
var report = CoyoteHost.Explore(scenario, executions, seed: 2, configuration => configuration.WithRandomStrategy());
var rate = report.Executions / watch.Elapsed.TotalSeconds;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario}: {report.Executions} executions, {rate:f0} a second{(report.Bug is null ? string.Empty : ", ended by a finding")}"));
return 0;
