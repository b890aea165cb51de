using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Guides;

/// <summary>The guide's scenario does what the guide says, and stands in it as it is compiled.</summary>
public sealed class GuideTests
{
    [Theory]
    [InlineData(MemoryModel.Sequential, true)]
    [InlineData(MemoryModel.TotalStoreOrder, true)]
    [InlineData(MemoryModel.PartialStoreOrder, false)]
    [InlineData(MemoryModel.ReleaseAcquire, false)]
    public void Without_fences_letters_are_read_too_early_where_stores_or_loads_are_not_in_order(MemoryModel memory, bool passes)
    {
        Assert.Equal(passes, Explorer.Run(Mailbox.Broken, new ExplorationOptions { Memory = memory }, cancellation: TestContext.Current.CancellationToken).Passed);
        var result = Explorer.Run(Mailbox.Fixed.With("letters", 3), new ExplorationOptions { Memory = memory }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Passed, string.Join("; ", result.Failures));
        Assert.Equal(Coverage.Exhausted, result.Coverage);
    }

    [Fact]
    public void The_guide_shows_the_code()
    {
        var code = File.ReadAllText(Path.Combine(GeneratedFile.Root(), "tests", "Systematic", "Guides", "Mailbox.cs")).ReplaceLineEndings("\n");
        var body = code[code.IndexOf("public static class Mailbox", StringComparison.Ordinal)..];
        Assert.Contains(body, File.ReadAllText(Path.Combine(GeneratedFile.Root(), "docs", "guides", "explore-your-own.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
