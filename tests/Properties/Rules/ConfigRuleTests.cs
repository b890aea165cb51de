using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Device.ConfigEventKind;

namespace Virtspec.Properties.Rules;

/// <summary>Configuration space: every rule of <see cref="ConfigMachine"/> once kept and once broken, and a generation that comes round.</summary>
public sealed class ConfigRuleTests
{
    private const ulong Offer = (1UL << Feature.BlkBlockSize) | (1UL << Feature.BlkSegMax) | (1UL << Feature.BlkConfigWce);
    private static readonly ConfigEvent Low = Field(BlkConfigOffset.Capacity, 4);
    private static readonly ConfigEvent High = Field(BlkConfigOffset.Capacity + 4, 4);
    private static readonly ConfigEvent Whole = Field(BlkConfigOffset.Capacity, 8);
    private static readonly ConfigEvent BlockSize = Field(BlkConfigOffset.BlockSize, 4);
    private static readonly ConfigEvent SegMax = Field(BlkConfigOffset.SegMax, 4);

    internal static readonly RuleCases Cases = new()
    {
        //= core.config.driver.1a
        { CoreRules.ReadsAnewWhenChanged, "a wide field", On(At(5), Low, High, At(5), Of(Settled)), On(At(5), Low, High, At(6), Of(Settled)) },
        { CoreRules.ReadsAnewWhenChanged, "a wide field in one access", On(At(5), Whole, At(6), Whole, At(6), Of(Settled)), On(At(5), Whole, At(6), Of(Settled)) },
        { CoreRules.ReadsAnewWhenChanged, "one half read anew", On(At(5), Low, High, At(6), Low, High, At(6), Of(Settled)), On(At(5), Low, High, At(6), High, At(6), Of(Settled)) },
        { CoreRules.ReadsAnewWhenChanged, "changed a second time", On(At(5), Low, High, At(6), At(7), Low, High, At(7), Of(Settled)), On(At(5), Low, High, At(6), Low, High, At(7), Of(Settled)) },
        { CoreRules.ReadsAnewWhenChanged, "several fields", On(At(5), BlockSize, SegMax, At(5), Of(Settled)), On(At(5), BlockSize, SegMax, At(6), Of(Settled)) },
        { CoreRules.ReadsAnewWhenChanged, "a counter of 8 bits comes to its end", On(At(255), Low, High, At(0), Low, High, At(0), Of(Settled)), On(At(255), Low, High, At(0), Of(Settled)) },
        { CoreRules.ReadsAnewWhenChanged, "halves of two versions", On(At(5), Low, Of(Changed), High, At(6), Low, High, At(6), Of(Settled)), On(Low, Of(Changed), High, Of(Settled)), CoreRules.ReadsBetweenGenerations },
        //= core.config.driver.1b
        { CoreRules.ReadsBetweenGenerations, "no look at all", On(At(5), Low, High, At(5), Of(Settled)), On(Low, High, Of(Settled)) },
        { CoreRules.ReadsBetweenGenerations, "no look before", On(At(5), Whole, At(5), Of(Settled)), On(Whole, At(5), Of(Settled)) },
        { CoreRules.ReadsBetweenGenerations, "no look after", On(At(5), Whole, At(5), Of(Settled)), On(At(5), Whole, Of(Settled)) },
        //= core.config.driver.2
        { CoreRules.FieldsOfOfferedFeatures, "read", On(BlockSize), On(Field(BlkConfigOffset.QueueCount, 2)) },
        { CoreRules.FieldsOfOfferedFeatures, "written", On(new ConfigEvent(FieldWritten, Offset: BlkConfigOffset.Writeback, Size: 1)), On(new ConfigEvent(FieldWritten, Offset: BlkConfigOffset.Topology, Size: 1)) },
        { CoreRules.FieldsOfOfferedFeatures, "part of an access that is wider", On(Field(BlkConfigOffset.SegMax, 4)), On(Field(BlkConfigOffset.SegMax, 8)) },
    };

    [Fact]
    public void A_generation_that_came_round_between_two_looks_is_not_the_drivers_fault() =>
        Assert.Empty(Breaches(At(7), Low, Of(Changed), High, At(7), Of(Settled)));

    [Fact]
    public void Fields_that_are_read_by_themselves_belong_to_nobody() =>
        Assert.Empty(Breaches(At(5), Whole, At(5), BlockSize, SegMax, At(6), Whole, At(6), Of(Settled)));

    [Fact]
    public void A_change_after_the_last_read_tears_nothing() =>
        Assert.Equal([CoreRules.ReadsBetweenGenerations], Breaches(Low, High, Of(Changed), Of(Settled)));

    [Fact]
    public void Narrow_fields_and_padding_need_no_second_look() =>
        Assert.Empty(Breaches(At(5), BlockSize, At(6), Of(Settled), BlockSize, SegMax, Field(BlkConfigOffset.Unused1, 3), Field(4000, 8), Of(Settled)));

    [Fact]
    public void After_a_reset_nothing_is_to_be_read_again() =>
        Assert.Empty(Breaches(At(5), Low, High, At(6), Of(Reset), Of(Settled)));

    [Fact]
    public void Before_the_features_were_read_no_field_of_theirs_is_there()
    {
        var log = new RuleLog();
        ConfigMachine.Step(default, BlockSize, DeviceType.Blk, log);
        Assert.Equal([CoreRules.FieldsOfOfferedFeatures], log.Breaches.Select(breach => breach.Rule));
    }

    private static Action<RuleLog> On(params ConfigEvent[] events) => log =>
    {
        var state = ConfigMachine.Step(default, new ConfigEvent(FeaturesOffered, Offer), DeviceType.Blk, log);
        foreach (var e in events)
            state = ConfigMachine.Step(state, e, DeviceType.Blk, log);
    };

    private static IEnumerable<Rule> Breaches(params ConfigEvent[] events)
    {
        var log = new RuleLog();
        On(events)(log);
        return log.Breaches.Select(breach => breach.Rule);
    }

    private static ConfigEvent Of(ConfigEventKind kind) => new(kind);

    private static ConfigEvent At(ulong generation) => new(GenerationRead, generation);

    private static ConfigEvent Field(int offset, int size) => new(FieldRead, Offset: offset, Size: size);
}
