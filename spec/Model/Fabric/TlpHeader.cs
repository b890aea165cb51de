namespace Virtspec.Model.Fabric;

/// <summary>The classes of transactions that the ordering table of PCI Express knows (Base Specification, 2.4.1).</summary>
internal enum TlpClass : byte
{
    /// <summary>A memory write or a message, MSI and MSI-X among them: no answer.</summary>
    Posted,

    /// <summary>A read: answered by a completion with data.</summary>
    ReadRequest,

    /// <summary>A configuration or I/O write, or an atomic operation: carries data and is answered.</summary>
    NonPostedWithData,

    /// <summary>An answer to a read or to another non-posted request.</summary>
    Completion,
}

/// <summary>What relaxes the order of a transaction.</summary>
[Flags]
internal enum TlpAttributes : byte
{
    None = 0,

    /// <summary>Relaxed ordering.</summary>
    RelaxedOrdering = 1,

    /// <summary>Ordering by requester and completer.</summary>
    IdBasedOrdering = 2,

    /// <summary>Answers a configuration or I/O write.</summary>
    OfConfigurationOrIo = 4,
}

/// <summary>What of a transaction its order depends on; all transactions have one traffic class.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Requester">Who asked: for a completion too.</param>
/// <param name="Transaction">Tells requests of one requester apart; pieces of one answer share it.</param>
/// <param name="Attributes">What relaxes its order.</param>
/// <param name="Completer">Who answers; of completions only.</param>
internal readonly record struct TlpHeader(
    TlpClass Class, ushort Requester, int Transaction, TlpAttributes Attributes = TlpAttributes.None, ushort Completer = 0)
{
    internal bool Has(TlpAttributes attribute) => (Attributes & attribute) != 0;

    /// <inheritdoc/>
    public override string ToString() => Class switch
    {
        TlpClass.Posted => $"posted write {Requester}.{Transaction}",
        TlpClass.ReadRequest => $"read request {Requester}.{Transaction}",
        TlpClass.NonPostedWithData => $"non-posted write {Requester}.{Transaction}",
        _ => $"completion of {Requester}.{Transaction}",
    };
}
