using System.Text;
using Virtspec.Suite.Faults;
using Virtspec.Suite.Steps;

namespace Virtspec.Live.Faults;

/// <summary>The page docs/faults.md.</summary>
internal static class FaultTable
{
    internal static string Text(IReadOnlyList<FaultStory> stories)
    {
        var named = stories.ToDictionary(story => story.Fault);
        var all = Fault.All;
        var found = all.Count(fault => named.ContainsKey(fault.Name));
        var text = new StringBuilder();
        text.Append(
            $"""
            # Planted faults

            Faults that can be planted into virtspec's own back-end, and what the suite says of each: {all.Count} faults, {found} found.

            `./virtspec check blk --fault NAME` shows one; with the steps below as `--steps '...'` it takes only them. The steps are the fewest that were found
            to show the requirement broken; tests take them again, with the fault and without, and see to it that no requirement is reported but the one in the
            table and those that follow from it. That run ends with the case that finds the fault; with `VIRTSPEC_WHOLE=1` it goes on, and shows more that follows,
            above all where memory is overwritten. `VIRTSPEC_UPDATE=1 dotnet test tests/Live --filter FullyQualifiedName~FaultTable` finds and shrinks
            those that tests/Live/Faults/stories.tsv does not have, and writes this page; without that file, all of them.

            """);
        foreach (var family in FaultFamily.All)
            Append(text, family, named);
        AppendMissing(text, all.Where(fault => !named.ContainsKey(fault.Name)));
        return text.ToString();
    }

    private static void Append(StringBuilder text, FaultFamily family, Dictionary<string, FaultStory> stories)
    {
        if (!family.Faults.Any(fault => stories.ContainsKey(fault.Name)))
            return;
        text.Append($"\n## {family.Title}\n\n| fault | what the back-end does | reported | first found by | steps |\n|---|---|---|---|---|\n");
        foreach (var fault in family.Faults)
        {
            if (!stories.TryGetValue(fault.Name, out var story))
                continue;
            var reported = $"**{fault.Breaks}**" + string.Concat(fault.Consequences.GroupBy(consequence => consequence.Why).Select(group => $"<br>{string.Join(", ", group.Select(consequence => consequence.Id))}: {group.Key}"));
            var count = StepText.ParseAll(story.Program).Count;
            text.Append($"| {fault.Name} | {fault.Wrong} | {reported} | {story.Case} | {count}: `{story.Program}` |\n");
        }
    }

    private static void AppendMissing(StringBuilder text, IEnumerable<Fault> missing)
    {
        var rows = missing.Select(fault => $"| {fault.Name} | {fault.Wrong} |\n").ToList();
        if (rows.Count > 0)
            text.Append("\n## Not found yet\n\n| fault | what the back-end does |\n|---|---|\n").AppendJoin(string.Empty, rows);
    }
}
