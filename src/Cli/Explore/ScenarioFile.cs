using System.Reflection;
using System.Runtime.Loader;
using Virtspec.Exploration;

namespace Virtspec.Cli.Explore;

/// <summary>Scenarios in an assembly of the user's: what its public static properties and fields hold.</summary>
internal static class ScenarioFile
{
    /// <summary>Loads them, in the order of their names.</summary>
    /// <exception cref="UsageException">The file is no such assembly, or one of its members throws.</exception>
    internal static IReadOnlyList<Scenario> Load(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new UsageException($"--from {path}: {(Directory.Exists(full) ? "a folder, and an assembly" : "no such file; an assembly")} is expected");
        try
        {
            var types = new OwnContext(full).LoadFromAssemblyPath(full).GetExportedTypes();
            var scenarios = types.SelectMany(Values).SelectMany(value => value is Scenario one ? [one] : (IEnumerable<Scenario>)value)
                .DistinctBy(scenario => scenario, ReferenceEqualityComparer.Instance).OrderBy(scenario => scenario.Name, StringComparer.Ordinal).ToList();
            if (scenarios.Count == 0)
                throw new UsageException($"--from {path}: it has no public static property or field of type {nameof(Scenario)} or IEnumerable<{nameof(Scenario)}> that holds one");
            return scenarios;
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or TypeLoadException or InvalidOperationException or MissingMemberException)
        {
            throw new UsageException($"--from {path}: {exception.Message.ReplaceLineEndings(" ")}");
        }
        catch (TargetInvocationException exception)
        {
            var inner = exception.InnerException is TypeInitializationException { InnerException: { } cause } ? cause : exception.InnerException;
            throw new UsageException($"--from {path}: one of its members throws {inner?.GetType().Name}: {inner?.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static IEnumerable<object> Values(Type type)
    {
        const BindingFlags PublicStatic = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.ContainsGenericParameters)
            return [];
        var properties = type.GetProperties(PublicStatic)
            .Where(property => Holds(property.PropertyType) && property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(property => property.GetValue(null));
        var fields = type.GetFields(PublicStatic).Where(field => Holds(field.FieldType)).Select(field => field.GetValue(null));
        return properties.Concat(fields).OfType<object>();
    }

    private static bool Holds(Type type) => type == typeof(Scenario) || typeof(IEnumerable<Scenario>).IsAssignableFrom(type);

    /// <summary>What the tool has is the tool's, so that a scenario is the same type on both sides; the rest lies beside the file.</summary>
    private sealed class OwnContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver _beside = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var isOurs = assemblyName.Name is { } name && name.StartsWith("Virtspec.", StringComparison.Ordinal)
                && File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
            return !isOurs && _beside.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
        }
    }
}
