namespace Virtspec.Model.Rules;

/// <summary>What both sides of virtio over a PCI endpoint function keep to. The catalogue says what each id asks for, spec/protocols why.</summary>
internal static class EpfRules
{
    internal static readonly Rule EpochLast = new("epf.layout.1");
    internal static readonly Rule EpochFirst = new("epf.probe.1");
    internal static readonly Rule RefusesUnknown = new("epf.probe.2");
    internal static readonly Rule ArgumentThenRequestThenRing = new("epf.command.1");
    internal static readonly Rule OneRequest = new("epf.command.2");
    internal static readonly Rule AnswersOnce = new("epf.answer.1");
    internal static readonly Rule ValueThenReplyThenRing = new("epf.answer.2");
    internal static readonly Rule BlockBeforeEnable = new("epf.queue.1");
    internal static readonly Rule ResetIsQuiet = new("epf.reset.1");
    internal static readonly Rule LooksForAll = new("epf.notify.1");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(EpfRules).TypeHandle);
}
