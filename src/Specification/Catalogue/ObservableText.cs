namespace Virtspec.Specification.Catalogue;

/// <summary>The names of feeds as the catalogue writes them.</summary>
internal static class ObservableText
{
    private static readonly (string Name, Observable Feed)[] Feeds =
    [
        ("back-end", Observable.BackEnd), ("front-end", Observable.FrontEnd), ("trace", Observable.Trace),
        ("exploration", Observable.Exploration), ("model", Observable.Model),
    ];

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Feeds.Select(feed => feed.Name);

    /// <summary>The names of all feeds in a set.</summary>
    public static IReadOnlyList<string> Of(Observable observable) =>
        [.. Feeds.Where(feed => (observable & feed.Feed) != 0).Select(feed => feed.Name)];

    /// <summary>Reads a name; false for anything that is not one.</summary>
    public static bool TryParse(string name, out Observable observable)
    {
        observable = Feeds.FirstOrDefault(feed => feed.Name == name).Feed;
        return observable != Observable.None;
    }
}
