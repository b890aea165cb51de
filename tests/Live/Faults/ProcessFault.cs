using System.Text.Json;
using Virtspec.Live.Peers;
using Virtspec.Live.Tool;
using Virtspec.Suite.Faults;

namespace Virtspec.Live.Faults;

/// <summary>A fault that ends, hangs or fills up its process: checked by the tool, which serves it in one of its own.</summary>
internal static class ProcessFault
{
    /// <summary>Finds it, and the fewest steps that show it.</summary>
    /// <returns>Null when it was not found.</returns>
    internal static async Task<FaultStory?> FindAsync(Fault fault)
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(work, ["check", "blk", "--fault", fault.Name, "--seed", "7", "--select", fault.Breaks, "--report", "json"]);
        await run.WaitForExitAsync();
        return Findings(run.Json(), fault.Breaks).FirstOrDefault() is { ValueKind: JsonValueKind.Object } finding
            ? new FaultStory(fault.Name, finding.GetProperty("case").GetString()!, string.Join("; ", finding.GetProperty("program").EnumerateArray()))
            : null;
    }

    /// <summary>Takes the steps of a story, with the fault and without, and lists what is not as the story has it.</summary>
    internal static async Task<IReadOnlyList<string>> ReplayAsync(FaultStory story)
    {
        var fault = Fault.Named(story.Fault);
        using var work = new WorkDirectory();
        string[] steps = ["check", "blk", "--seed", "7", "--steps", story.Program, "--select", fault.Breaks, "--report", "json"];
        List<string> wrong = [];
        await using (var faulty = await ToolRun.ExpectAsync(1, work, [.. steps, "--fault", fault.Name]))
        {
            if (!Findings(faulty.Json(), fault.Breaks).Any())
                wrong.Add($"{fault.Name} is not shown by {story.Program}");
        }

        await using var sound = await ToolRun.ExpectAsync(0, work, steps);
        wrong.AddRange(Findings(sound.Json(), fault.Breaks).Select(finding => $"{fault.Breaks} is reported without the fault {fault.Name}: {finding}"));
        return wrong;
    }

    private static IEnumerable<JsonElement> Findings(JsonElement report, string id) => report.GetProperty("requirements").EnumerateArray()
        .Where(requirement => requirement.GetProperty("id").GetString() == id).SelectMany(requirement => requirement.GetProperty("findings").EnumerateArray());
}
