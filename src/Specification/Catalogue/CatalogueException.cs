namespace Virtspec.Specification.Catalogue;

/// <summary>The catalogue breaks its own format, or was asked for a requirement it does not hold.</summary>
internal sealed class CatalogueException : Exception
{
    /// <summary>Says what is wrong where no place in a file can be named.</summary>
    public CatalogueException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong at an entry of a file.</summary>
    public CatalogueException(string file, string entry, string problem)
        : base($"{file}: {entry}: {problem}")
    {
    }

    /// <summary>Says what is wrong and what brought it to light.</summary>
    public CatalogueException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
