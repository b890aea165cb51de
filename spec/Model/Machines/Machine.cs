using Virtspec.Model.Rules;

namespace Virtspec.Model.Machines;

/// <summary>A machine over its own types of states and events: what <see cref="IMachine"/> asks for, typed.</summary>
/// <typeparam name="TState">States: values that compare by content.</typeparam>
/// <typeparam name="TEvent">Events of the model's step function.</typeparam>
internal abstract class Machine<TState, TEvent> : IMachine
    where TState : notnull
    where TEvent : struct
{
    private readonly List<Func<TState, TEvent?>> _makers = [];
    private readonly List<MachineEvent> _events = [];

    public abstract string Name { get; }

    public abstract string Title { get; }

    public abstract string Source { get; }

    public IReadOnlyList<MachineEvent> Events => _events;

    public virtual IReadOnlyList<string> Names => [];

    public virtual IReadOnlyList<MachineRemark> Remarks => [];

    object IMachine.Initial => Initial;

    /// <summary>The state it starts in.</summary>
    protected abstract TState Initial { get; }

    bool IMachine.CanHappen(object state, int index) => _makers[index]((TState)state) is not null;

    object IMachine.Step(object state, int index, RuleLog log)
    {
        var before = (TState)state;
        var happens = _makers[index](before);
        Invariant.Check(happens is not null, $"{Name}: {Events[index].Name} cannot happen in {Describe(before)}");
        return Step(before, happens!.Value, log);
    }

    string IMachine.Describe(object state) => Describe((TState)state);

    IReadOnlySet<string> IMachine.Features(object state) => Features((TState)state);

    /// <summary>What an event of the alphabet is in a state; null where it cannot happen.</summary>
    /// <param name="state">A state of this machine, or a state of the model that is like one.</param>
    /// <param name="index">Position of the event in the alphabet.</param>
    internal TEvent? Make(TState state, int index) => _makers[index](state);

    /// <summary>The model's step function.</summary>
    protected abstract TState Step(TState state, TEvent e, RuleLog log);

    /// <summary>Name of a state.</summary>
    protected abstract string Describe(TState state);

    /// <summary>Features negotiated in a state.</summary>
    protected abstract IReadOnlySet<string> Features(TState state);

    /// <summary>Adds an event that can always happen.</summary>
    protected void On(Actor actor, string name, TEvent e) => Add(new MachineEvent(name, actor), _ => e);

    /// <summary>Adds an event that can happen only in some states, or whose content depends on the state.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="name">What happens.</param>
    /// <param name="guard">When it can happen, for people.</param>
    /// <param name="make">The event in a state, or null where it cannot happen.</param>
    protected void On(Actor actor, string name, string guard, Func<TState, TEvent?> make) => Add(new MachineEvent(name, actor, guard), make);

    /// <summary>Position of the first event of the alphabet that would be <paramref name="e"/> in this state, or -1.</summary>
    protected int PositionOf(TState state, TEvent e)
    {
        for (var i = 0; i < _makers.Count; i++)
        {
            if (_makers[i](state) is { } made && made.Equals(e))
                return i;
        }

        return -1;
    }

    /// <summary>Position of the event of that name.</summary>
    protected int PositionOf(string name)
    {
        var position = _events.FindIndex(known => known.Name == name);
        Invariant.Check(position >= 0, $"{Name}: no event is named {name}");
        return position;
    }

    private void Add(MachineEvent e, Func<TState, TEvent?> make)
    {
        Invariant.Check(_events.All(known => known.Name != e.Name), $"{Name}: two events named {e.Name}");
        _events.Add(e);
        _makers.Add(make);
    }
}
