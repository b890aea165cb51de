using Virtspec.Systematic.Programs;
using static Virtspec.Systematic.Litmus.LitmusTest;
using static Virtspec.Systematic.Litmus.Shapes;

namespace Virtspec.Systematic.Litmus;

/// <summary>
/// What the literature says of the classic tests. Verdicts are SC, TSO, PSO, RA, ARMv8, in that order; none of them was found by running
/// anything here.
/// </summary>
/// <remarks>
/// TSO: Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, x86-TSO, CACM 2010. PSO: The SPARC Architecture Manual, version 8, appendix K. RA: Lahav,
/// Vafeiadis, Kang, Hur, Dreyer, PLDI 2017 (RC11). ARMv8: Pulte, Flur, Deacon, French, Sarkar, Sewell, POPL 2018, with rmb as DMB LD, wmb as
/// DMB ST, mb and the release fence as DMB SY, the acquire fence as DMB LD, acquire as LDAR and release as STLR.
/// </remarks>
internal static class LitmusTable
{
    private const string NotMultiCopyAtomic = "RA lets threads disagree on the order of stores; ARMv8 is multi-copy atomic";
    private const string NoLoadBuffering = "RA has no load buffering";
    private const string NoDependencies = "RA does not know dependencies";
    private const string NoGlobalOrder = "RA orders stores to different places by full fences only";

