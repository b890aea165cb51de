using FsCheck.Xunit;
using Virtspec.Model.Machines;
using Virtspec.Model.Rules;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Machines;
using Xunit;

namespace Virtspec.Properties.Machines;

/// <summary>Walks through the machines: shortest paths, tours, and random ones on which every rule that fires has to fit.</summary>
[Properties(Replay = "20260101,20260101", StartSize = 20, EndSize = 400, MaxTest = 400)]
public sealed class MachineWalkTests
{
    public static TheoryData<string> Names => Graphs.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_shortest_path_to_a_state_ends_there_and_breaks_nothing(string name)
    {
        var graph = Graphs.Named(name);
        var paths = MachineWalks.ShortestPaths(graph);
        Assert.Equal(graph.Drawing.Names.Count, paths.Count);
        for (var target = 0; target < paths.Count; target++)
        {
            var walked = Replay(graph, paths[target]);
            Assert.Equal(graph.Drawing.Names[target], graph.Machine.Describe(walked[^1]));
            Assert.DoesNotContain(graph.Drawing.Names[target], walked.SkipLast(1).Select(graph.Machine.Describe));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tour_takes_every_drawn_transition_and_breaks_nothing(string name)
    {
        var graph = Graphs.Named(name);
        var taken = new HashSet<Transition>();
        foreach (var walk in MachineWalks.Tour(graph))
        {
            var states = Replay(graph, walk).Select(state => graph.Drawing.Names.ToList().IndexOf(graph.Machine.Describe(state))).ToList();
            taken.UnionWith(walk.Select((step, i) => new Transition(states[i], step.Event, states[i + 1])));
        }

        Assert.Equal(graph.Drawing.Transitions.ToHashSet(), taken);
    }

    [Fact]
    public void A_path_is_shortest_and_a_tour_begins_anew_where_nothing_leads_back()
    {
        var graph = MachineGraph.Of(new HandMade(
            [("a", "long", "b"), ("b", "long", "c"), ("c", "long", "d"), ("a", "short", "d"), ("d", "on", "end"), ("b", "fall", "pit")]));
        string[] EventsOf(IReadOnlyList<Transition> walk) => [.. walk.Select(step => graph.Machine.Events[step.Event].Name)];
        Assert.Equal(["short", "on"], EventsOf(MachineWalks.ShortestPaths(graph)[graph.Drawing.Names.ToList().IndexOf("end")]));
        Assert.Equal(["long long long on", "short", "long fall"], MachineWalks.Tour(graph).Select(walk => string.Join(' ', EventsOf(walk))));
    }

    /// <summary>
    /// Offences included. What breaks is the doing of whoever acted, or, when the environment lets time pass, of either. What holds may
    /// be the other's, for some statements are decided by what comes after.
    /// </summary>
    [Property]
    public void A_rule_that_fires_is_in_the_catalogue_binds_who_acted_and_applies_there(byte which, ushort start, bool goesOn, ushort[] choices)
    {
        // From anywhere, for chance alone seldom comes far.
        var graph = Graphs.All[which % Graphs.All.Count];
        var (machine, begin, log) = (graph.Machine, graph.States[start % graph.States.Count], new RuleLog());
        var state = begin;
        foreach (var choice in choices)
        {
            int[] possible = [.. Enumerable.Range(0, machine.Events.Count).Where(e => machine.CanHappen(state, e))];
            var e = possible[choice % possible.Length];
            log.Clear();
            var after = machine.Step(state, e, log);
            RuleFit.Check(machine, state, e, after, log);
            state = log.Breaches.Count > 0 && !goesOn ? begin : after;
        }
    }

    /// <summary>The same, without chance, of every event in every state that the driver and the device reach without an offence.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void In_every_state_every_rule_that_fires_fits(string name)
    {
        var graph = Graphs.Named(name);
        var log = new RuleLog();
        foreach (var state in graph.States)
        {
            for (var e = 0; e < graph.Machine.Events.Count; e++)
            {
                if (!graph.Machine.CanHappen(state, e))
                    continue;
                log.Clear();
                RuleFit.Check(graph.Machine, state, e, graph.Machine.Step(state, e, log), log);
            }
        }
    }

    /// <summary>Every event makes some difference somewhere: a state, or a rule that speaks.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_event_can_happen_somewhere(string name)
    {
        var graph = Graphs.Named(name);
        var happen = graph.Drawing.Transitions.Select(edge => edge.Event).Concat(graph.Drawing.Offences.Select(offence => offence.Event)).ToHashSet();
        Assert.Empty(Enumerable.Range(0, graph.Machine.Events.Count).Where(e => !happen.Contains(e)).Select(e => graph.Machine.Events[e].Name));
    }

    /// <summary>The states passed, the initial one first.</summary>
    private static List<object> Replay(MachineGraph graph, IReadOnlyList<Transition> walk)
    {
        var (machine, log) = (graph.Machine, new RuleLog());
        var states = new List<object> { machine.Initial };
        foreach (var step in walk)
        {
            Assert.True(machine.CanHappen(states[^1], step.Event));
            states.Add(machine.Step(states[^1], step.Event, log));
        }

        Assert.Empty(log.Breaches);
        return states;
    }
}

/// <summary>Whether a rule that fires belongs where it fires.</summary>
internal static class RuleFit
{
    internal static void Check(IMachine machine, object before, int position, object after, RuleLog log)
    {
        var catalogue = RequirementCatalogue.Load();
        var e = machine.Events[position];
        foreach (var breach in log.Breaches)
        {
            Assert.True(catalogue.TryGet(breach.Rule.Id, out var requirement), breach.Rule.Id);
            var actor = requirement.Role == Role.Driver ? Actor.Driver : Actor.Device;
            Assert.True(e.Actor == Actor.Environment || e.Actor == actor, $"{machine.Name}: {e.Name} by the {e.Actor} breaks {requirement.Id} of the {requirement.Role}");
        }

        foreach (var rule in log.Held.Concat(log.Breaches.Select(breach => breach.Rule)).Distinct())
        {
            Assert.True(catalogue.TryGet(rule.Id, out var requirement), rule.Id);
            // The situation is that before the event or that which it makes: agreeing on features is one step.
            var applies = requirement.AppliesWith(machine.Features(before)) || requirement.AppliesWith(machine.Features(after));
            Assert.True(applies, $"{machine.Name}: {rule} fires at {e.Name} in {machine.Describe(before)} with features {string.Join(", ", machine.Features(before))}, and applies with {string.Join(", ", requirement.Features)}");
        }
    }
}
