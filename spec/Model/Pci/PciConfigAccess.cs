using System.Collections.Immutable;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>What can happen to PCI configuration space and to the common configuration structure behind a BAR.</summary>
internal enum PciConfigEventKind
{
    /// <summary>The driver reads configuration space.</summary>
    Read,

    /// <summary>The read is answered.</summary>
    Shown,

    /// <summary>The driver writes configuration space.</summary>
    Written,

    /// <summary>A read of a BAR is answered.</summary>
    BarShown,

    /// <summary>The driver writes to a BAR.</summary>
    BarWritten,
}

/// <summary>One event.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Offset">Offset in configuration space or in the BAR, in bytes.</param>
/// <param name="Width">Bytes accessed.</param>
/// <param name="Value">What was written or shown.</param>
/// <param name="Bar">The BAR, for what happens there.</param>
internal readonly record struct PciConfigEvent(PciConfigEventKind Kind, ulong Offset, int Width, uint Value = 0, int Bar = 0)
{
    /// <summary>Whether every bit is set: what a read returns when nobody is there to answer.</summary>
    internal bool AllOnes => Value == uint.MaxValue >> (32 - (8 * Width));
}

/// <summary>Where one window points: the fields of its capability as the driver wrote them, null for what it did not write.</summary>
/// <param name="Bar">cap.bar.</param>
/// <param name="Offset">cap.offset.</param>
/// <param name="Length">cap.length.</param>
/// <param name="LengthFresh">Whether the length was written after the last access through the window, so that the offset is meant for it.</param>
internal readonly record struct PciWindow(byte? Bar = null, uint? Offset = null, uint? Length = null, bool LengthFresh = false)
{
    internal bool Aligned => Length is null or 0 || Offset is null || Offset % Length == 0;
}

/// <summary>The value that a plain register of the common configuration structure must hold, and whether it got there by a window.</summary>
internal readonly record struct PciEcho(uint Value, bool ByWindow);

/// <summary>What is known of configuration space; compared by content.</summary>
internal sealed record PciConfigState
{
    /// <summary>Windows by the position of their capability.</summary>
    internal ImmutableDictionary<int, PciWindow> Windows { get; init; } = ImmutableDictionary<int, PciWindow>.Empty;

    /// <summary>Positions of vendor data capabilities whose vendor the driver has read.</summary>
    internal ImmutableHashSet<int> Qualified { get; init; } = [];

    /// <summary>What registers must hold.</summary>
    internal ImmutableDictionary<PciField, PciEcho> Echoes { get; init; } = ImmutableDictionary<PciField, PciEcho>.Empty;

    /// <summary>Compared by content: the collections are persistent, and their identity says nothing.</summary>
    public bool Equals(PciConfigState? other) =>
        other is not null && Qualified.SetEquals(other.Qualified) && Contents.Same(Windows, other.Windows) && Contents.Same(Echoes, other.Echoes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Windows.Count, Qualified.Count, Echoes.Count);
}

/// <summary>
/// PCI configuration space as far as virtio has capabilities there: what the driver may write, and the window into the BARs
/// (VIRTIO 1.4, 4.1.4.1, 4.1.4.8.2 and 4.1.4.9).
/// </summary>
internal static class PciConfigAccess
{
    private const int VendorIdOffset = 4;
    private const int BarOffset = 4;
    private const int OffsetOffset = 8;
    private const int LengthOffset = 12;
    private const int DataOffset = 16;

    internal static PciConfigState Step(PciConfigState state, in PciConfigEvent e, PciFunction function, RuleLog log)
    {
        if (e.Kind is PciConfigEventKind.BarShown or PciConfigEventKind.BarWritten)
            return PciEchoes.Bar(state, e, function, log);
        var offset = (int)e.Offset;
        var hit = function.Capabilities.FirstOrDefault(capability => offset >= capability.Position && offset < capability.Position + capability.Size);
        var inside = offset - hit.Position;
        return e.Kind switch
        {
            PciConfigEventKind.Written => Written(state, hit, inside, e, function, log),
            _ when hit.Type == PciCapabilityType.ConfigAccess && inside >= DataOffset => Data(state, hit, e, function, log),
            PciConfigEventKind.Read when hit.Type == PciCapabilityType.VendorData && inside <= VendorIdOffset && inside + e.Width >= VendorIdOffset + 2 =>
                state with { Qualified = state.Qualified.Add(hit.Position) },
            _ => state,
        };
    }

    private static PciConfigState Written(PciConfigState state, in PciCapability hit, int inside, in PciConfigEvent e, PciFunction function, RuleLog log)
    {
        switch (hit.Type)
        {
            case PciCapabilityType.ConfigAccess when inside >= DataOffset:
                return Data(state, hit, e, function, log);
            case PciCapabilityType.ConfigAccess:
                return WindowMoved(state, hit.Position, inside, e, log);
            case PciCapabilityType.VendorData:
                log.Check(state.Qualified.Contains(hit.Position), PciRules.VendorQualifiedBeforeWriting, $"{hit} written before its vendor_id was read", "read first");
                return state;
            default:
                log.Check(hit.Size == 0, PciRules.CapabilitiesLeftAlone, $"{e.Value:x} written into {hit}", "no write");
                return state;
        }
    }

    /// <summary>Of a write that is not to a whole field nothing is known.</summary>
    private static PciConfigState WindowMoved(PciConfigState state, int position, int inside, in PciConfigEvent e, RuleLog log)
    {
        var window = state.Windows.GetValueOrDefault(position);
        window = (inside, e.Width) switch
        {
            (BarOffset, _) => window with { Bar = (byte)e.Value },
            (OffsetOffset, 4) => window with { Offset = e.Value },
            (LengthOffset, 4) => window with { Length = e.Value, LengthFresh = true },
            ( >= OffsetOffset and < LengthOffset, _) => window with { Offset = null },
            ( >= LengthOffset, _) => window with { Length = null },
            _ => window,
        };
        if (inside == OffsetOffset && window.LengthFresh)
            log.Check(window.Aligned, PciRules.WindowOffsetAligned, $"cap.offset 0x{window.Offset:x} written, and cap.length is {window.Length}", "a multiple of it");
        return state with { Windows = state.Windows.SetItem(position, window) };
    }

    /// <summary>An access to pci_cfg_data. A window whose length nobody set yet is none: whoever dumps configuration space comes by here.</summary>
    private static PciConfigState Data(PciConfigState state, in PciCapability hit, in PciConfigEvent e, PciFunction function, RuleLog log)
    {
        var window = state.Windows.GetValueOrDefault(hit.Position);
        if (window is not { Bar: { } bar, Offset: { } offset, Length: { } length } || length == 0)
            return state;
        if (e.Kind == PciConfigEventKind.Shown)
            return PciEchoes.Window(state, bar, offset, length, e, function, log);
        log.Check(window.Aligned, PciRules.WindowAccessAligned, $"{length} bytes at 0x{offset:x} accessed through the window", "an aligned access");
        var known = function.Capabilities.Any(capability => capability.Type != PciCapabilityType.ConfigAccess && capability.Holds(bar, offset, length));
        log.Check(known, PciRules.WindowInsideStructure, $"{length} bytes at 0x{offset:x} of BAR {bar} accessed through the window", "bytes of a structure");
        state = state with { Windows = state.Windows.SetItem(hit.Position, window with { LengthFresh = false }) };
        return e.Kind == PciConfigEventKind.Written ? PciEchoes.Window(state, bar, offset, length, e, function, log) : state;
    }
}
