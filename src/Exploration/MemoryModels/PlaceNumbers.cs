namespace Virtspec.Exploration.MemoryModels;

/// <summary>
/// Process numbers of arriving stores, by agent and place. Given out once for a whole search and the same for all its workers, so that sets
/// of processes keep their meaning.
/// </summary>
internal sealed class PlaceNumbers
{
    private readonly List<(int Agent, int Place)> _places = [];

    /// <summary>Number of a place, counted from 0 in the order in which places are first met.</summary>
    internal int Find(int agent, int place)
    {
        lock (_places)
        {
            var at = _places.IndexOf((agent, place));
            if (at < 0)
            {
                at = _places.Count;
                _places.Add((agent, place));
            }

            return at;
        }
    }

    internal void CopyTo(List<(int Agent, int Place)> places)
    {
        lock (_places)
        {
            for (var i = places.Count; i < _places.Count; i++)
                places.Add(_places[i]);
        }
    }
}
