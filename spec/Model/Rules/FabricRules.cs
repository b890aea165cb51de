namespace Virtspec.Model.Rules;

/// <summary>What the hardware between two systems guarantees. The catalogue says what each id asks for, spec/protocols/hardware.md why.</summary>
internal static class FabricRules
{
    internal static readonly Rule PostedKeepsOrder = new("fabric.order.1");
    internal static readonly Rule ReadPushesPosted = new("fabric.order.2");
    internal static readonly Rule NonPostedWriteStaysBehind = new("fabric.order.3");
    internal static readonly Rule CompletionPushesPosted = new("fabric.order.4");
    internal static readonly Rule OnlyWhatWasSent = new("fabric.link.1");
    internal static readonly Rule AnsweredOnce = new("fabric.answer.1");
    internal static readonly Rule NobodyIsAllOnes = new("fabric.answer.2");
    internal static readonly Rule CompleterKeepsOrder = new("fabric.completer.1");
    internal static readonly Rule StrictBridge = new("fabric.completer.2");
    internal static readonly Rule WindowTranslates = new("fabric.window.1");
    internal static readonly Rule DoorbellStays = new("fabric.doorbell.1");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(FabricRules).TypeHandle);
}
