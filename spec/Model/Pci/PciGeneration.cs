using System.Collections.Immutable;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>A byte of the device's configuration as last shown, and config_generation as it was read last before that.</summary>
internal readonly record struct PciConfigByte(byte Value, byte? Generation);

/// <summary>What is known of the device's configuration and its generation; compared by content.</summary>
internal sealed record PciGeneration
{
    /// <summary>config_generation as last shown.</summary>
    internal byte? Shown { get; init; }

    /// <summary>What config_generation must not show next, for the configuration has changed since it did.</summary>
    internal byte? Outdated { get; init; }

    internal ImmutableDictionary<int, PciConfigByte> Bytes { get; init; } = ImmutableDictionary<int, PciConfigByte>.Empty;

    /// <summary>The configuration may change for a reason that the driver knows of: what it was is of no interest any more.</summary>
    internal PciGeneration Forget() => Shown is null && Bytes.IsEmpty ? this : new PciGeneration { Shown = Shown };

    /// <summary>config_generation showed what cannot be told from nothing.</summary>
    internal PciGeneration Unknown() => this with { Shown = null, Outdated = null };

    /// <summary>Compared by content: the collection is persistent, and its identity says nothing.</summary>
    public bool Equals(PciGeneration? other) =>
        other is not null && Shown == other.Shown && Outdated == other.Outdated && Contents.Same(Bytes, other.Bytes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shown, Outdated, Bytes.Count);
}

/// <summary>config_generation changes with the configuration of the device type, as far as the driver can see that (VIRTIO 1.4, 4.1.4.3.1).</summary>
internal static class PciGenerationSteps
{
    /// <summary>A byte that differs from what it was needs another generation than the one that was read before it was read then.</summary>
    internal static PciGeneration ConfigShown(PciGeneration state, in PciEvent e, RuleLog log)
    {
        var bytes = state.Bytes;
        var outdated = state.Outdated;
        for (var i = 0; i < e.Width; i++)
        {
            var value = (byte)(e.Value >> (8 * i));
            if (e.AllOnes)
            {
                bytes = bytes.Remove(e.Offset + i);
                continue;
            }

            if (bytes.TryGetValue(e.Offset + i, out var known) && known.Value != value && known.Generation is { } before)
            {
                if (state.Shown == before)
                    outdated = before;
                else
                    log.Holds(PciRules.GenerationChanges);
            }

            bytes = bytes.SetItem(e.Offset + i, new PciConfigByte(value, state.Shown));
        }

        return state with { Bytes = bytes, Outdated = outdated };
    }

    internal static PciGeneration Shown(PciGeneration state, byte value, RuleLog log)
    {
        if (state.Outdated is { } outdated)
            log.Check(value != outdated, PciRules.GenerationChanges, $"config_generation still reads {value} after a changed configuration was read", "another value");
        return state with { Shown = value, Outdated = null };
    }
}
