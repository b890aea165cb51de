using Virtspec.Model.Fabric;

namespace Virtspec.Transports.Fabric;

/// <summary>What answers for a range of a node's addresses.</summary>
internal enum RangeKind
{
    /// <summary>Memory, or registers that hold what was written.</summary>
    Memory,

    /// <summary>A register: writing rings a doorbell.</summary>
    Doorbell,

    /// <summary>A register: writing 0 takes a link down, anything else brings it up.</summary>
    LinkControl,

    /// <summary>A window onto a link.</summary>
    Window,
}

/// <summary>How a window treats what goes through it.</summary>
/// <param name="Attributes">Given to each transaction.</param>
/// <param name="WriteCombining">Writes leave the processor late and in any order.</param>
/// <param name="NonPosted">Writes are answered, as those to configuration space.</param>
internal sealed record WindowOptions(TlpAttributes Attributes = TlpAttributes.None, bool WriteCombining = false, bool NonPosted = false);

/// <summary>A range of a node's addresses.</summary>
/// <param name="Kind">What answers for it.</param>
/// <param name="Base">First address.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Offset">Place of the first: of memory and doorbells where their bytes are, of others a number for names.</param>
/// <param name="Completer">Which completer of the node it belongs to.</param>
/// <param name="Link">Of windows and controls: the link.</param>
/// <param name="Target">Of windows: the address behind the link.</param>
/// <param name="Options">Of windows.</param>
internal sealed record FabricRange(RangeKind Kind, ulong Base, int Bytes, int Offset, int Completer, int Link, ulong Target, WindowOptions Options)
{
    internal Aperture Aperture => new(Base, (ulong)Bytes, Target);

    internal bool Covers(ulong address, ulong bytes) => address >= Base && bytes <= (ulong)Bytes && address - Base <= (ulong)Bytes - bytes;

    internal int Place(ulong address) => Offset + (int)(address - Base);
}
