using System.Numerics;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>What can happen to configuration space itself.</summary>
internal enum ConfigEventKind
{
    /// <summary>The driver read the offered features: Value.</summary>
    FeaturesOffered,

    /// <summary>The driver read the generation: Value.</summary>
    GenerationRead,

    /// <summary>The driver read Size bytes from Offset.</summary>
    FieldRead,

    /// <summary>The driver wrote Size bytes from Offset.</summary>
    FieldWritten,

    /// <summary>The device changed fields, as a feed may know that looks into it.</summary>
    Changed,

    /// <summary>The device was reset, or is gone: nothing is to be read again.</summary>
    Reset,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event of configuration space; the kind says which fields mean something.</summary>
internal readonly record struct ConfigEvent(ConfigEventKind Kind, ulong Value = 0, int Offset = 0, int Size = 0);

/// <summary>What is known of configuration space: a value, compared by content. Sets of words have a bit for each four bytes.</summary>
/// <param name="Offered">Features the driver has read as offered.</param>
/// <param name="Generation">Generation read before the reads under way, or null when none was: they are not known to belong together.</param>
/// <param name="Words">Words read since then, or since reads under a generation ended.</param>
/// <param name="Stale">Those of them that may have changed since.</param>
/// <param name="Owed">Words read under a generation that changed meanwhile, and not read anew.</param>
internal readonly record struct ConfigState(ulong Offered = 0, ulong? Generation = null, ulong Words = 0, ulong Stale = 0, ulong Owed = 0);

/// <summary>
/// Configuration space: which fields a driver may access, and how it reads what does not fit into one access (VIRTIO 1.4, 2.5). The
/// generation is a counter that comes round: only whether it is the same as before means anything.
/// </summary>
internal static class ConfigMachine
{
    /// <summary>Words that sets have room for. No structure of the standard comes near that with a field of more than one.</summary>
    private const int WordLimit = 64;

    internal static ConfigState Step(ConfigState state, in ConfigEvent e, DeviceType type, RuleLog log) => e.Kind switch
    {
        ConfigEventKind.FeaturesOffered => state with { Offered = e.Value },
        ConfigEventKind.GenerationRead => GenerationRead(state, e.Value, type, log),
        ConfigEventKind.FieldRead => FieldRead(state, e, type, log),
        ConfigEventKind.FieldWritten => Accessed(state, e, "written", type, log),
        ConfigEventKind.Changed => state with { Stale = state.Words },
        ConfigEventKind.Reset => new ConfigState(state.Offered),
        ConfigEventKind.Settled => Settled(state, type, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such configuration event"),
    };

    private static ConfigState GenerationRead(ConfigState state, ulong generation, DeviceType type, RuleLog log)
    {
        var open = state with { Generation = generation, Words = 0, Stale = 0 };
        if (state.Generation is not { } before)
        {
            JudgeUnguarded(state, type, log);
            return open;
        }

        if (state.Words == 0)
            return open;
        var (same, together) = (before == generation, BitOperations.PopCount(state.Words) > 1);
        if (together)
            log.Holds(CoreRules.ReadsBetweenGenerations);
        if (together && same)
            log.Holds(CoreRules.ReadsAnewWhenChanged);
        if (same)
            return open with { Generation = null };

        // One word comes in one piece, whatever the generation does. The second look may serve as the first one of the next attempt.
        return together ? open with { Owed = state.Owed | state.Words } : open;
    }

    private static ConfigState FieldRead(ConfigState state, in ConfigEvent e, DeviceType type, RuleLog log)
    {
        var words = WordsOf(e.Offset, e.Size);
        state = Accessed(state, e, "read", type, log);
        return state with { Words = state.Words | words, Stale = state.Stale & ~words, Owed = state.Owed & ~words };
    }

    private static ConfigState Accessed(ConfigState state, in ConfigEvent e, string verb, DeviceType type, RuleLog log)
    {
        foreach (var field in ConfigField.Of(type))
        {
            if (field.Feature is { } feature && field.Overlaps(e.Offset, e.Size))
                log.Check(state.Offered.Has(feature), CoreRules.FieldsOfOfferedFeatures, $"{field.Name} {verb}, and {Feature.Name(feature, type)} was not seen to be offered", "the feature looked for first");
        }

        return state;
    }

    private static ConfigState Settled(ConfigState state, DeviceType type, RuleLog log)
    {
        if (state.Owed != 0)
            log.Breaks(CoreRules.ReadsAnewWhenChanged, "the generation changed during reads that belong together, and they were not made anew", "read anew until the generation stays the same");
        JudgeUnguarded(state, type, log);
        return new ConfigState(state.Offered);
    }

    /// <summary>Reads that no second look at the generation followed. Of those only the parts of one field are known to belong together.</summary>
    private static void JudgeUnguarded(ConfigState state, DeviceType type, RuleLog log)
    {
        foreach (var field in ConfigField.Of(type).Where(field => field.Size > ConfigField.Atomic))
        {
            var read = state.Words & WordsOf(field.Offset, field.Size);
            if (BitOperations.PopCount(read) < 2)
                continue;
            log.Breaks(CoreRules.ReadsBetweenGenerations, $"{field.Name} read without a look at the generation before and after", "the generation read before and after");
            var stale = read & state.Stale;
            if (stale != 0 && stale != read)
                log.Breaks(CoreRules.ReadsAnewWhenChanged, $"{field.Name} changed between the reads of its parts, and they were taken as one value", "read anew until nothing changes meanwhile");
        }
    }

    private static ulong WordsOf(int offset, int size)
    {
        var words = 0UL;
        for (var word = offset / ConfigField.Atomic; word < WordLimit && word * ConfigField.Atomic < offset + size; word++)
            words |= 1UL << word;
        return words;
    }
}
