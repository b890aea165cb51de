using Virtspec.Model.Robustness;
using Virtspec.Model.Rules;

namespace Virtspec.Properties.Rules;

/// <summary>What a device owes to those who break the rules: every rule once kept and once broken.</summary>
internal static class RobustRuleTests
{
    internal static readonly RuleCases Cases = new()
    {
        //= robust.descriptors.1
        { RobustRules.SurvivesDescriptors, "started again", After(AttackFamily.Descriptors, Recovery.SameConnection), After(AttackFamily.Descriptors, Recovery.Restarted) },
        { RobustRules.SurvivesDescriptors, "gone", After(AttackFamily.Descriptors, Recovery.FreshConnection), After(AttackFamily.Descriptors, Recovery.None) },
        //= robust.indirect.1
        { RobustRules.SurvivesIndirect, "gone", After(AttackFamily.Indirect, Recovery.SameConnection), After(AttackFamily.Indirect, Recovery.None) },
        //= robust.rings.1
        { RobustRules.SurvivesRings, "gone", After(AttackFamily.Rings, Recovery.SameConnection), After(AttackFamily.Rings, Recovery.None) },
        //= robust.queue-setup.1
        { RobustRules.SurvivesQueueSetup, "gone", After(AttackFamily.QueueSetup, Recovery.SameConnection), After(AttackFamily.QueueSetup, Recovery.None) },
        //= robust.messages.1
        { RobustRules.SurvivesMessages, "gone", After(AttackFamily.Messages, Recovery.SameConnection), After(AttackFamily.Messages, Recovery.None) },
        //= robust.memory.1
        { RobustRules.WritesWhatWasGiven, "a byte at address 0", log => Attacked.MemorySeen(null, "a", log), log => Attacked.MemorySeen(0, "a", log) },
        //= robust.answers.1
        { RobustRules.NoFalseSuccess, "an error", log => Attacked.Answered(1, "a", log), log => Attacked.Answered(0, "a", log) },
        { RobustRules.NoFalseSuccess, "closed", log => Attacked.Answered(null, "a", log), log => Attacked.Answered(0, "a", log) },
        //= robust.leak.1
        { RobustRules.KeepsNoDescriptors, "one for each", Counts(Held.Descriptors, 10, 12, 11), Counts(Held.Descriptors, 10, 60, 110) },
        { RobustRules.KeepsNoDescriptors, "growth that ends", Counts(Held.Descriptors, 10, 60, 60), Counts(Held.Descriptors, 10, 35, 60) },
        //= robust.leak.2
        { RobustRules.KeepsNoMappings, "two for each", Counts(Held.Mappings, 100, 124, 148), Counts(Held.Mappings, 100, 200, 300) },
        //= robust.leak.3
        { RobustRules.KeepsNoMemory, "a page for each is no matter", Counts(Held.Memory, 1000, 1200, 1400), Counts(Held.Memory, 1000, 7400, 13800) },
        //= robust.idle.1
        { RobustRules.ComesToRest, "a loop", log => Attacked.Idled(0, 0.05, log), log => Attacked.Idled(0, 1, log) },
        { RobustRules.ComesToRest, "a peer that polls", log => Attacked.Idled(1, 1, log), log => Attacked.Idled(1, 2, log) },
    };

    private static Action<RuleLog> After(AttackFamily family, Recovery recovery) => log => Attacked.Survived(family, recovery, "an attack", log);

    private static Action<RuleLog> Counts(Held what, params long[] counts) => log => Attacked.Counted(what, counts, 50, log);
}
