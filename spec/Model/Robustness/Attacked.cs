using Virtspec.Model.Rules;

namespace Virtspec.Model.Robustness;

/// <summary>What an attack is about.</summary>
internal enum AttackFamily
{
    /// <summary>Descriptors in the table.</summary>
    Descriptors,

    /// <summary>Tables of indirect descriptors.</summary>
    Indirect,

    /// <summary>The available ring.</summary>
    Rings,

    /// <summary>Size, base, index and addresses of a queue.</summary>
    QueueSetup,

    /// <summary>Messages of the front-end.</summary>
    Messages,
}

/// <summary>Where the next good request was served after an attack.</summary>
internal enum Recovery
{
    /// <summary>On the connection that was attacked, the queue set up anew.</summary>
    SameConnection,

    /// <summary>On another connection.</summary>
    FreshConnection,

    /// <summary>By another process: somebody had to start the peer again.</summary>
    Restarted,

    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>What a peer makes of attacks, each judged by itself.</summary>
internal static class Attacked
{
    private const string Success = "an error, or the connection closed";

    /// <summary>An attack was made, and somebody looked whether the next good request is served.</summary>
    /// <param name="family">What the attack is about.</param>
    /// <param name="recovery">Where it was served.</param>
    /// <param name="what">The attack, and what was seen of the peer after it.</param>
    /// <param name="log">Takes the verdict.</param>
    internal static void Survived(AttackFamily family, Recovery recovery, string what, RuleLog log) => log.Check(
        recovery is Recovery.SameConnection or Recovery.FreshConnection, RuleOf(family), what, "the next good request served, on this connection or a fresh one");

    /// <summary>Shared memory was looked at after an attack on a ring.</summary>
    /// <param name="address">Guest address of the first byte that the device wrote although nothing gave it; null when there is none.</param>
    /// <param name="attack">The attack.</param>
    /// <param name="log">Takes the verdict.</param>
    internal static void MemorySeen(ulong? address, string attack, RuleLog log) =>
        log.Check(address is null, RobustRules.WritesWhatWasGiven, $"{attack}: the byte at 0x{address:x} was written", "writes to device-writable descriptors and the used ring");

    /// <summary>The answer to a message that cannot be carried out and asked for an acknowledgement.</summary>
    /// <param name="value">What was acknowledged; null for a closed connection.</param>
    /// <param name="attack">The attack.</param>
    /// <param name="log">Takes the verdict.</param>
    internal static void Answered(ulong? value, string attack, RuleLog log) =>
        log.Check(value != 0, RobustRules.NoFalseSuccess, $"{attack}: acknowledged with 0", Success);

    /// <summary>What a process holds was counted before, in the middle and at the end of a number of connections.</summary>
    /// <param name="what">What was counted.</param>
    /// <param name="counts">The counts, after equal numbers of connections each; at least two.</param>
    /// <param name="connections">Connections between one count and the next.</param>
    /// <param name="log">Takes the verdict.</param>
    internal static void Counted(Held what, IReadOnlyList<long> counts, int connections, RuleLog log)
    {
        var (rule, each, unit) = what switch
        {
            Held.Descriptors => (RobustRules.KeepsNoDescriptors, 0.5, "file descriptors"),
            Held.Mappings => (RobustRules.KeepsNoMappings, 0.5, "mappings"),
            _ => (RobustRules.KeepsNoMemory, MemoryEach, "KiB of memory of its own"),
        };
        // What is kept for each connection grows in every stretch; a heap or a cache grows in some, and settles.
        var grows = counts.Skip(1).Zip(counts, (after, before) => after - before).All(growth => growth >= each * connections);
        log.Check(!grows, rule, $"{string.Join(", ", counts)} {unit}, each after {connections} more connections", "a number that does not grow with every connection");
    }

    /// <summary>A process was looked at while nothing was asked of it, before attacks and after them.</summary>
    /// <param name="before">Share of the time, 0 to 1, that some thread of it ran or wanted to, before.</param>
    /// <param name="after">The same, after.</param>
    /// <param name="log">Takes the verdict.</param>
    internal static void Idled(double before, double after, RuleLog log) => log.Check(
        after - before < Busy, RobustRules.ComesToRest, $"asked for nothing, it is busy {100 * after:0}% of the time, and was {100 * before:0}% before", "no more than before");

    /// <summary>The device came to rest, or made more accesses than only a loop makes; seen where a program is explored.</summary>
    /// <param name="rests">Whether it came to rest.</param>
    /// <param name="accesses">How many accesses it made since it last did.</param>
    /// <param name="attack">The attack.</param>
    /// <param name="log">Takes the verdict.</param>
    internal static void Rested(bool rests, int accesses, string attack, RuleLog log) =>
        log.Check(rests, RobustRules.ComesToRest, $"{attack}: {accesses} accesses and no sleep", "rest, once there is nothing more to do");

    private static Rule RuleOf(AttackFamily family) => family switch
    {
        AttackFamily.Descriptors => RobustRules.SurvivesDescriptors,
        AttackFamily.Indirect => RobustRules.SurvivesIndirect,
        AttackFamily.Rings => RobustRules.SurvivesRings,
        AttackFamily.QueueSetup => RobustRules.SurvivesQueueSetup,
        _ => RobustRules.SurvivesMessages,
    };

    /// <summary>KiB a connection that are much: a heap may keep less for a while.</summary>
    private const double MemoryEach = 128;

    /// <summary>Share of the time that only a loop is busy for.</summary>
    private const double Busy = 0.75;
}

/// <summary>What a process holds that can be counted from outside.</summary>
internal enum Held
{
    /// <summary>Open file descriptors.</summary>
    Descriptors,

    /// <summary>Mappings of memory.</summary>
    Mappings,

    /// <summary>Memory of its own, in KiB; what it shares with others is not in it.</summary>
    Memory,
}
