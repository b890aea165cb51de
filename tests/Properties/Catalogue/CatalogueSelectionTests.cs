using FsCheck.Xunit;
using Virtspec.Specification.Catalogue;
using Xunit;

namespace Virtspec.Properties.Catalogue;

public sealed class CatalogueSelectionTests
{
    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();

    [Fact]
    public void A_clause_selects_its_statements_in_order_of_their_numbers()
    {
        var ids = Ids("blk.operation.driver");
        Assert.Equal(26, ids.Length);
        Assert.True(Array.IndexOf(ids, "blk.operation.driver.2") < Array.IndexOf(ids, "blk.operation.driver.10"));
        Assert.True(Array.IndexOf(ids, "blk.operation.driver.23a") < Array.IndexOf(ids, "blk.operation.driver.23b"));
    }

    [Fact]
    public void A_name_ends_where_a_part_of_the_id_ends()
    {
        Assert.Equal(["split.used.device.1", "split.used.device.2", "split.used.device.3"], Ids("split.used.device"));
        Assert.All(Ids("split.used"), id => Assert.StartsWith("split.used.", id));
        Assert.Equal(["core.features.driver.1a", "core.features.driver.1b"], Ids("core.features.driver.1"));
        Assert.Equal(["core.features.driver.1b"], Ids("core.features.driver.1b"));
    }

    [Fact]
    public void Wildcards_stand_for_any_text_and_for_one_character()
    {
        Assert.Equal(["split.used.device.1", "split.used.device.2", "split.used.device.3"], Ids("split.used.device.?"));
        Assert.All(Ids("*.driver"), id => Assert.Equal(Role.Driver, Catalogue[id].Role));
        Assert.Equal(Catalogue.All, Catalogue.Match(["*"]));
    }

    [Fact]
    public void Globs_that_overlap_select_each_requirement_once() =>
        Assert.Equal(Ids("inv.memory"), Catalogue.Match(["inv.memory.beyond", "inv.memory.*", "inv.memory"]).Select(r => r.Id));

    [Fact]
    public void A_glob_that_selects_nothing_is_an_error_that_names_it_and_the_nearest_ids()
    {
        var e = Assert.Throws<CatalogueException>(() => Catalogue.Match(["split.desc.device", "split.used.devise.1"]));
        Assert.Contains("'split.used.devise.1'", e.Message);
        Assert.Contains("nearest: split.used.device.1,", e.Message);
        Assert.Contains("inv.blk.bounds", Assert.Throws<CatalogueException>(() => Catalogue["inv.blk.bound"]).Message);
        Assert.False(Catalogue.TryGet("inv.blk.bound", out _));
    }

    [Fact]
    public void Every_name_of_a_requirement_selects_it() => Assert.All(Catalogue.All, r =>
        Assert.All(RequirementGlob.Names(r.Id), name => Assert.Contains(r, Catalogue.Match([name]))));

    [Property]
    public bool Statements_are_in_the_order_of_their_ordinals(ushort x, ushort y) =>
        Math.Sign(RequirementOrder.Instance.Compare($"split.used.device.{x}", $"split.used.device.{y}")) == Math.Sign(x.CompareTo(y));

    [Property]
    public bool The_order_is_total(string?[] names)
    {
        var order = RequirementOrder.Instance;
        return names.All(x => names.All(y =>
            Math.Sign(order.Compare(x, y)) == -Math.Sign(order.Compare(y, x))
            && (order.Compare(x, y) == 0) == string.Equals(x, y, StringComparison.Ordinal)
            && names.All(z => order.Compare(x, y) > 0 || order.Compare(y, z) > 0 || order.Compare(x, z) <= 0)));
    }

    private static string[] Ids(string glob) => [.. Catalogue.Match([glob]).Select(r => r.Id)];
}
