using Virtspec.Exploration.Execution;
using Virtspec.Port;

namespace Virtspec.Exploration.MemoryModels;

/// <summary>
/// Every place keeps its stores, every agent a view; a load may return any store that its view does not rule out, and a store may come
/// before others that its agent has not seen. Release stores carry their agent's view, acquire loads take it over; fences do so for relaxed ones.
/// </summary>
/// <remarks>
/// This is the machine of Kang et al. (POPL 2017) without promises: no store is seen before it is made, so load buffering is not shown. The first
/// alternative is always the newest value and the last place in the order, so a run without deviations is sequentially consistent.
/// </remarks>
internal sealed class ViewMemory(World world) : SharedMemory(world)
{
    private readonly List<ModificationOrder> _orders = [];
    private readonly List<Message> _pool = [];
    private readonly List<AgentViews> _agents = [];
    private readonly View _fenced = new();
    private readonly View _scratch = new();
    private ulong _fencedHash;
    private int _used;

    internal override void Reset()
    {
        base.Reset();
        _used = 0;
        _fencedHash = 0;
    }

    internal override void Begin()
    {
        for (var i = 0; i < Length / 8; i++)
        {
            if (_orders.Count == i)
                _orders.Add(new ModificationOrder());
            _orders[i].Clear();
            _orders[i].Insert(0, Take(i * 8, 8, Peek(i * 8, 8), -1, i, 0, atomic: false));
        }

        Restart(_fenced);
        _scratch.Resize(Length);
        for (var i = 0; i < World.Agents; i++)
        {
            if (_agents.Count == i)
                _agents.Add(new AgentViews());
            var views = _agents[i];
            views.Stores = 0;
            Restart(views.Current);
            Restart(views.Acquirable);
            Restart(views.Released);
            Restart(views.Own);
        }
    }

    internal override bool IsLocal(Agent agent) => agent.Kind == Operation.Fence && agent.FenceKind != FenceKind.Full;

    internal override bool Ready(Agent agent) => agent.Kind switch
    {
        Operation.Wait => OrderOf(agent).Last.Value != 0,
        Operation.Until => Alternatives(agent) > 0,
        _ => true,
    };

    internal override bool ReadyWithout(Agent agent, IUndone undone)
    {
        var order = OrderOf(agent);
        for (var position = order.Count - 1; position >= 0; position--)
        {
            var message = order[position];
            if (!message.Overlaps(agent.Offset, agent.Size) || (message.Writer >= 0 && undone.Undone(message.Writer, message.Step)))
                continue;
            if (agent.Kind == Operation.Wait)
                return message.Value != 0;
            if (!order.Readable(position, agent.Offset, agent.Size, _agents[agent.Index].Current))
                return false;
            if (agent.Suits!(order.Value(position, agent.Offset, agent.Size)))
                return true;
        }

        return false;
    }

    internal override int Alternatives(Agent agent)
    {
        switch (agent.Kind)
        {
            case Operation.Load or Operation.Until or Operation.Store or Operation.Exchange or Operation.CompareExchange:
                var count = 0;
                for (var position = First(agent); position >= 0; position = Next(agent, position))
                    count++;
                return count;
            default:
                return base.Alternatives(agent);
        }
    }

    internal override ulong Perform(Agent agent, int alternative, out ulong seen)
    {
        var views = _agents[agent.Index];
        seen = 0;
        switch (agent.Kind)
        {
            case Operation.Load or Operation.Until:
                return Read(agent, views, PositionOf(agent, alternative), agent.Ordered, out seen);
            case Operation.Store:
                Store(agent, views, PositionOf(agent, alternative));
                return 0;
            case Operation.Exchange or Operation.CompareExchange:
                return Exchange(agent, views, PositionOf(agent, alternative), out seen);
            case Operation.Signal:
                Store(agent, views, OrderOf(agent).Count - 1);
                return 0;
            case Operation.Wait:
                Read(agent, views, OrderOf(agent).Count - 1, acquire: true, out seen);
                Insert(agent, views, OrderOf(agent).Count - 1, 0, views.Released, atomic: true);
                return 1;
            case Operation.Choose:
                return seen = (ulong)alternative;
            case Operation.Fence:
                Fence(agent.FenceKind, views);
                seen = agent.FenceKind == FenceKind.Full ? _fencedHash : 0;
                return 0;
            default:
                throw new InvalidOperationException($"{agent.Kind} is no access");
        }
    }

