using Virtspec.Port;
using Virtspec.Systematic.Programs;

namespace Virtspec.Systematic.Litmus;

/// <summary>A small program, an outcome worth asking for, and what the literature says of it.</summary>
/// <param name="Name">The usual one: a shape, and what is between the two accesses of each thread that has two.</param>
/// <param name="Threads">Over three locations of 4 bytes that begin as 0.</param>
/// <param name="Exists">The outcome, as a clause of <see cref="Outcome"/>.</param>
/// <param name="Verdicts">Allowed (A) or forbidden (F) by SC, TSO, PSO, RA and ARMv8; a hyphen where the question makes no sense.</param>
/// <param name="Remark">What is worth knowing; empty for nothing.</param>
internal sealed record LitmusTest(string Name, Op[][] Threads, string Exists, string Verdicts, string Remark)
{
    internal const int X = 0;
    internal const int Y = 8;
    internal const int Z = 16;

    /// <summary>The shape: the name up to the first plus sign that is not part of it.</summary>
    internal string Family => Name.StartsWith("2+2W", StringComparison.Ordinal) ? "2+2W" : Name.Split('+')[0];

    internal Program Program => new(24, Threads, null, Threads.Any(thread => thread.Any(op => op is Signal)) ? [false] : []);

    /// <summary>What the literature says of a model that can be run.</summary>
    internal bool Allowed(Consistency consistency) => Verdicts[(int)consistency] == 'A';

    /// <summary>What the literature says of ARMv8; null where the question makes no sense.</summary>
    internal bool? AllowedByArm => Verdicts[4] == '-' ? null : Verdicts[4] == 'A';

    internal static Op[] Thread(params Op?[] ops) => [.. ops.OfType<Op>()];

    internal static Op Read(int register, int location, string order = "") => new Load(register, location, 4, order == "acq");

    internal static Op Write(int location, int value, string order = "") => new Store(location, 4, value, order == "rel");

    /// <summary>A fence by its name in litmus tests, or nothing.</summary>
    internal static Op? Between(string order) => order switch
    {
        "rmb" => new Fence(FenceKind.Read),
        "wmb" => new Fence(FenceKind.Write),
        "mb" => new Fence(FenceKind.Full),
        "fence-acq" => new Fence(FenceKind.Acquire),
        "fence-rel" => new Fence(FenceKind.Release),
        "po" or "acq" or "rel" or "data" or "acq-rel" => null,
        _ => throw new ArgumentException($"{order}: no such order", nameof(order)),
    };
}
