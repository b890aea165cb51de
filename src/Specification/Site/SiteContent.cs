using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;

namespace Virtspec.Specification.Site;

/// <summary>One file of the site.</summary>
/// <param name="Name">Its name; all files are in one folder.</param>
/// <param name="Text">What it holds, <see cref="SitePages.Marker"/> among it.</param>
internal sealed record SiteFile(string Name, string Text);

/// <summary>What a run said of a statement.</summary>
/// <param name="Began">When the run began.</param>
/// <param name="Command">The command that does it again.</param>
/// <param name="Target">What it was about.</param>
/// <param name="Held">How often the statement was kept.</param>
/// <param name="Broken">How often it was broken.</param>
internal sealed record StatementRun(DateTimeOffset Began, string Command, string Target, long Held, long Broken);

/// <summary>What the tool knows of a statement beyond the sources.</summary>
/// <param name="Cases">Names of the cases of a check that are meant to exercise it.</param>
/// <param name="Faults">Names of the faults to plant that break it.</param>
/// <param name="Runs">Runs on record that exercised it, the newest first.</param>
internal sealed record StatementUse(IReadOnlyList<string> Cases, IReadOnlyList<string> Faults, IReadOnlyList<StatementRun> Runs)
{
    /// <summary>Nothing.</summary>
    public static StatementUse None { get; } = new([], [], []);
}

/// <summary>A machine of the model as it is shown.</summary>
/// <param name="Name">Short name, unique, fit for a file and for an address.</param>
/// <param name="Title">What it is, in one line.</param>
/// <param name="Drawing">An SVG document, which is shown; or the text of a drawing in a language such as Mermaid, which is given as text.</param>
/// <param name="Columns">Headings of the table.</param>
/// <param name="Rows">The table, a cell for each heading. Ids of statements in it become links.</param>
internal sealed record MachineSheet(string Name, string Title, string Drawing, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>All that a site is made of.</summary>
/// <param name="Catalogue">The statements.</param>
/// <param name="Evidence">What stands behind each.</param>
/// <param name="Use">What the tool knows of some of them, by id.</param>
/// <param name="RunsOnRecord">How many runs that knowledge comes from.</param>
/// <param name="Findings">What was found in whom.</param>
/// <param name="Machines">The machines of the model.</param>
internal sealed record SiteContent(
    RequirementCatalogue Catalogue, IReadOnlyList<Evidence> Evidence, IReadOnlyDictionary<string, StatementUse> Use, int RunsOnRecord,
    FindingsLibrary Findings, IReadOnlyList<MachineSheet> Machines);