    internal override Footprint FootprintOf(int process)
    {
        var agent = World.AgentAt(process);
        return agent.Kind switch
        {
            Operation.Load or Operation.Until => Footprint.Read(process, agent.Offset, agent.Size),
            Operation.Fence => agent.FenceKind == FenceKind.Full ? Footprint.Write(process, 0, 0).WithFence() : Footprint.None,
            Operation.Exchange or Operation.CompareExchange => Footprint.Write(process, agent.Offset, agent.Size).InRow().WithFence(),
            Operation.Choose or Operation.None => Footprint.None,

            // Stores side by side do not commute: a wide load sees their order, and a wide store may go between them.
            _ => Footprint.Write(process, agent.Offset, agent.Size).InRow(),
        };
    }

    internal override void AddTo(ref Fingerprint fingerprint)
    {
        // What agents have seen their histories tell, by the identities of what they read.
        fingerprint.Add(_fencedHash);
        for (var i = 0; i < Length / 8; i++)
        {
            var order = _orders[i];
            fingerprint.Add((ulong)order.Count);
            for (var position = 1; position < order.Count; position++)
                fingerprint.Add(order[position].Identity);
        }
    }

    private ModificationOrder OrderOf(Agent agent) => _orders[agent.Offset / 8];

    private int PositionOf(Agent agent, int alternative)
    {
        var position = First(agent);
        for (; alternative > 0 && position >= 0; alternative--)
            position = Next(agent, position);
        return position >= 0 ? position : throw new InvalidOperationException($"{agent.Name}: no such alternative");
    }

    private int First(Agent agent)
    {
        if (agent.Kind is Operation.Exchange or Operation.CompareExchange)
        {
            // It comes after the fences that all have agreed on, and what they let the agent know.
            var views = _agents[agent.Index];
            _scratch.CopyFrom(views.Current);
            _scratch.Join(views.Acquirable);
            _scratch.Join(_fenced);
        }

        return Next(agent, OrderOf(agent).Count);
    }

    /// <summary>The next older position at which the access may take place, or -1.</summary>
    private int Next(Agent agent, int position)
    {
        var order = OrderOf(agent);
        var exchange = agent.Kind is Operation.Exchange or Operation.CompareExchange;
        var view = exchange ? _scratch : _agents[agent.Index].Current;
        while (true)
        {
            position = order.Overlapping(position - 1, agent.Offset, agent.Size);
            if (position < 0 || !Allowed(agent, order, position, view))
                return -1;
            var fits = agent.Kind switch
            {
                Operation.Load => true,
                Operation.Until => agent.Suits!(order.Value(position, agent.Offset, agent.Size)),
                Operation.Store => order.Open(position, agent.Offset, agent.Size),
                _ => Exchangeable(agent, order, position),
            };
            if (fits)
                return position;
        }
    }

    /// <summary>Loads may see what the view does not rule out; stores come after all that the view holds.</summary>
    private static bool Allowed(Agent agent, ModificationOrder order, int position, View view)
    {
        if (agent.Kind != Operation.Store)
            return order.Readable(position, agent.Offset, agent.Size, view);
        for (var at = agent.Offset; at < agent.Offset + agent.Size; at++)
        {
            if (view[at].Position > position)
                return false;
        }

        return true;
    }

    /// <summary>A read-modify-write follows the one store that it reads from, or all of them; one that will fail only reads.</summary>
    private static bool Exchangeable(Agent agent, ModificationOrder order, int position)
    {
        if (agent.Kind == Operation.CompareExchange && order.Value(position, agent.Offset, agent.Size) != agent.Expected)
            return true;
        var message = order[position];
        var whole = message.Offset <= agent.Offset && message.Offset + message.Size >= agent.Offset + agent.Size;
        return (whole || order.Overlapping(order.Count - 1, agent.Offset, agent.Size) == position) && order.Open(position, agent.Offset, agent.Size);
    }

