using Virtspec.Exploration.States;

namespace Virtspec.Systematic.States.Machines;

/// <summary>A step of a <see cref="Table"/>.</summary>
internal readonly record struct Arc(int From, int Action, int To);

/// <summary>
/// A machine given by its graph: states are numbers, the first is 0, each action is a process of its own. One obligation is open in the states named.
/// </summary>
internal readonly struct Table(Arc[] arcs, Fairness[] fairness, int[] hot, bool ofActions = false) : IMachine<int>
{
    public int Processes => fairness.Length;

    public int Actions => fairness.Length;

    public int Initial => 0;

    public ulong Observed => 0;

    public int Owner(int action) => action;

    public bool Enabled(in int state, int action) => Find(state, action) is not null;

    public void Step(ref int state, int action) => state = Find(state, action)!.Value.To;

    public Footprint Access(in int state, int action) => Footprint.Everything;

    public Footprint Next(in int state, int process) => Footprint.Everything;

    public Footprint Future(in int state, int process) => Footprint.Everything;

    public string? Violated(in int state) => null;

    public ulong Hot(in int state) => hot.Contains(state) ? 1u : 0u;

    public string ObligationName(int obligation) => "served";

    public bool IsLegalEnd(in int state) => true;

    public Fairness FairnessOfProcess(int process) => ofActions ? Fairness.None : fairness[process];

    public Fairness FairnessOfAction(int action) => ofActions ? fairness[action] : Fairness.None;

    public string DescribeAction(int action) => $"{(char)('a' + action)}";

    public string DescribeState(in int state) => $"{state}";

    private Arc? Find(int state, int action)
    {
        foreach (var arc in arcs)
        {
            if (arc.From == state && arc.Action == action)
                return arc;
        }

        return null;
    }
}
