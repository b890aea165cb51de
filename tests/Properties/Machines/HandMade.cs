using Virtspec.Model.Machines;
using Virtspec.Model.Rules;

namespace Virtspec.Properties.Machines;

/// <summary>
/// A machine written down edge by edge. What stands before the dot in a state is its name in the drawing. Events that begin with <c>device</c> are the
/// device's, those listed the environment's, and <c>offend</c> breaks a rule.
/// </summary>
internal sealed class HandMade((string From, string Event, string To)[] edges, string[]? environment = null) : IMachine
{
    internal static readonly Rule Offended = SplitRules.AvailIdxForward;

    public string Name => "hand-made";

    public string Title => "Made by hand";

    public string Source => "nowhere";

    public object Initial => edges[0].From;

    public IReadOnlyList<MachineEvent> Events { get; } =
        [.. edges.Select(edge => edge.Event).Distinct().Select(name => new MachineEvent(name, ActorOf(name, environment ?? [])))];

    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<MachineRemark> Remarks { get; init; } = [];

    public bool CanHappen(object state, int index) => edges.Any(edge => Is(edge, state, index));

    public object Step(object state, int index, RuleLog log)
    {
        if (Events[index].Name == "offend")
            log.Breaks(Offended, "seen", "expected");
        return edges.Single(edge => Is(edge, state, index)).To;
    }

    public string Describe(object state) => ((string)state).Split('.')[0];

    public IReadOnlySet<string> Features(object state) => new HashSet<string>();

    private bool Is((string From, string Event, string To) edge, object state, int index) =>
        edge.From == (string)state && edge.Event == Events[index].Name;

    private static Actor ActorOf(string name, string[] environment) =>
        environment.Contains(name) ? Actor.Environment : name.StartsWith("device", StringComparison.Ordinal) ? Actor.Device : Actor.Driver;
}