    private ulong Read(Agent agent, AgentViews views, int position, bool acquire, out ulong seen)
    {
        var order = OrderOf(agent);
        var identities = 0UL;
        Message? before = null;
        for (var at = agent.Offset; at < agent.Offset + agent.Size; at++)
        {
            var message = order.At(position, at);
            if (message.Position > views.Current[at].Position)
                views.Current[at] = message;
            if (message == before)
                continue;
            before = message;
            identities = (identities * 0x9e3779b97f4a7c15) + message.Identity + 1;
            views.Acquirable.Join(message.View);
            if (acquire)
                views.Current.Join(message.View);
        }

        seen = identities;
        return order.Value(position, agent.Offset, agent.Size);
    }

    private void Store(Agent agent, AgentViews views, int position) =>
        Insert(agent, views, position, agent.Value, agent.Ordered ? views.Current : views.Released);

    private ulong Exchange(Agent agent, AgentViews views, int position, out ulong seen)
    {
        Fence(FenceKind.Full, views);
        var before = _fencedHash;
        var result = Read(agent, views, position, acquire: true, out seen);
        seen ^= before;
        if (agent.Kind == Operation.Exchange || result == agent.Expected)
        {
            Insert(agent, views, position, agent.Value, views.Current, atomic: true);
        }

        Fence(FenceKind.Full, views);
        return result;
    }

    /// <summary>Puts a store behind a position, and behind all others when that position is the last it could follow.</summary>
    private void Insert(Agent agent, AgentViews views, int position, ulong value, View carried, bool atomic = false)
    {
        var order = OrderOf(agent);
        var last = order.Overlapping(order.Count - 1, agent.Offset, agent.Size) == position;
        var message = Take(agent.Offset, agent.Size, value, agent.Index, ++views.Stores, World.Steps(agent.Index), atomic);
        order.Insert(last ? order.Count : position + 1, message);
        message.View.CopyFrom(carried);
        message.View.Raise(message);
        views.Current.Raise(message);
        views.Own.Raise(message);
        for (var at = agent.Offset; at < agent.Offset + agent.Size; at++)
            Bytes[at] = order.At(order.Count - 1, at).ByteAt(at);
    }

    private void Fence(FenceKind kind, AgentViews views)
    {
        if (kind is FenceKind.Read or FenceKind.Acquire or FenceKind.Full)
            views.Current.Join(views.Acquirable);
        if (kind == FenceKind.Full)
        {
            views.Current.Join(_fenced);
            _fenced.CopyFrom(views.Current);
            var hash = Fingerprint.Empty;
            _fenced.AddTo(ref hash);
            _fencedHash = hash.Low;
        }

        if (kind is FenceKind.Release or FenceKind.Full)
            views.Released.CopyFrom(views.Current);
        else if (kind == FenceKind.Write)
            views.Released.Join(views.Own);
    }

    private Message Take(int offset, int size, ulong value, int writer, int sequence, int step, bool atomic)
    {
        if (_used == _pool.Count)
            _pool.Add(new Message());
        var message = _pool[_used++];
        message.Set(offset, size, value, writer, sequence, step, atomic);
        return message;
    }

    private void Restart(View view)
    {
        view.Resize(Length);
        for (var i = 0; i < Length; i++)
            view[i] = _orders[i / 8][0];
        if (ReferenceEquals(view, _fenced))
        {
            // Nothing is known of what memory began with but that it is there.
            foreach (var order in _orders.Take(Length / 8))
                order[0].View.CopyFrom(_fenced);
        }
    }

    private sealed class AgentViews
    {
        /// <summary>What the agent's next accesses have to respect.</summary>
        internal View Current { get; } = new();

        /// <summary>What an acquire fence would add.</summary>
        internal View Acquirable { get; } = new();

        /// <summary>What its relaxed stores carry: as of the last release fence.</summary>
        internal View Released { get; } = new();

        /// <summary>Its own stores.</summary>
        internal View Own { get; } = new();

        internal int Stores { get; set; }
    }
}
