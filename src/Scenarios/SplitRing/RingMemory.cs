using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>A ring, and buffers of 1, 2, 4 and 8 bytes, so that one access fills each and no two have the same length.</summary>
internal sealed class RingMemory : SharedRing
{
    internal const string Buffers = "buffers";
    internal const string Start = "start";

    internal static readonly IReadOnlyList<Parameter> Parameters =
    [
        new(Buffers, 2, 1, 4, "buffers the driver sends"),
        new(Size, 2, 1, 8, "queue size, rounded down to a power of two"),
        new(EventIndex, 1, 0, 1, "1: suppress notifications by event index, 0: by flags"),
        new(Start, 0, 0, ushort.MaxValue, "first avail idx and used idx"),
    ];

    /// <summary>As above, with one buffer: where more is around a ring than the ring.</summary>
    internal static readonly IReadOnlyList<Parameter> OneBuffer =
        [.. Parameters.Select(parameter => parameter.Name == Buffers ? parameter with { Value = 1 } : parameter)];

    private static readonly string[] Back = ["buffer 0 comes back", "buffer 1 comes back", "buffer 2 comes back", "buffer 3 comes back"];

    private readonly ulong[] _buffers;

    internal RingMemory(IStage stage, Scenario scenario)
        : base(stage, scenario[Size], scenario[EventIndex] == 1 ? Feature.Bit(Feature.EventIdx) : 0, (ushort)scenario[Start])
    {
        _buffers = new ulong[scenario[Buffers]];
        for (var i = 0; i < _buffers.Length; i++)
            _buffers[i] = stage.Memory($"buffer {i}", (int)Width(i));
    }

    internal int Count => _buffers.Length;

    internal Segment Buffer(int index) => new(_buffers[index], (uint)Width(index), Writable: true);

    /// <summary>What the device owes the driver for a buffer. Ready made, for this is asked for in every execution.</summary>
    internal static string ComesBack(int buffer) => Back[buffer];

    internal static AccessSize Width(int buffer) => (AccessSize)(1 << buffer);

    /// <summary>What the device fills a buffer with: different for each length, and no byte is zero.</summary>
    internal static ulong Pattern(AccessSize width) =>
        (0x0101_0101_0101_0101 * (0xA0UL + (ulong)width)) & (ulong.MaxValue >> (64 - (8 * (int)width)));
}
