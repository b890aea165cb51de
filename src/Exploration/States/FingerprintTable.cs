using System.Runtime.InteropServices;

namespace Virtspec.Exploration.States;

/// <summary>
/// Numbers fingerprints in the order of their first appearance. Open addressing with linear probing, 20 bytes a slot, at most two thirds
/// full; nothing is allocated but when the table doubles.
/// </summary>
internal sealed class FingerprintTable
{
    private const int InitialSlots = 1 << 12;
    private const int MaxSlots = 1 << 30;
    private Slot[] _slots = new Slot[InitialSlots];
    private int _limit = InitialSlots / 3 * 2;

    /// <summary>Fingerprints in the table.</summary>
    internal int Count { get; private set; }

    /// <summary>The number of a fingerprint, which is given one if it has none.</summary>
    /// <param name="fingerprint">The fingerprint.</param>
    /// <param name="added">Whether it is new.</param>
    /// <exception cref="InvalidOperationException">The table cannot grow any more.</exception>
    internal int FindOrAdd(UInt128 fingerprint, out bool added)
    {
        var low = (ulong)fingerprint;
        var high = (ulong)(fingerprint >> 64);
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var at = (int)low & mask; ; at = (at + 1) & mask)
        {
            ref var slot = ref slots[at];
            if (slot.Number == 0)
            {
                slot = new Slot(low, high, ++Count);
                added = true;
                var number = Count - 1;
                if (Count > _limit)
                    Grow();
                return number;
            }

            if (slot.Low == low && slot.High == high)
            {
                added = false;
                return slot.Number - 1;
            }
        }
    }

    private void Grow()
    {
        if (_slots.Length == MaxSlots)
            throw new InvalidOperationException($"more than {_limit} states");
        var grown = new Slot[_slots.Length * 2];
        var mask = grown.Length - 1;
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Number == 0)
                continue;
            var at = (int)slot.Low & mask;
            while (grown[at].Number != 0)
                at = (at + 1) & mask;
            grown[at] = slot;
        }

        _slots = grown;
        _limit = grown.Length / 3 * 2;
    }

    /// <summary>Numbers count from 1 here: a slot of zeros is empty, whatever the fingerprint.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Slot(ulong Low, ulong High, int Number);
}
