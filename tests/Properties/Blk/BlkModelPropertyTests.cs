using FsCheck.Xunit;
using Virtspec.Model.Rules;
using Virtspec.Specification.Catalogue;
using Xunit;

namespace Virtspec.Properties.Blk;

/// <summary>The model of the block device against arrays of bytes: see <see cref="BlkModelRig"/>.</summary>
[Properties(Replay = "20260110,20260111", StartSize = 20, EndSize = 200, MaxTest = 300)]
public sealed class BlkModelPropertyTests
{
    /// <summary>Rules whose premise must arise, or the properties would prove nothing.</summary>
    private static readonly Rule[] Premises =
    [
        BlkRules.ReadsWhatWasWritten, BlkRules.StatusFits, BlkRules.ZeroesReadBack, BlkRules.BeyondCapacityFails, BlkRules.UnknownTypeUnsupported,
        BlkRules.ZoneRequestUnsupported, BlkRules.IdentityStable, BlkRules.UnknownFlagUnsupported, BlkRules.DiscardUnmapUnsupported,
        BlkRules.ReadOnlyWriteFails, BlkRules.ReadOnlyNotWritten, VhostUserRules.DisabledRingIdle,
        BlkRules.LastWriteWins, BlkRules.ReadsWholeSectors, BlkRules.NotOfferedUnsupported, BlkRules.ReadOnlyRangesFail,
    ];

    [Property]
    public void A_device_that_is_right_is_never_blamed(int seed, bool readOnly, byte[] operations) =>
        Assert.Empty(Blamed(Run(seed, readOnly, Mutation.None, operations)));

    [Property]
    public void One_flipped_bit_is_found(int seed, byte[] operations) =>
        Find(seed, Mutation.FlippedBit, operations, BlkRules.ReadsWhatWasWritten, BlkRules.ZeroesReadBack, VhostUserRules.DisabledRingIdle);

    [Property]
    public void One_wrong_status_is_found(int seed, byte[] operations) => Find(
        seed, Mutation.WrongStatus, operations, BlkRules.StatusFits, BlkRules.BeyondCapacityFails, BlkRules.UnknownTypeUnsupported, BlkRules.ZoneRequestUnsupported, BlkRules.NotOfferedUnsupported);

    [Property]
    public void One_write_that_is_dropped_is_found(int seed, byte[] operations) =>
        Find(seed, Mutation.DroppedWrite, operations, BlkRules.ReadsWhatWasWritten, BlkRules.ZeroesReadBack);

    [Property]
    public void One_write_on_a_disabled_ring_is_found(int seed, byte[] operations) =>
        Find(seed, Mutation.WriteWhileDisabled, operations, VhostUserRules.DisabledRingIdle);

    [Property]
    public void One_sector_torn_by_writes_in_flight_together_is_found(int seed, byte[] operations) =>
        Find(seed, Mutation.TornWrite, operations, BlkRules.ReadsWhatWasWritten, BlkRules.LastWriteWins, BlkRules.ReadsWholeSectors);

    [Fact]
    public void Every_premise_arises_with_races_and_with_many_in_flight()
    {
        var held = new int[Rule.All.Count];
        var (races, most) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var rig = Run(seed, seed % 4 == 0, Mutation.None, Operations(seed));
            Assert.Empty(Blamed(rig));
            (races, most) = (races + rig.Races, Math.Max(most, rig.MostInFlight));
            foreach (var rule in Rule.All)
                held[rule.Index] += rig.Log.HeldCount(rule);
        }

        Assert.DoesNotContain(Premises, rule => held[rule.Index] < 20);
        Assert.True(races > 100 && most == 6, $"{races} races, {most} in flight");
    }

    [Theory]
    [InlineData((int)Mutation.FlippedBit)]
    [InlineData((int)Mutation.WrongStatus)]
    [InlineData((int)Mutation.DroppedWrite)]
    [InlineData((int)Mutation.WriteWhileDisabled)]
    [InlineData((int)Mutation.TornWrite)]
    public void Every_kind_of_fault_arises_and_is_found(int mutation)
    {
        var faults = Enumerable.Range(0, 100).Select(seed => Run(seed, false, (Mutation)mutation, Operations(seed))).Where(rig => rig.Mutated).ToList();
        Assert.InRange(faults.Count, 20, 100);
        Assert.All(faults, rig => Assert.NotEmpty(Blamed(rig)));
    }

    private static void Find(int seed, Mutation mutation, byte[] operations, params Rule[] by)
    {
        var rig = Run(seed, readOnly: false, mutation, operations);
        Assert.Equal(rig.Mutated, Blamed(rig).Any());
        Assert.All(Blamed(rig), breach => Assert.Contains(breach.Rule, by));
    }

    private static IEnumerable<Breach> Blamed(BlkModelRig rig) =>
        rig.Log.Breaches.Where(breach => RequirementCatalogue.Load()[breach.Rule.Id].Role == Role.Device);

    private static byte[] Operations(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 300).Select(_ => (byte)random.Next(256))];
    }

    private static BlkModelRig Run(int seed, bool readOnly, Mutation mutation, byte[] operations)
    {
        var rig = new BlkModelRig(seed, readOnly, mutation);
        foreach (var operation in operations)
            rig.Do(operation);
        rig.Finish();
        return rig;
    }
}
