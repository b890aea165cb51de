namespace Virtspec.Transports.Fabric;

/// <summary>What hardware does that it must not (spec/protocols/hardware.md). For tests of what judges it.</summary>
internal enum FabricFault
{
    None,

    /// <summary>Posted writes pass posted writes.</summary>
    PostedPasses,

    /// <summary>Reads pass posted writes.</summary>
    ReadPasses,

    /// <summary>Non-posted writes pass posted writes.</summary>
    NonPostedWritePasses,

    /// <summary>Completions pass posted writes.</summary>
    CompletionPasses,

    /// <summary>A posted write is taken, and comes once more.</summary>
    PostedTwice,

    /// <summary>Completers take what they like first.</summary>
    CompleterReorders,

    /// <summary>A bridge said to be strict is not.</summary>
    BridgeNotStrict,

    /// <summary>A read is taken and never answered.</summary>
    ReadUnanswered,

    /// <summary>A read that nobody answers for returns 0.</summary>
    NobodyIsZero,

    /// <summary>A window leads to its target whatever the offset.</summary>
    WindowForgetsOffset,

    /// <summary>A ring is forgotten.</summary>
    DoorbellForgets,
}
