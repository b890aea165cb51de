using Virtspec.Model.Rules;

namespace Virtspec.Model.Fabric;

/// <summary>Order on a link: what leaves it is held against all that is still on it.</summary>
internal static class LinkSteps
{
    internal static FabricState Taken(FabricState state, in FabricEvent e, RuleLog log)
    {
        var (direction, header) = (e.At, e.Header);
        var index = state.OnLinks.IndexOf((direction, header));
        log.Check(index >= 0, FabricRules.OnlyWhatWasSent, $"{header} was taken off direction {direction}, where it is not: never sent, taken before, or lost with the link", "each sent once and taken once");
        if (index < 0)
            return state;
        for (var i = 0; i < state.OnLinks.Length; i++)
        {
            var (at, other) = state.OnLinks[i];
            if (at != direction || i == index)
                continue;
            var (later, earlier) = i < index ? (header, other) : (other, header);
            if (PcieOrdering.Of(later, earlier) == Passing.MustNot)
                log.Check(i > index, RuleOf(later.Class), $"{later} passed {earlier}", "the order in which they were sent");
        }

        return state with { OnLinks = state.OnLinks.RemoveAt(index) };
    }

    internal static FabricState Lost(FabricState state, in FabricEvent e)
    {
        var direction = e.At;
        return state with { OnLinks = state.OnLinks.RemoveAll(one => one.Direction == direction) };
    }

    private static Rule RuleOf(TlpClass later) => later switch
    {
        TlpClass.Posted => FabricRules.PostedKeepsOrder,
        TlpClass.ReadRequest => FabricRules.ReadPushesPosted,
        TlpClass.NonPostedWithData => FabricRules.NonPostedWriteStaysBehind,
        _ => FabricRules.CompletionPushesPosted,
    };
}
