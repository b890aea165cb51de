using Virtspec.Model.Rules;

namespace Virtspec.Model.Machines;

/// <summary>Who makes an event happen.</summary>
internal enum Actor
{
    /// <summary>The driver.</summary>
    Driver,

    /// <summary>The device.</summary>
    Device,

    /// <summary>Neither: a link goes, long enough has passed. Omissions of both sides are judged here.</summary>
    Environment,
}

/// <summary>One kind of event in the alphabet of a machine.</summary>
/// <param name="Name">What happens, in the words of the standard: <c>write DRIVER_OK</c>.</param>
/// <param name="Actor">Who does it.</param>
/// <param name="Guard">When it can happen at all, for people; null when it always can. What must not happen is no guard: a rule says so.</param>
internal sealed record MachineEvent(string Name, Actor Actor, string? Guard = null);

/// <summary>A question that a graph answers about a machine.</summary>
internal enum MachineQuestion
{
    /// <summary>A state that neither side leaves.</summary>
    DeadEnd,

    /// <summary>States among which one actor can go round for ever without the others.</summary>
    OneSidedCycle,
}

/// <summary>An answer that is known and right: what looks like a fault of the machine is meant.</summary>
/// <param name="Question">Which question gives it.</param>
/// <param name="Subject">Name of the state, or <c>Actor: event, event</c> for a cycle, events in the order of the alphabet.</param>
/// <param name="Reason">Why it is right.</param>
internal sealed record MachineRemark(MachineQuestion Question, string Subject, string Reason);

/// <summary>
/// A state machine of the model, closed by a finite alphabet of events, so that it can be enumerated, drawn, searched and walked. States are
/// values that compare by content.
/// </summary>
internal interface IMachine
{
    /// <summary>Name for the command line and for files: <c>device-status</c>.</summary>
    string Name { get; }

    /// <summary>What it is a machine of, in one line.</summary>
    string Title { get; }

    /// <summary>Where the standard describes it: <c>VIRTIO 1.4, 2.1</c>.</summary>
    string Source { get; }

    /// <summary>The state it starts in.</summary>
    object Initial { get; }

    /// <summary>The alphabet. An event is known by its position in it.</summary>
    IReadOnlyList<MachineEvent> Events { get; }

    /// <summary>Whether an event can happen in a state: its guard.</summary>
    /// <param name="state">A state of this machine.</param>
    /// <param name="index">Position of the event in the alphabet.</param>
    bool CanHappen(object state, int index);

    /// <summary>The state after an event that can happen.</summary>
    /// <param name="state">A state of this machine.</param>
    /// <param name="index">Position of the event in the alphabet.</param>
    /// <param name="log">Takes what the rules say. An event that breaks a rule is an offence, not part of the protocol.</param>
    object Step(object state, int index, RuleLog log);

    /// <summary>Name of a state. States of one name are one state of the drawing.</summary>
    /// <param name="state">A state of this machine.</param>
    string Describe(object state);

    /// <summary>Every name that <see cref="Describe"/> gives, if the machine says so: a name that no state has is then an error. Empty if not.</summary>
    IReadOnlyList<string> Names => [];

    /// <summary>Answers to the questions of the graph that are as they should be.</summary>
    IReadOnlyList<MachineRemark> Remarks => [];

    /// <summary>Names of the features negotiated in a state, as the catalogue's conditions name them.</summary>
    /// <param name="state">A state of this machine.</param>
    IReadOnlySet<string> Features(object state);
}
