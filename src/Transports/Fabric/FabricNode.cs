namespace Virtspec.Transports.Fabric;

/// <summary>A system of its own: an address space, completers, and requests that wait for them.</summary>
/// <param name="index">Its number.</param>
/// <param name="name">What to call it.</param>
/// <param name="strict">Whether requests to different completers are carried out in the order in which they were accepted.</param>
/// <param name="fault">What is wrong with it.</param>
internal sealed class FabricNode(int index, string name, bool strict, FabricFault fault)
{
    /// <summary>Addresses of different nodes differ, so that one that went untranslated leads nowhere.</summary>
    private const int AddressBits = 32;

    private const ulong Grain = 64;

    private readonly List<FabricRange> _ranges = [];
    private readonly List<Tlp> _accepted = [];
    private ulong _next = (ulong)(index + 1) << AddressBits;

    internal int Index => index;

    internal string Name => name;

    /// <summary>What it says of itself.</summary>
    internal bool IsStrict => strict;

    /// <summary>Requests that were accepted and not carried out, oldest first.</summary>
    internal IReadOnlyList<Tlp> Accepted => _accepted;

    /// <summary>Whether what arrives is carried out at once.</summary>
    internal bool CarriesOutAtOnce => strict && fault is not (FabricFault.BridgeNotStrict or FabricFault.CompleterReorders);

    /// <summary>Its first address.</summary>
    internal ulong Base => (ulong)(index + 1) << AddressBits;

    /// <summary>Bytes from there to behind its last range.</summary>
    internal int Span => (int)(_next - Base);

    internal FabricRange? Find(ulong address, ulong bytes)
    {
        foreach (var range in _ranges)
        {
            if (range.Covers(address, bytes))
                return range;
        }

        return null;
    }

    /// <summary>Gives a range the next free addresses, aligned to a line of a cache.</summary>
    internal FabricRange Add(FabricRange range)
    {
        range = range with { Base = _next };
        _next += ((ulong)range.Bytes + (Grain - 1)) & ~(Grain - 1);
        _ranges.Add(range);
        return range;
    }

    internal void Accept(Tlp tlp) => _accepted.Add(tlp);

    internal void RemoveAt(int position) => _accepted.RemoveAt(position);

    /// <summary>Whether a request can be carried out before those accepted earlier: those to other completers do not hold it back.</summary>
    internal bool CanBeCarriedOut(int position)
    {
        if (fault == FabricFault.CompleterReorders)
            return true;
        var completer = CompleterOf(_accepted[position]);
        for (var i = 0; i < position; i++)
        {
            if (CompleterOf(_accepted[i]) == completer)
                return false;
        }

        return true;
    }

    internal int CompleterOf(Tlp tlp) => Find(tlp.Address, (ulong)tlp.Bytes)!.Completer;
}
