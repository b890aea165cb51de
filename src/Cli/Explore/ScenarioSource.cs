using System.Reflection;
using Virtspec.Exploration;
using Virtspec.Scenarios;

namespace Virtspec.Cli.Explore;

/// <summary>Scenarios by name: those that come with the tool, or those of an assembly.</summary>
internal sealed class ScenarioSource
{
    private readonly string? _file;

    private ScenarioSource(IReadOnlyList<Scenario> all, string? file) => (All, _file) = (all, file);

    /// <summary>The default first.</summary>
    internal IReadOnlyList<Scenario> All { get; }

    /// <summary>What to add to a command so that it finds the same scenarios.</summary>
    internal string Argument => _file is null ? string.Empty : $" --from {Shell.Quote(_file)}";

    /// <exception cref="UsageException">The file is no assembly, or there is no scenario in it.</exception>
    internal static ScenarioSource Open(string? file)
    {
        if (file is null)
            return new ScenarioSource(ScenarioCatalogue.All, null);
        try
        {
            var scenarios = Assembly.LoadFrom(Path.GetFullPath(file)).GetExportedTypes().SelectMany(ScenariosOf).ToList();
            return scenarios.Count > 0 ? new ScenarioSource(scenarios, file)
                : throw new UsageException($"--from {file}: no public static field or property of type Scenario in it");
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException)
        {
            throw new UsageException($"--from {file}: {exception.Message.ReplaceLineEndings(" ")}");
        }
        catch (TargetInvocationException exception)
        {
            throw new UsageException($"--from {file}: {exception.InnerException?.Message}");
        }
    }

    /// <exception cref="UsageException">There is none of that name.</exception>
    internal Scenario Find(string name)
    {
        if (All.FirstOrDefault(scenario => scenario.Name == name) is { } found)
            return found;
        var near = All.Where(scenario => scenario.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).Select(scenario => scenario.Name).ToList();
        var known = near.Count > 0 ? $"did you mean {string.Join(", ", near)}?" : $"there are: {string.Join(", ", All.Select(scenario => scenario.Name))}";
        throw new UsageException($"no scenario '{name}'; {known}");
    }

    private static IEnumerable<Scenario> ScenariosOf(Type type)
    {
        const BindingFlags statics = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var values = type.GetFields(statics).Select(field => field.GetValue(null))
            .Concat(type.GetProperties(statics).Where(property => property.GetIndexParameters().Length == 0 && typeof(object).IsAssignableFrom(property.PropertyType)
                && (property.PropertyType == typeof(Scenario) || typeof(IEnumerable<Scenario>).IsAssignableFrom(property.PropertyType))).Select(property => property.GetValue(null)));
        return values.SelectMany(value => value switch
        {
            Scenario scenario => [scenario],
            IEnumerable<Scenario> several => several,
            _ => [],
        });
    }
}
