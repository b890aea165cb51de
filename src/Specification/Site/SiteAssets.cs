using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Site;

/// <summary>Files of the site that are the same whatever it shows.</summary>
internal static class SiteAssets
{
    /// <summary>The file as it was built into the program.</summary>
    public static SiteFile Load(string name)
    {
        using var stream = typeof(SiteAssets).Assembly.GetManifestResourceStream($"site/{name}")
            ?? throw new CatalogueException($"{name} was not built into the program");
        using var reader = new StreamReader(stream);
        return new SiteFile(name, reader.ReadToEnd());
    }
}
