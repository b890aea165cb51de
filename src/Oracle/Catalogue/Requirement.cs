namespace Virtspec.Oracle.Catalogue;

/// <summary>The side of the ring that an obligation binds.</summary>
internal enum Role
{
    /// <summary>Makes buffers available.</summary>
    Driver,

    /// <summary>Uses buffers; over vhost-user this is the back-end.</summary>
    Device,
}

/// <summary>How strongly a statement binds, in the keywords of RFC 2119.</summary>
internal enum Level
{
    /// <summary>MUST.</summary>
    Must,

    /// <summary>MUST NOT.</summary>
    MustNot,

    /// <summary>SHALL, which binds like MUST; kept apart so that a report quotes the standard's own keyword.</summary>
    Shall,

    /// <summary>SHALL NOT.</summary>
    ShallNot,

    /// <summary>SHOULD.</summary>
    Should,

    /// <summary>SHOULD NOT.</summary>
    ShouldNot,

    /// <summary>MAY.</summary>
    May,
}

/// <summary>Whether conformance to a statement is decided from what an implementation does.</summary>
internal enum Judged
{
    /// <summary>A rule decides it.</summary>
    Rule,

    /// <summary>No rule decides it; the requirement's reason says why.</summary>
    Exception,
}

/// <summary>One obligation of the catalogue: an id to cite, what it asks for, and whether it is judged.</summary>
/// <param name="Id">The clause and the statement's ordinal in it, such as <c>split.used.device.1</c>.</param>
/// <param name="Clause">The id of the clause it belongs to.</param>
/// <param name="Label">The clause's label in the source of the document.</param>
/// <param name="Section">The section number, or the heading where the document has no numbers.</param>
/// <param name="Role">The side it binds.</param>
/// <param name="Level">How strongly it binds.</param>
/// <param name="Summary">What a conforming implementation does, in the catalogue's own words.</param>
/// <param name="Features">Feature names that must be negotiated for it to apply; with a leading <c>!</c>, must not be.</param>
/// <param name="Judged">Whether a rule decides it.</param>
/// <param name="Reason">Why no rule decides it; null when one does.</param>
/// <param name="Rationale">Why it binds although the document does not state it outright; null when it does.</param>
/// <param name="Source">The document: <c>virtio-1.4-cs01</c>, <c>vhost-user</c>, or <c>virtspec</c> for inferences.</param>
internal sealed record Requirement(
    string Id, string Clause, string Label, string Section, Role Role, Level Level, string Summary,
    IReadOnlyList<string> Features, Judged Judged, string? Reason, string? Rationale, string Source)
{
    /// <summary>Whether the statement applies when exactly <paramref name="negotiated"/> features are in force.</summary>
    public bool AppliesWith(IReadOnlySet<string> negotiated) =>
        Features.All(f => f[0] == '!' ? !negotiated.Contains(f[1..]) : negotiated.Contains(f));
}

/// <summary>The keywords of RFC 2119 as documents write them.</summary>
internal static class LevelText
{
    private static readonly Dictionary<string, Level> Keywords = Enum.GetValues<Level>().ToDictionary(Keyword);

    /// <summary>The keyword as documents write it, such as <c>MUST NOT</c>.</summary>
    public static string Keyword(this Level level) => level switch
    {
        Level.MustNot => "MUST NOT",
        Level.ShallNot => "SHALL NOT",
        Level.ShouldNot => "SHOULD NOT",
        _ => level.ToString().ToUpperInvariant(),
    };

    /// <summary>Whether breaking it is a breach of the standard, not of its advice.</summary>
    public static bool IsMust(this Level level) => level is Level.Must or Level.MustNot or Level.Shall or Level.ShallNot;

    /// <summary>Reads a keyword; false for anything that is not one.</summary>
    public static bool TryParse(string keyword, out Level level) => Keywords.TryGetValue(keyword, out level);
}
