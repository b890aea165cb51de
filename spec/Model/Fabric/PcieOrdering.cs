namespace Virtspec.Model.Fabric;

/// <summary>Whether a transaction may be taken before one that was sent earlier in the same direction.</summary>
internal enum Passing : byte
{
    /// <summary>It has to stay behind.</summary>
    MustNot,

    /// <summary>Either way is right, and both have to be reckoned with.</summary>
    May,

    /// <summary>It has to be able to: else two sides that wait for room may wait for ever.</summary>
    Must,
}

/// <summary>The ordering rules of PCI Express, Base Specification 2.4.1, for one traffic class and without bridges to conventional PCI.</summary>
internal static class PcieOrdering
{
    /// <summary>Whether <paramref name="later"/> may pass <paramref name="earlier"/>.</summary>
    /// <param name="later">Sent second.</param>
    /// <param name="earlier">Sent first, in the same direction over the same link.</param>
    internal static Passing Of(in TlpHeader later, in TlpHeader earlier) => later.Class switch
    {
        TlpClass.Posted => earlier.Class switch
        {
            TlpClass.Posted => MayIf(later.Has(TlpAttributes.RelaxedOrdering) || OtherRequester(later, earlier)),
            TlpClass.Completion => Passing.May,
            _ => Passing.Must,
        },
        TlpClass.ReadRequest => earlier.Class == TlpClass.Posted ? MayIf(OtherRequester(later, earlier)) : Passing.May,
        TlpClass.NonPostedWithData => earlier.Class == TlpClass.Posted
            ? MayIf(later.Has(TlpAttributes.RelaxedOrdering) || OtherRequester(later, earlier))
            : Passing.May,
        _ => earlier.Class switch
        {
            TlpClass.Posted => MayIf(later.Has(TlpAttributes.RelaxedOrdering | TlpAttributes.OfConfigurationOrIo) || OtherCompleter(later, earlier)),
            TlpClass.Completion => MayIf(later.Requester != earlier.Requester || later.Transaction != earlier.Transaction),
            _ => Passing.Must,
        },
    };

    private static Passing MayIf(bool relaxed) => relaxed ? Passing.May : Passing.MustNot;

    private static bool OtherRequester(in TlpHeader later, in TlpHeader earlier) =>
        later.Has(TlpAttributes.IdBasedOrdering) && later.Requester != earlier.Requester;

    private static bool OtherCompleter(in TlpHeader later, in TlpHeader earlier) =>
        later.Has(TlpAttributes.IdBasedOrdering) && later.Completer != earlier.Requester;
}
