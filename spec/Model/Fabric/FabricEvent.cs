namespace Virtspec.Model.Fabric;

/// <summary>What a bus analyser sees.</summary>
internal enum FabricEventKind
{
    /// <summary>A transaction was put on a link (At: the direction of it).</summary>
    Sent,

    /// <summary>It was taken off the link at the other end.</summary>
    Taken,

    /// <summary>The link went down (At: a direction of it): what was on it is gone.</summary>
    LinkLost,

    /// <summary>A request was handed on in a node towards what answers it (At: the completer).</summary>
    Accepted,

    /// <summary>The completer carried it out (At: the completer).</summary>
    CarriedOut,

    /// <summary>A request that nobody answers for: outside every window, or behind a link that is down (At: the node). Value: what a read returned.</summary>
    Refused,

    /// <summary>A window turned an address into another: Address into Value, Bytes of them; the window is Base, Length and Target.</summary>
    Translated,

    /// <summary>A read was answered for good: its requester goes on with Value.</summary>
    Answered,

    /// <summary>A doorbell was rung (At: the doorbell).</summary>
    Rung,

    /// <summary>Who waits for a doorbell found it (At: the doorbell) rung if Value is not 0.</summary>
    Heard,

    /// <summary>Nothing goes on any more.</summary>
    Settled,
}

/// <summary>A range of addresses and where it leads to.</summary>
/// <param name="Base">First address.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Target">Address that the first one becomes.</param>
internal readonly record struct Aperture(ulong Base, ulong Length, ulong Target);

/// <summary>Something that happened on a fabric.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">Where, numbered by kind of place.</param>
/// <param name="Header">The transaction.</param>
/// <param name="Node">The node, for completers.</param>
/// <param name="Address">An address.</param>
/// <param name="Bytes">Its width.</param>
/// <param name="Value">A value.</param>
/// <param name="Window">A window.</param>
internal readonly record struct FabricEvent(
    FabricEventKind Kind, int At, TlpHeader Header = default, int Node = 0, ulong Address = 0, int Bytes = 0, ulong Value = 0, Aperture Window = default);
