using Virtspec.Model.Fabric;
using Virtspec.Model.Rules;
using static Virtspec.Model.Fabric.FabricEventKind;

namespace Virtspec.Properties.Rules;

/// <summary>What hardware between two systems guarantees, kept and broken.</summary>
internal static class FabricRuleTests
{
    private static readonly Aperture Window = new(0x1000, 0x100, 0x8000);

    internal static RuleCases Cases { get; } = new()
    {
        //= fabric.order.1
        { FabricRules.PostedKeepsOrder, "two writes", Bus(Put(Posted(1)), Put(Posted(2)), Take(Posted(1)), Take(Posted(2))), Bus(Put(Posted(1)), Put(Posted(2)), Take(Posted(2)), Take(Posted(1))) },
        { FabricRules.PostedKeepsOrder, "relaxed ordering of the earlier one does not help", Bus(Put(Posted(1, TlpAttributes.RelaxedOrdering)), Put(Posted(2)), Take(Posted(1, TlpAttributes.RelaxedOrdering))), Bus(Put(Posted(1, TlpAttributes.RelaxedOrdering)), Put(Posted(2)), Take(Posted(2))) },
        //= fabric.order.2
        { FabricRules.ReadPushesPosted, "a read behind a write", Bus(Put(Posted(1)), Put(Read(2)), Take(Posted(1)), Take(Read(2))), Bus(Put(Posted(1)), Put(Read(2)), Take(Read(2))) },
        //= fabric.order.3
        { FabricRules.NonPostedWriteStaysBehind, "a configuration write behind a write", Bus(Put(Posted(1)), Put(NonPosted(2)), Take(Posted(1))), Bus(Put(Posted(1)), Put(NonPosted(2)), Take(NonPosted(2))) },
        //= fabric.order.4
        { FabricRules.CompletionPushesPosted, "a completion behind a write", Bus(Put(Posted(1)), Put(Completion(2)), Take(Posted(1))), Bus(Put(Posted(1)), Put(Completion(2)), Take(Completion(2))) },
        { FabricRules.CompletionPushesPosted, "pieces of one answer", Bus(Put(Completion(1)), Put(Completion(1, TlpAttributes.RelaxedOrdering)), Take(Completion(1))), Bus(Put(Completion(1)), Put(Completion(1, TlpAttributes.RelaxedOrdering)), Take(Completion(1, TlpAttributes.RelaxedOrdering))) },
        //= fabric.link.1
        { FabricRules.OnlyWhatWasSent, "sent", Bus(Put(Posted(1)), Take(Posted(1))), Bus(Take(Posted(1))) },
        { FabricRules.OnlyWhatWasSent, "once", Bus(Put(Posted(1)), Take(Posted(1)), Put(Posted(1)), Take(Posted(1))), Bus(Put(Posted(1)), Take(Posted(1)), Take(Posted(1))) },
        { FabricRules.OnlyWhatWasSent, "lost with the link", Bus(Put(Posted(1)), new(LinkLost, 1), Take(Posted(1))), Bus(Put(Posted(1)), new(LinkLost, 0), Take(Posted(1))) },
        //= fabric.answer.1
        { FabricRules.AnsweredOnce, "once", Bus(Put(Read(1)), Answer(1), new(Settled, 0)), Bus(Put(Read(1)), Answer(1), Answer(1)) },
        { FabricRules.AnsweredOnce, "in the end", Bus(Put(Read(1)), Answer(1), new(Settled, 0)), Bus(Put(Read(1)), new(Settled, 0)) },
        //= fabric.answer.2
        { FabricRules.NobodyIsAllOnes, "a read of four bytes", Bus(Refuse(0xffff_ffff)), Bus(Refuse(0)) },
        { FabricRules.NobodyIsAllOnes, "all ones of its width", Bus(Refuse(0xffff_ffff)), Bus(Refuse(ulong.MaxValue)) },
        //= fabric.completer.1
        { FabricRules.CompleterKeepsOrder, "two writes", Bus(Accept(0, 1), Accept(0, 2), Do(0, 1), Do(0, 2)), Bus(Accept(0, 1), Accept(0, 2), Do(0, 2)) },
        { FabricRules.OnlyWhatWasSent, "carried out once", Bus(Put(Posted(1)), Take(Posted(1)), Accept(0, 1), Do(0, 1)), Bus(Accept(0, 1), Do(0, 1), Do(0, 1)) },
        //= fabric.completer.2
        { FabricRules.StrictBridge, "two completers", Strict(Accept(0, 1), Accept(1, 2), Do(0, 1), Do(1, 2)), Strict(Accept(0, 1), Accept(1, 2), Do(1, 2)) },
        //= fabric.window.1
        { FabricRules.WindowTranslates, "the offset", Bus(Through(0x1010, 4, 0x8010)), Bus(Through(0x1010, 4, 0x8000)) },
        { FabricRules.WindowTranslates, "its end", Bus(Through(0x10fc, 4, 0x80fc)), Bus(Through(0x10fe, 4, 0x80fe)) },
        { FabricRules.WindowTranslates, "before it", Bus(Through(0x1000, 4, 0x8000)), Bus(Through(0xffc, 4, 0x7ffc)) },
        //= fabric.doorbell.1
        { FabricRules.DoorbellStays, "rung", Bus(new(Rung, 3), new(Rung, 3), Hear(1), Hear(0)), Bus(new(Rung, 3), Hear(0)) },
        { FabricRules.DoorbellStays, "heard once", Bus(new(Rung, 3), Hear(1), Hear(0)), Bus(new(Rung, 3), Hear(1), Hear(1)) },
    };

    private static Action<RuleLog> Bus(params FabricEvent[] events) => Run(new FabricState(), events);

    private static Action<RuleLog> Strict(params FabricEvent[] events) => Run(new FabricState { StrictNodes = [0] }, events);

    private static Action<RuleLog> Run(FabricState state, FabricEvent[] events) => log =>
    {
        foreach (var e in events)
            state = FabricMachine.Step(state, e, log);
    };

    private static TlpHeader Posted(int transaction, TlpAttributes attributes = TlpAttributes.None) => new(TlpClass.Posted, 1, transaction, attributes);

    private static TlpHeader Read(int transaction) => new(TlpClass.ReadRequest, 1, transaction);

    private static TlpHeader NonPosted(int transaction) => new(TlpClass.NonPostedWithData, 1, transaction);

    private static TlpHeader Completion(int transaction, TlpAttributes attributes = TlpAttributes.None) => new(TlpClass.Completion, 1, transaction, attributes, 2);

    private static FabricEvent Put(TlpHeader header) => new(Sent, 0, header);

    private static FabricEvent Take(TlpHeader header) => new(Taken, 0, header);

    private static FabricEvent Answer(int transaction) => new(Answered, 0, Completion(transaction));

    private static FabricEvent Refuse(ulong value) => new(Refused, 0, Read(1), Address: 0x40, Bytes: 4, Value: value);

    private static FabricEvent Accept(int completer, int transaction) => new(Accepted, completer, Posted(transaction));

    private static FabricEvent Do(int completer, int transaction) => new(CarriedOut, completer, Posted(transaction));

    private static FabricEvent Through(ulong address, int bytes, ulong target) => new(Translated, 0, Address: address, Bytes: bytes, Value: target, Window: Window);

    private static FabricEvent Hear(ulong value) => new(Heard, 3, Value: value);
}
