using System.Globalization;
using System.Text;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration.Schedules;

/// <summary>
/// A run in one word that needs no quotes in a shell: "lost-kick@tso,buffers=1,500steps:0x3,1,0d16" is the scenario lost-kick under total store order, with
/// one parameter that is not as it comes, cut off at 500 steps, along the schedule behind the colon.
/// </summary>
internal static class RunText
{
    private const char Under = '@';
    private const char Along = ':';
    private const string Steps = "steps";
    private const string Form = "SCENARIO@MODEL:SCHEDULE is expected, parameters behind the model, as in lost-kick@sc,buffers=1:0x3,1";

    /// <summary>Besides letters and digits, what stands for itself in a name; all else is written as in a URL.</summary>
    private const string Plain = "-._";

    /// <summary>Whether a word is meant as a run: ids have none of its signs, and no run has those of a path.</summary>
    internal static bool IsLike(string text) => text.AsSpan().ContainsAny(Under, Along) && !text.Contains('/') && !text.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>Writes a run.</summary>
    /// <param name="run">Which.</param>
    /// <param name="find">The scenario of a name with its parameters as they come, null for none.</param>
    internal static string Write(ScenarioRun run, Func<string, Scenario?> find)
    {
        var usual = find(run.Scenario.Name);
        var text = new StringBuilder($"{Escape(run.Scenario.Name)}{Under}{ModelNames.Of(run.Memory)}");
        foreach (var parameter in run.Scenario.Parameters.Where(parameter => usual is null || usual[parameter.Name] != parameter.Value))
            text.Append(CultureInfo.InvariantCulture, $",{Escape(parameter.Name)}={parameter.Value}");
        if (run.StepLimit != ExplorationOptions.UsualStepLimit)
            text.Append(CultureInfo.InvariantCulture, $",{run.StepLimit}{Steps}");
        return text.Append(Along).Append(ScheduleText.Write(run.Schedule)).ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="text">The word.</param>
    /// <param name="find">As for writing.</param>
    /// <exception cref="FormatException">It is no run, or not one of these scenarios; the message names the part.</exception>
    internal static ScenarioRun Read(string text, Func<string, Scenario?> find)
    {
        text = text.Trim();
        var (under, along) = (text.IndexOf(Under, StringComparison.Ordinal), text.IndexOf(Along, StringComparison.Ordinal));
        if (under < 0 || along < under)
            throw new FormatException($"'{text}': {Form}");
        var name = Uri.UnescapeDataString(text[..under]);
        var scenario = find(name) ?? throw new FormatException($"scenario '{name}': there is none of that name");
        var settings = text[(under + 1)..along].Split(',');
        var memory = ModelNames.Find(settings[0]) ?? throw new FormatException($"memory model '{settings[0]}': one of {ModelNames.Listed} is expected");
        var limit = ExplorationOptions.UsualStepLimit;
        var set = new HashSet<string?>();
        foreach (var setting in settings.Skip(1))
        {
            var parts = setting.Split('=');
            var parameter = parts.Length == 1 ? null : Uri.UnescapeDataString(parts[0]);
            if (!set.Add(parameter))
                throw new FormatException($"setting '{setting}': it is set before");
            if (parameter is null)
                limit = Limit(setting);
            else
                scenario = With(scenario, setting, parameter, parts[1..]);
        }

        return new ScenarioRun(scenario, memory, limit, ScheduleText.Read(text[(along + 1)..]));
    }

    private static int Limit(string setting) =>
        setting.EndsWith(Steps, StringComparison.Ordinal) && int.TryParse(setting[..^Steps.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? limit
            : throw new FormatException($"setting '{setting}': a parameter, as in buffers=1, or a step limit, as in 500{Steps}, is expected");

    private static Scenario With(Scenario scenario, string setting, string name, string[] values)
    {
        var parameter = scenario.Parameters.FirstOrDefault(known => known.Name == name)
            ?? throw new FormatException($"setting '{setting}': {scenario.Name} has no such parameter, but {Listed(scenario)}");
        return values is [var text] && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= parameter.Least && value <= parameter.Most
                ? scenario.With(name, value)
                : throw new FormatException($"setting '{setting}': a number from {parameter.Least} to {parameter.Most} is expected");
    }

    private static string Listed(Scenario scenario) =>
        scenario.Parameters.Count == 0 ? "none at all" : string.Join(", ", scenario.Parameters.Select(parameter => parameter.Name));

    /// <summary>A hyphen in front would make it an option.</summary>
    private static string Escape(string name)
    {
        var escaped = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || (Plain.Contains((char)unit, StringComparison.Ordinal) && (unit != '-' || escaped.Length > 0)))
                escaped.Append((char)unit);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return escaped.ToString();
    }
}
