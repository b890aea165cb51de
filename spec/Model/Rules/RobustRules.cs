namespace Virtspec.Model.Rules;

/// <summary>What a device owes to a driver or front-end that breaks the rules. The catalogue says what each id asks for.</summary>
internal static class RobustRules
{
    internal static readonly Rule SurvivesDescriptors = new("robust.descriptors.1");
    internal static readonly Rule SurvivesIndirect = new("robust.indirect.1");
    internal static readonly Rule SurvivesRings = new("robust.rings.1");
    internal static readonly Rule SurvivesQueueSetup = new("robust.queue-setup.1");
    internal static readonly Rule SurvivesMessages = new("robust.messages.1");
    internal static readonly Rule WritesWhatWasGiven = new("robust.memory.1");
    internal static readonly Rule NoFalseSuccess = new("robust.answers.1");
    internal static readonly Rule KeepsNoDescriptors = new("robust.leak.1");
    internal static readonly Rule KeepsNoMappings = new("robust.leak.2");
    internal static readonly Rule KeepsNoMemory = new("robust.leak.3");
    internal static readonly Rule ComesToRest = new("robust.idle.1");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(RobustRules).TypeHandle);
}
