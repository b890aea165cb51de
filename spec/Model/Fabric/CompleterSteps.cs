using Virtspec.Model.Rules;

namespace Virtspec.Model.Fabric;

/// <summary>Order behind a link: in one completer, and among those of a node that keeps it.</summary>
internal static class CompleterSteps
{
    internal static FabricState CarriedOut(FabricState state, in FabricEvent e, RuleLog log)
    {
        var done = new AcceptedRequest(e.Node, e.At, e.Header);
        var index = state.InNodes.IndexOf(done);
        if (index < 0)
        {
            log.Breaks(FabricRules.OnlyWhatWasSent, $"completer {e.At} of node {e.Node} carried out {e.Header}, which it was not given", "each request carried out once");
            return state;
        }

        var strict = state.StrictNodes.Contains(e.Node);
        var alone = true;
        for (var i = 0; i < state.InNodes.Length; i++)
        {
            var other = state.InNodes[i];
            if (i == index || other.Node != e.Node)
                continue;
            alone = false;
            if (other.Completer == e.At)
                log.Check(i > index, FabricRules.CompleterKeepsOrder, $"completer {e.At} of node {e.Node} carried out {e.Header} before {other.Header}", "the order in which it was given them");
            else if (strict && i < index)
                log.Breaks(FabricRules.StrictBridge, $"{e.Header} took effect before {other.Header}, which node {e.Node} accepted earlier", "the order in which it accepted them");
        }

        if (strict && alone)
            log.Holds(FabricRules.StrictBridge);
        return state with { InNodes = state.InNodes.RemoveAt(index) };
    }
}
