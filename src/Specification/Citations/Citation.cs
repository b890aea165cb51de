namespace Virtspec.Specification.Citations;

/// <summary>What cites a statement.</summary>
internal enum CitationKind
{
    /// <summary>Code that implements it.</summary>
    Code,

    /// <summary>A test of it.</summary>
    Test,
}

/// <summary>A place in the sources that names a statement: a comment <c>//= id</c> above the code it concerns.</summary>
/// <param name="Id">Id of the statement, as written.</param>
/// <param name="Kind">What cites.</param>
/// <param name="File">Path from the root of the repository.</param>
/// <param name="Line">Line, from 1.</param>
internal sealed record Citation(string Id, CitationKind Kind, string File, int Line);

/// <summary>Where a rule is named and where the model applies it.</summary>
/// <param name="Id">Id of the statement it decides.</param>
/// <param name="Symbol">Its name in the model: <c>CoreRules.StatusSteps</c>.</param>
/// <param name="AppliedIn">Files of the model that apply it, from the root of the repository, in order.</param>
internal sealed record RuleSource(string Id, string Symbol, IReadOnlyList<string> AppliedIn);
