namespace Virtspec.Model.Mmio;

/// <summary>
/// What the driver read of configuration space since it last read ConfigGeneration, in words of 32 bits: bit n of a set is the word at
/// offset 4n. Words beyond the 64th are not followed.
/// </summary>
/// <param name="Generation">ConfigGeneration as last read; null if it never was.</param>
/// <param name="Read">Words read since.</param>
/// <param name="Changed">Words of the first change that hit some of those.</param>
/// <param name="Stale">Those of them that the driver read before the change and not again.</param>
/// <param name="Fresh">Those that it read after the change.</param>
internal readonly record struct ConfigWindow(uint? Generation = null, ulong Read = 0, ulong Changed = 0, ulong Stale = 0, ulong Fresh = 0)
{
    /// <summary>The driver holds parts from before and from after one change: no state of the device had both.</summary>
    internal bool Torn => Stale != 0 && Fresh != 0;

    internal static ulong Words(uint offset, uint width)
    {
        var words = 0UL;
        for (var word = offset / 4; width > 0 && word <= (offset + width - 1) / 4 && word < 64; word++)
            words |= 1UL << (int)word;
        return words;
    }

    internal ConfigWindow WithRead(ulong words)
    {
        var stale = Stale & ~words;
        var followed = stale == 0 ? 0 : Changed;
        return this with { Read = Read | words, Changed = followed, Stale = stale, Fresh = (Fresh | words) & followed };
    }

    /// <summary>One change is followed at a time: a second one while the first is not read to its end goes unjudged.</summary>
    internal ConfigWindow WithChange(ulong words) =>
        Stale != 0 || (Read & words) == 0 ? this : this with { Changed = words, Stale = Read & words };
}
