using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Schedules;

/// <summary>Runs drawn and listed.</summary>
public sealed class LanesTests
{
    [Theory]
    [MemberData(nameof(ReplayTests.Failing), MemberType = typeof(ReplayTests))]
    public void Every_drawing_keeps_to_its_width(string name, MemoryModel model)
    {
        var recording = Record(name, model);
        foreach (var width in new[] { 60, 61, 80, 132 })
        {
            foreach (var boxes in new[] { false, true })
            {
                var drawing = Lanes.Draw(recording, new LaneOptions { Width = width, Boxes = boxes, FoldFrom = width == 61 ? 8 : 0 });
                Assert.All(drawing.Split('\n'), line => Assert.InRange(line.Length, 0, width));
                if (!boxes)
                    Assert.DoesNotContain(drawing, letter => letter is > '~' or (< ' ' and not '\n'));
            }
        }

        Assert.All(NumberedList.Write(recording, 40).Split('\n'), line => Assert.InRange(line.Length, 0, 40));
    }

    [Fact]
    public void A_lost_kick_is_seen_at_a_glance() => Assert.Equal(
            """
            lost-kick buffers=2 recheck=0, sequential

                   driver               device                doorbells
               1 * available := 1     |                     |
                 * fence full         |                     |
               2 * reads suppress = 0 |                     |
               3 * rings kick         |                     | kick rung
               4 |                    * reads available = 1 |
               5 |                    * reads available = 1 |
               6 |                    * suppress := 0       |
                 |                    * fence full          |
               7 |                    * takes kick          | kick taken
               8 |                    * suppress := 1       |
               9 |                    * reads available = 1 |
              10 * available := 2     |                     |
                 * fence full         |                     |
              11 * reads suppress = 1 |                     |
                 * ends               |                     |
              12                      * suppress := 0       |
                                      * fence full          |
                                      * waits for kick      |

            nobody goes on, and it is still owed: buffer 2 is served
            driver is done; device waits for kick

            """,
            Lanes.Draw(Along("lost-kick", MemoryModel.Sequential, "0x3,1x6,0x2,1")));

    [Fact]
    public void Stores_are_seen_in_the_buffer_and_when_they_arrive() =>
        Assert.Equal(
            """
            lost-kick buffers=2 recheck=0, total-store-order

                   driver                      device                      memory
                 ● available := 1 (buffered) │                           │
               1 │                           ● reads available = 0 (old) │
                 │                           ● suppress := 0 (buffered)  │
               2 │                           │                           ● available := 1
               3 ● fence full                │                           │
               4 ● reads suppress = 0 (old)  │                           │
                 ● rings kick (buffered)     │                           │
                 ● available := 2 (buffered) │                           │
               5 │                           │                           ● suppress := 0

            the schedule ends here
            driver waits at fence full for its stores to arrive; device passes fence full
            next

            """,
            Lanes.Draw(Along("lost-kick", MemoryModel.TotalStoreOrder, "1,0d0,0x2,1d0"), new LaneOptions { Boxes = true }));

    [Fact]
    public void A_list_says_the_same() => Assert.Equal(
            """
            lost-kick buffers=2 recheck=0, sequential

               1  driver     available := 1
               1  driver     fence full
               2  driver     reads suppress = 0
               3  driver     rings kick
               4  device     reads available = 1
               5  device     reads available = 1
               6  device     suppress := 0
               6  device     fence full
               7  device     takes kick
               8  device     suppress := 1
               9  device     reads available = 1
              10  driver     available := 2
              10  driver     fence full
              11  driver     reads suppress = 1
              11  driver     ends
              12  device     suppress := 0
              12  device     fence full
              12  device     waits for kick

            nobody goes on, and it is still owed: buffer 2 is served
            driver is done; device waits for kick

            """,
            NumberedList.Write(Along("lost-kick", MemoryModel.Sequential, "0x3,1x6,0x2,1")));

    [Fact]
    public void What_one_does_alone_for_long_is_folded_but_for_doorbells()
    {
        var recording = Along("split-ring-no-take-fence", MemoryModel.ReleaseAcquire, "0x11,1x5,1a1");
        Assert.Contains("7 * rings kick", Lanes.Draw(recording, new LaneOptions { FoldFrom = 6 }), StringComparison.Ordinal);
        Assert.Contains("... 3 more", Lanes.Draw(recording, new LaneOptions { FoldFrom = 6 }), StringComparison.Ordinal);
        Assert.DoesNotContain("more", Lanes.Draw(recording), StringComparison.Ordinal);
        Assert.Contains("(old)", NumberedList.Write(recording), StringComparison.Ordinal);
    }

    [Fact]
    public void A_width_of_less_than_60_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Lanes.Draw(Along("lost-kick", MemoryModel.Sequential, "-"), new LaneOptions { Width = 59 }));

    [Theory]
    [InlineData("one two three", 8, "one two|three")]
    [InlineData("one two", 7, "one two")]
    [InlineData("abcdefgh", 3, "abc|def|gh")]
    [InlineData("", 3, "")]
    public void Text_is_broken_at_spaces_where_it_can_be(string text, int width, string lines) =>
        Assert.Equal(lines, string.Join('|', TextWrap.Wrap(text, width)));

    private static Recording Along(string name, MemoryModel model, string schedule)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        if (name.StartsWith("split", StringComparison.Ordinal))
            scenario = scenario.With("buffers", 1).With("size", 1).With("event-index", 0);
        return Recording.Of(scenario, model, ScheduleText.Read(schedule));
    }

    private static Recording Record(string name, MemoryModel model)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var (picks, _) = RandomRun.Failing(scenario, model);
        var shrunk = Shrinker.Shrink(scenario, model, picks, null, TestContext.Current.CancellationToken);
        return Recording.Of(shrunk.Scenario, model, shrunk.Schedule);
    }
}