    internal static LitmusTest[] All { get; } =
    [
        StoreBuffering("po", "po", "FAAAA"),
        StoreBuffering("wmb", "wmb", "FAAAA"),
        StoreBuffering("rmb", "rmb", "FAAAA"),
        StoreBuffering("mb", "po", "FAAAA"),
        StoreBuffering("mb", "mb", "FFFFF"),
        StoreBuffering("acq-rel", "acq-rel", "FAAAF", "LDAR does not overtake STLR; with LDAPR it may"),
        new("SB+xchg+xchg", [[Swap(0, X, 1), Read(1, Y)], [Swap(0, Y, 1), Read(1, X)]], "0:r1=0 1:r1=0", "FFFFF", "fully ordered exchange for the stores"),
        new("SB+rfi+rfi", [[Write(X, 1), Read(0, X), Read(1, Y)], [Write(Y, 1), Read(0, Y), Read(1, X)]],
            "0:r0=1 0:r1=0 1:r0=1 1:r1=0", "FAAAA", "each sees its own store before the other does"),

        MessagePassing("po", "po", "FFAAA"),
        MessagePassing("wmb", "po", "FFFAA"),
        MessagePassing("po", "rmb", "FFAAA"),
        MessagePassing("wmb", "rmb", "FFFFF"),
        MessagePassing("mb", "mb", "FFFFF"),
        MessagePassing("rel", "po", "FFFAA"),
        MessagePassing("po", "acq", "FFAAA"),
        MessagePassing("rel", "acq", "FFFFF"),
        MessagePassing("fence-rel", "po", "FFFAA"),
        MessagePassing("po", "fence-acq", "FFAAA"),
        MessagePassing("fence-rel", "fence-acq", "FFFFF"),
        MessagePassing("wmb", "acq", "FFFFF"),
        MessagePassing("rel", "rmb", "FFFFF"),
        new("MP+wmb+until", [[Write(X, 1), Between("wmb")!, Write(Y, 1)], [new Until(0, Y, 4, 1, Equal: true), Read(1, X)]],
            "1:r0=1 1:r1=0", "FFFAA", "a polling loop in place of the first load"),
        new("MP+wmb+until-rmb", [[Write(X, 1), Between("wmb")!, Write(Y, 1)], [new Until(0, Y, 4, 1, Equal: true), Between("rmb")!, Read(1, X)]],
            "1:r0=1 1:r1=0", "FFFFF", ""),
        new("MP+doorbell", [[Write(X, 1), new Signal(0)], [new Wait(0), Read(0, X)]], "1:r0=0", "FFFF-", "ringing releases, waiting acquires"),

        LoadBuffering("po", "po", "FFFFA", NoLoadBuffering),
        LoadBuffering("acq", "po", "FFFFA", NoLoadBuffering),
        LoadBuffering("acq", "acq", "FFFFF"),
        LoadBuffering("rel", "rel", "FFFFF"),
        LoadBuffering("rmb", "rmb", "FFFFF"),
        LoadBuffering("wmb", "wmb", "FFFFA", NoLoadBuffering),
        LoadBuffering("mb", "mb", "FFFFF"),
        LoadBuffering("data", "po", "FFFFA", NoLoadBuffering),
        LoadBuffering("data", "data", "FFFFF"),

        ShapeS("po", "po", "FFAAA"),
        ShapeS("wmb", "po", "FFFAA"),
        ShapeS("po", "acq", "FFAAA"),
        ShapeS("wmb", "rmb", "FFFFF"),
        ShapeS("rel", "acq", "FFFFF"),
        ShapeS("mb", "mb", "FFFFF"),
        ShapeS("wmb", "data", "FFFAF", NoDependencies),

        ShapeR("po", "po", "FAAAA"),
        ShapeR("po", "mb", "FFAAA"),
        ShapeR("mb", "po", "FAAAA"),
        ShapeR("wmb", "mb", "FFFAF", NoGlobalOrder),
        ShapeR("rel", "mb", "FFFAF", NoGlobalOrder),
        ShapeR("rel", "acq", "FAAAA"),
        ShapeR("mb", "mb", "FFFFF"),

        TwoPlusTwoWrites("po", "po", "FFAAA"),
        TwoPlusTwoWrites("wmb", "po", "FFAAA"),
        TwoPlusTwoWrites("wmb", "wmb", "FFFAF", NoGlobalOrder),
        TwoPlusTwoWrites("rel", "rel", "FFFAF", NoGlobalOrder),
        TwoPlusTwoWrites("mb", "mb", "FFFFF"),

        WriteToReadCausality("po", "po", "FFFAA"),
        WriteToReadCausality("po", "rmb", "FFFAA"),
        WriteToReadCausality("wmb", "rmb", "FFFAA"),
        WriteToReadCausality("rmb", "rmb", "FFFAF", NotMultiCopyAtomic),
        WriteToReadCausality("data", "acq", "FFFAF", NoDependencies),
        WriteToReadCausality("rel", "acq", "FFFFF"),
        WriteToReadCausality("acq", "acq", "FFFAF", NotMultiCopyAtomic),
        WriteToReadCausality("mb", "mb", "FFFFF"),

        Isa2("po", "po", "po", "FFAAA"),
        Isa2("wmb", "po", "rmb", "FFFAA"),
        Isa2("rel", "rel", "acq", "FFFAF", NotMultiCopyAtomic),
        Isa2("rel", "acq-rel", "acq", "FFFFF"),
        Isa2("mb", "mb", "mb", "FFFFF"),
        Isa2("mb", "po", "mb", "FFFFA",
            "RC11 allows it; RA forbids it, for it runs fences in one order that program order and reads-from agree with (Kang et al., POPL 2017, without promises)"),

        IndependentReads("po", "po", "FFFAA"),
        IndependentReads("rmb", "rmb", "FFFAF", NotMultiCopyAtomic),
        IndependentReads("acq", "acq", "FFFAF", NotMultiCopyAtomic),
        IndependentReads("mb", "po", "FFFAA"),
        IndependentReads("mb", "mb", "FFFFF"),

        ReadToWriteCausality("po", "po", "FAAAA"),
        ReadToWriteCausality("rmb", "mb", "FFFAF", NotMultiCopyAtomic),
        ReadToWriteCausality("mb", "mb", "FFFFF"),

        new("CoRR", [[Write(X, 1)], [Read(0, X), Read(1, X)]], "1:r0=1 1:r1=0", "FFFFF", ""),
        new("CoRR2", [[Write(X, 1)], [Write(X, 2)], [Read(0, X), Read(1, X)], [Read(0, X), Read(1, X)]],
            "2:r0=1 2:r1=2 3:r0=2 3:r1=1", "FFFFF", "all agree on the order of stores to one place"),
        new("CoWW", [[Write(X, 1), Write(X, 2)]], "m0=1", "FFFFF", ""),
        new("CoWR", [[Write(X, 1), Read(0, X)], [Write(X, 2)]], "0:r0=2 m0=1", "FFFFF", ""),
        new("CoRW1", [[Read(0, X), Write(X, 1)]], "0:r0=1", "FFFFF", ""),
        new("CoRW2", [[Read(0, X), Write(X, 2)], [Write(X, 1)]], "0:r0=1 m0=1", "FFFFF", ""),

        new("XCHG", [[Swap(0, X, 1)], [Swap(0, X, 2)]], "0:r0=0 1:r0=0", "FFFFF", "one of two exchanges sees the other"),
        new("CAS", [[new CompareExchange(0, X, 4, 0, 1)], [new CompareExchange(0, X, 4, 0, 2)]], "0:r0=0 1:r0=0", "FFFFF", "one of two wins"),
    ];

    private static Exchange Swap(int register, int location, int value) => new(register, location, 4, value);
}
