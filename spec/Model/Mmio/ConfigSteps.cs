using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>Configuration space and its generation (VIRTIO 1.4, 4.2.2, 2.5): a driver that reads it in parts must learn of a change between them.</summary>
internal static class ConfigSteps
{
    internal static MmioState Shown(MmioState state, uint offset) =>
        state with { Config = state.Config.WithRead(ConfigWindow.Words(offset - MmioRegisters.ConfigSpace, 1)) };

    internal static MmioState GenerationShown(MmioState state, uint value, RuleLog log)
    {
        if (state.Config is { Torn: true, Generation: { } before })
            log.Check(value != before, MmioRules.GenerationChanges, $"ConfigGeneration reads {value} before and after a change between two reads", "another value");
        return state with { Config = new ConfigWindow(value) };
    }
}
