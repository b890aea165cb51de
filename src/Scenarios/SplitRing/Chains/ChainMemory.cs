using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>How the pieces of a request are described.</summary>
internal enum Described
{
    /// <summary>All in the descriptor table.</summary>
    Directly,

    /// <summary>All in an indirect table.</summary>
    Indirectly,

    /// <summary>The first in the descriptor table, the others in an indirect table.</summary>
    FirstDirectly,

    /// <summary>As <see cref="Indirectly"/>, with the write flag on the descriptor that names the table.</summary>
    WithWriteFlag,
}

/// <summary>A ring, and requests of several pieces, each in memory of its own.</summary>
internal sealed class ChainMemory : SharedRing
{
    internal const string Requests = "requests";
    internal const string Arrangement = "arrangement";
    internal const string Indirect = "indirect";
    internal const string Unknown = "unknown";
    internal const string InOrder = "in-order";
    internal const string Batches = "device-batches";

    internal static readonly IReadOnlyList<Parameter> Parameters =
    [
        new(Requests, 2, 1, 3, "requests the driver sends"),
        new(Size, 4, 4, 8, "queue size, rounded down to a power of two"),
        new(EventIndex, 1, 0, 1, "1: suppress notifications by event index, 0: by flags"),
        new(Arrangement, 1, 0, 5, "pieces of every other request, r to read and w to write: 0 rw, 1 rrw, 2 rww, 3 rrrw, 4 rrww, 5 r; the others are rw"),
        new(Indirect, 0, 0, 3, "those pieces are described 0: directly, 1: in a table, 2: the first directly, the others in a table, 3: in a table named with the write flag"),
        new(Unknown, 0, 0, 1, "1: the last request asks for what the device does not know"),
        new(InOrder, 0, 0, 1, "1: buffers come back in order"),
        new(Batches, 0, 0, 1, "1: the device takes all there is before it gives any back"),
    ];

    /// <summary>Lengths of device-readable and device-writable pieces.</summary>
    private static readonly (int[] Readable, int[] Writable)[] _arrangements =
        [([3], [3]), ([1, 2], [3]), ([3], [1, 2]), ([1, 1, 1], [3]), ([1, 2], [1, 2]), ([3], [])];

    private readonly Segment[][] _pieces;
    private readonly ulong[] _tables;
    private readonly bool _unknown;

    internal ChainMemory(IStage stage, Scenario scenario, bool indirectNegotiated)
        : base(stage, scenario[Size], FeaturesOf(scenario, indirectNegotiated), first: 0)
    {
        _unknown = scenario[Unknown] == 1;
        Way = (Described)scenario[Indirect];
        _pieces = new Segment[scenario[Requests]][];
        _tables = new ulong[_pieces.Length];
        for (var i = 0; i < _pieces.Length; i++)
        {
            _pieces[i] = Pieces(stage, i, _arrangements[IsPlain(i) ? 0 : scenario[Arrangement]]);
            if (WayOf(i) != Described.Directly)
                _tables[i] = stage.Memory($"indirect table {i}", (int)IndirectTable.Bytes(_pieces[i].Length));
        }
    }

    internal int Count => _pieces.Length;

    /// <summary>How requests that are not plain are described.</summary>
    private Described Way { get; }

    /// <summary>All pieces of a request, device-readable ones first.</summary>
    internal Segment[] Pieces(int request) => _pieces[request];

    internal Described WayOf(int request) => IsPlain(request) ? Described.Directly : Way;

    internal ulong Table(int request) => _tables[request];

    /// <summary>Descriptors of the table that a request takes.</summary>
    internal int DescriptorsOf(int request) => WayOf(request) switch
    {
        Described.Directly => _pieces[request].Length,
        Described.FirstDirectly => 2,
        _ => 1,
    };

    internal byte[] Payload(int request) => ChainRequest.Payload(request, known: !(_unknown && request == Count - 1));

    /// <summary>A request that is cut in no special way goes first, so that what goes wrong later is known to be the way of cutting.</summary>
    private bool IsPlain(int request) => request % 2 == 0 && Count > 1;

    private static Segment[] Pieces(IStage stage, int request, (int[] Readable, int[] Writable) lengths) =>
    [
        .. lengths.Readable.Select((length, i) => new Segment(stage.Memory($"request {request}, to read {i}", length), (uint)length, Writable: false)),
        .. lengths.Writable.Select((length, i) => new Segment(stage.Memory($"request {request}, to write {i}", length), (uint)length, Writable: true)),
    ];

    private static ulong FeaturesOf(Scenario scenario, bool indirect) =>
        (scenario[EventIndex] == 1 ? Feature.Bit(Feature.EventIdx) : 0)
        | (indirect ? Feature.Bit(Feature.IndirectDesc) : 0)
        | (scenario[InOrder] == 1 ? Feature.Bit(Feature.InOrder) : 0);
}
