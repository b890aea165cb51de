using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>
/// Whether an access through the window reaches the BAR (VIRTIO 1.4, 4.1.4.9.1). Judged by registers that hold what the driver wrote and that
/// nothing else changes, accessed once one way and once the other; an access both ways through the window leaves open which of the two was lost.
/// </summary>
internal static class PciEchoes
{
    internal static PciConfigState Bar(PciConfigState state, in PciConfigEvent e, PciFunction function, RuleLog log)
    {
        if (Field(function, e.Bar, e.Offset, e.Width) is not { } field)
            return state;
        if (e.Kind == PciConfigEventKind.BarWritten)
            return Written(state, field, new PciEcho(e.Value, ByWindow: false));
        if (e.AllOnes || !state.Echoes.TryGetValue(field, out var echo))
            return state;
        if (echo.ByWindow)
            log.Check(e.Value == echo.Value, PciRules.WindowWrites, $"{echo.Value} written to {field} through the window, {e.Value} read from the BAR", "that");
        return Written(state, field, new PciEcho(e.Value, ByWindow: false));
    }

    internal static PciConfigState Window(PciConfigState state, byte bar, uint offset, uint length, in PciConfigEvent e, PciFunction function, RuleLog log)
    {
        if (length is not (1 or 2 or 4) || Field(function, bar, offset, (int)length) is not { } field)
            return state;
        var value = e.Value & (uint.MaxValue >> (32 - (8 * (int)length)));
        if (e.Kind == PciConfigEventKind.Written)
            return Written(state, field, new PciEcho(value, ByWindow: true));
        if (!e.AllOnes && state.Echoes.TryGetValue(field, out var echo) && !echo.ByWindow)
            log.Check(value == echo.Value, PciRules.WindowReads, $"{field} holds {echo.Value}, and {value} was read through the window", "that");
        return state;
    }

    /// <summary>device_status may have started a reset, after which registers hold what they will.</summary>
    private static PciConfigState Written(PciConfigState state, PciField field, PciEcho echo) =>
        field == PciField.DeviceStatus ? state with { Echoes = state.Echoes.Clear() } : state with { Echoes = state.Echoes.SetItem(field, echo) };

    private static PciField? Field(PciFunction function, int bar, ulong offset, int width)
    {
        foreach (var capability in function.Of(PciCapabilityType.Common))
        {
            if (capability.Holds(bar, offset, (ulong)width))
                return Plain(PciRegister.Accessed((int)(offset - capability.Offset), width));
        }

        return null;
    }

    private static PciField? Plain(PciField? field) =>
        field is PciField.DeviceFeatureSelect or PciField.DriverFeatureSelect or PciField.QueueSelect or PciField.DeviceStatus ? field : null;
}
