namespace Virtspec.Specification.Catalogue;

/// <summary>Whom an obligation binds.</summary>
internal enum Role
{
    /// <summary>Makes buffers available.</summary>
    Driver,

    /// <summary>Uses buffers; over vhost-user this is the back-end.</summary>
    Device,

    /// <summary>What is between the two: links, windows, doorbells.</summary>
    Hardware,
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

/// <summary>Levels that bind alike, whatever their keyword.</summary>
internal enum Strength
{
    /// <summary>MUST, MUST NOT, SHALL and SHALL NOT: breaking it is a breach of the standard.</summary>
    Must,

    /// <summary>SHOULD and SHOULD NOT: breaking it is against the standard's advice.</summary>
    Should,

    /// <summary>MAY: a permission, which nobody can break.</summary>
    May,
}

/// <summary>Whether conformance to a statement is decided from what an implementation does.</summary>
internal enum Judged
{
    /// <summary>A rule decides it.</summary>
    Rule,

    /// <summary>No rule decides it, and none will; the requirement's reason says why.</summary>
    Exception,

    /// <summary>Not modelled yet. In chapters that have been read, the reason says what is missing.</summary>
    Open,
}

/// <summary>What has to be looked at to see whether a statement is kept: a question of principle, whoever looks today.</summary>
[Flags]
internal enum Observable
{
    /// <summary>Nothing that virtspec knows of.</summary>
    None = 0,

    /// <summary>A live back-end that is driven over vhost-user.</summary>
    BackEnd = 1,

    /// <summary>A live front-end that is served over vhost-user.</summary>
    FrontEnd = 2,

    /// <summary>A recorded trace of what both sides did.</summary>
    Trace = 4,

    /// <summary>An explored program.</summary>
    Exploration = 8,

    /// <summary>Only the model's own events: no feed shows it yet.</summary>
    Model = 16,
}

/// <summary>What part of the standard a chapter of the catalogue is.</summary>
internal enum ChapterPart
{
    /// <summary>Binds every device and driver.</summary>
    Facility,

    /// <summary>Binds where this form of virtqueue is used.</summary>
    Ring,

    /// <summary>Binds on this transport.</summary>
    Transport,

    /// <summary>Binds for this device type.</summary>
    Device,
}

/// <summary>One file of the catalogue.</summary>
/// <param name="Name">Name of the file, and the beginning of its ids: <c>split</c>.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Part">Whom it concerns.</param>
/// <param name="Read">Whether every statement was read and summarised by hand; else ids, roles and levels are all there is.</param>
/// <param name="Source">The document: <c>virtio-1.4-cs01</c>, <c>vhost-user</c>, <c>virtspec</c> for inferences, <c>virtspec-protocols</c> for our own normative text.</param>
internal sealed record Chapter(string Name, string Title, ChapterPart Part, bool Read, string Source);

/// <summary>One obligation of the catalogue: an id to cite, what it asks for, and whether it is judged.</summary>
/// <param name="Id">The clause and the statement's ordinal in it, such as <c>split.used.device.1</c>.</param>
/// <param name="Clause">The id of the clause it belongs to.</param>
/// <param name="Label">The clause's label in the source of the document.</param>
/// <param name="Section">The section number, or the heading where the document has no numbers.</param>
/// <param name="Role">Whom it binds.</param>
/// <param name="Level">How strongly it binds.</param>
/// <param name="Summary">What a conforming implementation does, in the catalogue's own words; null where it has not been read yet.</param>
/// <param name="Features">Feature names that must be negotiated for it to apply; with a leading <c>!</c>, must not be.</param>
/// <param name="Judged">Whether a rule decides it.</param>
/// <param name="Observable">Where a rule's verdict can come from; nothing for what has no rule.</param>
/// <param name="Reason">Why no rule decides it; null when one does.</param>
/// <param name="Rationale">Why it binds although the document does not state it outright; null when it does.</param>
/// <param name="Chapter">The chapter it stands in.</param>
internal sealed record Requirement(
    string Id, string Clause, string Label, string Section, Role Role, Level Level, string? Summary,
    IReadOnlyList<string> Features, Judged Judged, Observable Observable, string? Reason, string? Rationale, Chapter Chapter)
{
    /// <summary>The document it stands in.</summary>
    public string Source => Chapter.Source;

    /// <summary>The heading of its clause, from the label.</summary>
    public string Heading => Label.Split(" / ")[^1].Split(':')[^1];

    /// <summary>The summary, or what can be said without one.</summary>
    public string Text => Summary ?? $"({Heading}: not read yet)";

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

    /// <summary>How strongly a level binds.</summary>
    public static Strength Strength(this Level level) => level switch
    {
        Level.Should or Level.ShouldNot => Catalogue.Strength.Should,
        Level.May => Catalogue.Strength.May,
        _ => Catalogue.Strength.Must,
    };

    /// <summary>Whether breaking it is a breach of the standard, not of its advice.</summary>
    public static bool IsMust(this Level level) => level.Strength() == Catalogue.Strength.Must;

    /// <summary>Reads a keyword; false for anything that is not one.</summary>
    public static bool TryParse(string keyword, out Level level) => Keywords.TryGetValue(keyword, out level);
}
