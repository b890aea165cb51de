using Virtspec.Port;
using Xunit;

namespace Virtspec.Systematic.Programs;

public sealed class AxiomaticTests
{
    private const OpKinds Kinds = OpKinds.AcquireRelease | OpKinds.Fences | OpKinds.ReadModifyWrite | OpKinds.Choices;

    [Theory]
    [InlineData(nameof(Consistency.Sequential), 11, 400, 7)]
    [InlineData(nameof(Consistency.TotalStoreOrder), 12, 400, 7)]
    [InlineData(nameof(Consistency.PartialStoreOrder), 13, 400, 7)]
    [InlineData(nameof(Consistency.ReleaseAcquire), 14, 1200, 7)]
    public void Machines_and_axioms_agree(string model, int seed, int programs, int ops)
    {
        var consistency = Enum.Parse<Consistency>(model);
        var random = new SplitMix64((ulong)seed);
        var generator = new ProgramGenerator(random, new Shape(3, ops, Kinds, OneSize: true));
        var relaxed = 0;
        for (var i = 0; i < programs; i++)
        {
            var program = generator.Next();
            var machine = Brute.Outcomes(program, consistency);
            var axioms = Axioms.Outcomes(program, Model(consistency));
            Assert.True(machine.SetEquals(axioms), $"{consistency}, program {i} of seed {seed}\n{program}\n{Difference(machine, axioms)}");
            relaxed += machine.Count > Brute.Outcomes(program, Consistency.Sequential).Count ? 1 : 0;
        }

        // Programs that every model runs alike would prove little.
        if (consistency != Consistency.Sequential)
            Assert.InRange(relaxed, 1 + programs / 100, programs);
    }

    /// <summary>What two sets of outcomes do not share.</summary>
    internal static string Difference(IReadOnlySet<string> left, IReadOnlySet<string> right) => string.Join('\n',
        left.Except(right).Take(5).Select(outcome => $"only left: {outcome}").Concat(right.Except(left).Take(5).Select(outcome => $"only right: {outcome}")));

    private static Func<AxiomaticGraph, bool> Model(Consistency consistency) => consistency switch
    {
        Consistency.Sequential => Axioms.Sequential,
        Consistency.TotalStoreOrder => graph => Axioms.Buffered(graph, partial: false),
        Consistency.PartialStoreOrder => graph => Axioms.Buffered(graph, partial: true),
        _ => Axioms.RepairedC11InOneOrder,
    };

    [Fact]
    public void Views_are_stronger_than_RC11_where_fences_are_ordered_through_relaxed_accesses()
    {
        // The first thread's fence happens before the last one's in any run, though no happens-before of C11 says so: RC11 orders fences by
        // happens-before and what is seen, the machine by when they are run. POWER and ARMv8 show the outcome only by load buffering in
        // the thread between, which neither model has.
        var program = new Program(24,
        [
            [new Store(0, 4, 1), new Fence(FenceKind.Full), new Store(8, 4, 1)],
            [new Load(0, 8, 4), new Store(16, 4, 1)],
            [new Load(0, 16, 4), new Fence(FenceKind.Full), new Load(1, 0, 4)],
        ]);
        const string Outcome = "1:r0=1 2:r0=1 2:r1=0";
        Assert.Contains(Axioms.Outcomes(program, Axioms.RepairedC11), outcome => Programs.Outcome.Satisfies(outcome, Outcome));
        Assert.DoesNotContain(Axioms.Outcomes(program, Axioms.RepairedC11InOneOrder), outcome => Programs.Outcome.Satisfies(outcome, Outcome));
        Assert.DoesNotContain(Brute.Outcomes(program, Consistency.ReleaseAcquire), outcome => Programs.Outcome.Satisfies(outcome, Outcome));
    }
}
