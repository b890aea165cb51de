using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.MemoryModels;

/// <summary>Every access takes place whole, when its agent is stepped, and everybody sees it (Lamport, IEEE ToC 1979).</summary>
internal sealed class SequentialMemory(World world) : SharedMemory(world)
{
    internal override bool IsLocal(Agent agent) => agent.Kind == Operation.Fence;

    internal override bool Ready(Agent agent) => agent.Kind switch
    {
        Operation.Wait => Peek(agent.Offset, agent.Size) != 0,
        Operation.Until => agent.Suits!(Peek(agent.Offset, agent.Size)),
        _ => true,
    };

    internal override bool ReadyWithout(Agent agent, IUndone undone)
    {
        var value = PeekWithout(agent.Offset, agent.Size, undone);
        return agent.Kind == Operation.Wait ? value != 0 : agent.Suits!(value);
    }

    internal override ulong Perform(Agent agent, int alternative, out ulong seen)
    {
        var result = 0UL;
        switch (agent.Kind)
        {
            case Operation.Load or Operation.Until:
                result = Peek(agent.Offset, agent.Size);
                break;
            case Operation.Store or Operation.Signal:
                Poke(agent.Index, agent.Offset, agent.Size, agent.Value);
                break;
            case Operation.Exchange or Operation.CompareExchange:
                result = Peek(agent.Offset, agent.Size);
                if (agent.Kind == Operation.Exchange || result == agent.Expected)
                    Poke(agent.Index, agent.Offset, agent.Size, agent.Value);
                break;
            case Operation.Wait:
                Poke(agent.Index, agent.Offset, agent.Size, 0);
                result = 1;
                break;
            case Operation.Choose:
                result = (ulong)alternative;
                break;
            default:
                break;
        }

        return seen = result;
    }

    internal override Footprint FootprintOf(int process)
    {
        var agent = World.AgentAt(process);
        return agent.Kind switch
        {
            Operation.Load or Operation.Until => Footprint.Read(process, agent.Offset, agent.Size),
            Operation.Fence or Operation.Choose or Operation.None => Footprint.None,
            _ => Footprint.Write(process, agent.Offset, agent.Size),
        };
    }
}
