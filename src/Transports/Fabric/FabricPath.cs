using Virtspec.Model.Fabric;

namespace Virtspec.Transports.Fabric;

/// <summary>One direction of a link: transactions in the order in which they were sent, and which of them can be taken next.</summary>
/// <param name="from">Node that sends.</param>
/// <param name="to">Node that receives.</param>
/// <param name="credits">Posted writes it holds at most; who wants to send more waits.</param>
/// <param name="fault">What is wrong with it.</param>
internal sealed class FabricPath(int from, int to, int credits, FabricFault fault)
{
    private readonly List<Tlp> _inFlight = [];

    internal int From => from;

    internal int To => to;

    internal int Count => _inFlight.Count;

    internal Tlp this[int index] => _inFlight[index];

    internal bool HasRoom
    {
        get
        {
            var posted = 0;
            foreach (var tlp in _inFlight)
            {
                if (tlp.Header.Class == TlpClass.Posted)
                    posted++;
            }

            return posted < credits;
        }
    }

    internal void Clear() => _inFlight.Clear();

    internal void Add(Tlp tlp) => _inFlight.Add(tlp);

    internal void RemoveAt(int index) => _inFlight.RemoveAt(index);

    /// <summary>Whether a transaction may pass all that were sent before it.</summary>
    internal bool CanBeTaken(int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (!MayPass(_inFlight[index].Header, _inFlight[i].Header))
                return false;
        }

        return true;
    }

    private bool MayPass(in TlpHeader later, in TlpHeader earlier) => PcieOrdering.Of(later, earlier) != Passing.MustNot || (earlier.Class == TlpClass.Posted && fault == (later.Class switch
    {
        TlpClass.Posted => FabricFault.PostedPasses,
        TlpClass.ReadRequest => FabricFault.ReadPasses,
        TlpClass.NonPostedWithData => FabricFault.NonPostedWritePasses,
        _ => FabricFault.CompletionPasses,
    }));
}
