using Virtspec.Exploration.Schedules;

namespace Virtspec.Exploration.MemoryModels;

/// <summary>What memory models are called: on the command line, in files, in what is printed.</summary>
internal static class ModelNames
{
    internal static IReadOnlyList<(string Name, MemoryModel Value, string Meaning)> All { get; } =
    [
        ("sc", MemoryModel.Sequential, "sequentially consistent: accesses take place one at a time, in the order of the code"),
        ("tso", MemoryModel.TotalStoreOrder, "total store order, as x86: stores arrive late"),
        ("pso", MemoryModel.PartialStoreOrder, "partial store order: stores to different places also arrive out of order"),
        ("ra", MemoryModel.ReleaseAcquire, "release and acquire: loads also return old values, unless fences forbid it"),
    ];

    /// <summary>The names, for an error message.</summary>
    internal static string Listed { get; } = string.Join(", ", All.Select(known => known.Name));

    internal static string Of(MemoryModel model) => All.Single(known => known.Value == model).Name;

    /// <summary>The name in words, for a drawing that may be looked at by itself.</summary>
    internal static string InWords(MemoryModel model) => FindingNames.Of(model);

    /// <summary>The model of that name, null for none.</summary>
    internal static MemoryModel? Find(string name)
    {
        foreach (var known in All)
        {
            if (known.Name == name)
                return known.Value;
        }

        return null;
    }

    /// <summary>The model of that name, also of the one in words that files used to have.</summary>
    internal static MemoryModel? FindInFile(string name) => Find(name) ?? FindingNames.Find<MemoryModel>(name);
}
