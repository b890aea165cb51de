using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration.Schedules;

/// <summary>How a finding file calls the store that arrives, so that people can read it and nothing is lost.</summary>
internal sealed class StoreNames
{
    /// <summary>Stores of an agent arrive in order, so there is only one that can.</summary>
    private const string Oldest = "oldest";

    private readonly PlaceNames _names;
    private readonly Dictionary<string, int> _places;
    private readonly MemoryModel _model;

    internal StoreNames(PlaceNames names, MemoryModel model) => (_names, _places, _model) = (names, names.Places(), model);

    /// <summary>The name of a place where a store was made; a bare number of bytes where the scenario has no name that is unique.</summary>
    internal string Of(int place)
    {
        if (_model == MemoryModel.TotalStoreOrder)
            return Oldest;
        var name = _names[place, 1];
        return Find(name) == place ? name : $"+{place}";
    }

    /// <summary>The place of that name, -1 for none.</summary>
    internal int Find(string name)
    {
        if (_model == MemoryModel.TotalStoreOrder)
            return name == Oldest ? 0 : -1;
        if (_model != MemoryModel.PartialStoreOrder)
            return -1;
        if (_places.TryGetValue(name, out var place))
            return place;
        var plus = name.LastIndexOf('+');
        if (plus < 0 || !int.TryParse(name.AsSpan(plus + 1), System.Globalization.NumberStyles.None, null, out var bytes))
            return -1;
        if (plus == 0)
            return bytes;
        return _places.TryGetValue(name[..plus], out place) ? place + bytes : -1;
    }

    /// <summary>What names there are, for an error message.</summary>
    internal string Expected() => _model switch
    {
        MemoryModel.TotalStoreOrder => $"\"{Oldest}\"",
        MemoryModel.PartialStoreOrder => $"a place of the scenario: {string.Join(", ", _places.Keys)}",
        _ => $"none: under {ModelNames.Of(_model)} no store arrives by itself",
    };
}
