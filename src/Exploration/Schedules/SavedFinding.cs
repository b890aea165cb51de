using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>All that is needed to see a finding again, and to tell it from others.</summary>
/// <param name="Scenario">With the parameters at which it is shown.</param>
/// <param name="Memory">Under which memory model.</param>
/// <param name="StepLimit">Most steps of a run when it was found.</param>
/// <param name="Strategy">What found it, as on the command line.</param>
/// <param name="Seed">Where sampling started from; 0 when nothing was drawn.</param>
/// <param name="Failure">What goes wrong.</param>
/// <param name="Schedule">How it comes to it: the simplest known.</param>
/// <param name="OriginalScenario">With the parameters at which it was found.</param>
/// <param name="Original">The schedule as it was found.</param>
internal sealed record SavedFinding(
    Scenario Scenario,
    MemoryModel Memory,
    int StepLimit,
    string Strategy,
    ulong Seed,
    Failure Failure,
    Pick[] Schedule,
    Scenario OriginalScenario,
    Pick[] Original)
{
    private const int IdDigits = 6;

    /// <summary>The virtspec that wrote it; this one unless it was read from a file.</summary>
    internal string Tool { get; init; } = ThisTool;

    /// <summary>Six hex digits that stay the same as long as scenario, parameters, model, failure and schedule do.</summary>
    internal string Id
    {
        get
        {
            // The name in words, as ever: a finding keeps its id from one release to the next.
            var text = string.Join('\n', Scenario, ModelNames.InWords(Memory), FindingNames.Of(Failure.Kind), Failure.Property, ScheduleText.Write(Schedule));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))[..IdDigits];
        }
    }

    /// <summary>The run that shows it.</summary>
    internal ScenarioRun Run => new(Scenario, Memory, StepLimit, Schedule);

    private static string ThisTool { get; } =
        typeof(SavedFinding).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
