using Virtspec.Systematic.Programs;
using static Virtspec.Systematic.Litmus.LitmusTest;

namespace Virtspec.Systematic.Litmus;

/// <summary>
/// The classic shapes (Alglave, Maranget, Tautschnig: Herding cats, TOPLAS 2014; the diy naming scheme). Each takes what is between the two
/// accesses of its threads: a fence, or <c>acq</c> and <c>rel</c>, which make the thread's loads acquire and its last store release.
/// </summary>
internal static class Shapes
{
    internal static LitmusTest StoreBuffering(string first, string second, string verdicts, string remark = "") => Make(
        "SB", [first, second], "0:r0=0 1:r0=0", verdicts, remark,
        Thread(Write(X, 1, Rel(first)), Between(first), Read(0, Y, Acq(first))),
        Thread(Write(Y, 1, Rel(second)), Between(second), Read(0, X, Acq(second))));

    internal static LitmusTest MessagePassing(string first, string second, string verdicts, string remark = "") => Make(
        "MP", [first, second], "1:r0=1 1:r1=0", verdicts, remark,
        Thread(Write(X, 1), Between(first), Write(Y, 1, Rel(first))),
        Thread(Read(0, Y, Acq(second)), Between(second), Read(1, X)));

    internal static LitmusTest LoadBuffering(string first, string second, string verdicts, string remark = "") => Make(
        "LB", [first, second], "0:r0=1 1:r0=1", verdicts, remark,
        Thread(Read(0, X, Acq(first)), Between(first), Dependent(first, Y)),
        Thread(Read(0, Y, Acq(second)), Between(second), Dependent(second, X)));

    internal static LitmusTest ShapeS(string first, string second, string verdicts, string remark = "") => Make(
        "S", [first, second], "1:r0=1 m0=2", verdicts, remark,
        Thread(Write(X, 2), Between(first), Write(Y, 1, Rel(first))),
        Thread(Read(0, Y, Acq(second)), Between(second), Dependent(second, X)));

    internal static LitmusTest ShapeR(string first, string second, string verdicts, string remark = "") => Make(
        "R", [first, second], "1:r0=0 m8=2", verdicts, remark,
        Thread(Write(X, 1), Between(first), Write(Y, 1, Rel(first))),
        Thread(Write(Y, 2), Between(second), Read(0, X, Acq(second))));

    internal static LitmusTest TwoPlusTwoWrites(string first, string second, string verdicts, string remark = "") => Make(
        "2+2W", [first, second], "m0=1 m8=1", verdicts, remark,
        Thread(Write(X, 1), Between(first), Write(Y, 2, Rel(first))),
        Thread(Write(Y, 1), Between(second), Write(X, 2, Rel(second))));

    internal static LitmusTest WriteToReadCausality(string second, string third, string verdicts, string remark = "") => Make(
        "WRC", [second, third], "1:r0=1 2:r0=1 2:r1=0", verdicts, remark,
        Thread(Write(X, 1)),
        Thread(Read(0, X, Acq(second)), Between(second), Dependent(second, Y)),
        Thread(Read(0, Y, Acq(third)), Between(third), Read(1, X)));

    internal static LitmusTest Isa2(string first, string second, string third, string verdicts, string remark = "") => Make(
        "ISA2", [first, second, third], "1:r0=1 2:r0=1 2:r1=0", verdicts, remark,
        Thread(Write(X, 1), Between(first), Write(Y, 1, Rel(first))),
        Thread(Read(0, Y, Acq(second)), Between(second), Dependent(second, Z)),
        Thread(Read(0, Z, Acq(third)), Between(third), Read(1, X)));

    internal static LitmusTest IndependentReads(string third, string fourth, string verdicts, string remark = "") => Make(
        "IRIW", [third, fourth], "2:r0=1 2:r1=0 3:r0=1 3:r1=0", verdicts, remark,
        Thread(Write(X, 1)),
        Thread(Write(Y, 1)),
        Thread(Read(0, X, Acq(third)), Between(third), Read(1, Y)),
        Thread(Read(0, Y, Acq(fourth)), Between(fourth), Read(1, X)));

    internal static LitmusTest ReadToWriteCausality(string second, string third, string verdicts, string remark = "") => Make(
        "RWC", [second, third], "1:r0=1 1:r1=0 2:r0=0", verdicts, remark,
        Thread(Write(X, 1)),
        Thread(Read(0, X, Acq(second)), Between(second), Read(1, Y)),
        Thread(Write(Y, 1), Between(third), Read(0, X)));

    private static LitmusTest Make(string shape, string[] orders, string exists, string verdicts, string remark, params Op[][] threads)
    {
        var name = orders.All(order => order == "po") ? shape : $"{shape}+{string.Join('+', orders)}";
        return new LitmusTest(name, threads, exists, verdicts, remark);
    }

    private static string Rel(string order) => order is "rel" or "acq-rel" ? "rel" : "";

    private static string Acq(string order) => order is "acq" or "acq-rel" ? "acq" : "";

    /// <summary>A store of 1 that comes after a load: of what was loaded, if the order between them is by data.</summary>
    private static Op Dependent(string order, int location) =>
        order == "data" ? new Store(location, 4, new Operand(0, 0)) : Write(location, 1, Rel(order));
}
