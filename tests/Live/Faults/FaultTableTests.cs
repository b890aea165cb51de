using System.Collections.Concurrent;
using Virtspec.Suite.Faults;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Live.Faults;

/// <summary>The stories of the faults are true: their steps show the fault, and nothing where there is none.</summary>
public sealed class FaultTableTests
{
    private const int AtOnce = 4;

    /// <summary>How often a story may be told before it has to show the fault: some depend on which of two threads is faster.</summary>
    private const int Tries = 5;

    private static bool Updates => Environment.GetEnvironmentVariable("VIRTSPEC_UPDATE") == "1";

    [Fact]
    public async Task Every_fault_has_a_story_and_the_page_tells_it()
    {
        if (Updates)
            await FindMissingAsync();
        var stories = FaultStory.Load();
        Assert.Empty(Fault.All.Select(fault => fault.Name).Except(stories.Select(story => story.Fault)));
        GeneratedFile.Check("docs/faults.md", FaultTable.Text(stories));
    }

    [Fact]
    public void The_steps_of_each_story_show_the_fault_and_nothing_without_it()
    {
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(FaultStory.Load().Where(story => !Fault.Named(story.Fault).NeedsProcess), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, story =>
        {
            var fault = Fault.Named(story.Fault);
            using (var served = ServedFault.With(fault))
            {
                if (!Enumerable.Range(0, Tries).Any(_ => ServedFault.Show(served.Hasty(), story.Program, fault.Breaks) is not null))
                    wrong.Add($"{fault.Name} is not shown by {story.Program}");
            }

            using var sound = ServedFault.Without();
            foreach (var id in fault.Consequences.Select(consequence => consequence.Id).Append(fault.Breaks))
            {
                if (ServedFault.Show(sound.Calm(), story.Program, id) is { } finding)
                    wrong.Add($"{id} is reported without the fault {fault.Name}: {finding.Seen}");
            }
        });
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    [Fact]
    public async Task So_do_those_of_faults_that_need_a_process()
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(FaultStory.Load().Where(story => Fault.Named(story.Fault).NeedsProcess), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (story, _) =>
        {
            foreach (var line in await ProcessFault.ReplayAsync(story))
                wrong.Add(line);
        });
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    /// <summary>Finds those without a story, and writes each down as it is found: what was found is kept when time is up.</summary>
    private static async Task FindMissingAsync()
    {
        var stories = FaultStory.Load().ToList();
        var missing = Fault.All.Where(fault => stories.All(story => story.Fault != fault.Name)).ToList();
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (fault, _) =>
        {
            if ((fault.NeedsProcess ? await ProcessFault.FindAsync(fault) : Find(fault)) is not { } story)
                return;
            lock (stories)
            {
                stories.Add(story);
                FaultStory.Save(stories);
            }
        });
    }

    private static FaultStory? Find(Fault fault)
    {
        var result = ServedFault.Find(fault, shrink: true).Results.Single(requirement => requirement.Requirement.Id == fault.Breaks);
        return result.Findings is [{ } first, ..] ? new FaultStory(fault.Name, first.Case, string.Join("; ", first.Shrunk?.Program ?? first.Program)) : null;
    }
}
