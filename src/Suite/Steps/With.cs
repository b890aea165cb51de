using Virtspec.Suite.Peer;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Steps;

/// <summary>Says how the sessions opened from now on are to be.</summary>
/// <param name="Memory">Where shared memory lies.</param>
/// <param name="Protocol">vhost-user protocol features to use where they are offered.</param>
internal sealed record With(MemoryPlan Memory, ProtocolFeature Protocol) : Step
{
    internal override string Words => $"with memory={Memory.ToString().ToLowerInvariant()} protocol=0x{(ulong)Protocol:x}";

    internal override void Take(Player player) => player.Options = player.Options with { Memory = Memory, Protocol = Protocol };

    internal override IEnumerable<Step> Smaller()
    {
        if (Memory != MemoryPlan.Usual)
            yield return this with { Memory = MemoryPlan.Usual };
        if (Protocol != SessionOptions.Usual)
            yield return this with { Protocol = SessionOptions.Usual };
    }

    /// <summary>Reads what is written as the words of this step.</summary>
    /// <exception cref="FormatException">There is no such place for memory.</exception>
    internal static With Parse(StepWords words)
    {
        var memory = words.Named("memory", "usual");
        var protocol = (ProtocolFeature)words.NamedNumber("protocol", (ulong)SessionOptions.Usual);
        return Enum.TryParse<MemoryPlan>(memory, ignoreCase: true, out var plan)
            ? new With(plan, protocol)
            : throw words.Error($"one of {string.Join(", ", Enum.GetNames<MemoryPlan>()).ToLowerInvariant()} as memory");
    }
}
