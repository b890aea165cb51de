using System.IO.Enumeration;
using Virtspec.Cli.Report;
using Virtspec.Model.Features;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Faults;

namespace Virtspec.Cli.Check;

/// <summary>What a check is about, from what the user wrote.</summary>
/// <param name="Scope">Requirements to judge.</param>
/// <param name="Cases">Cases to run.</param>
internal sealed record Selection(IReadOnlyList<Requirement> Scope, IReadOnlyList<CheckCase> Cases)
{
    private const int LongestSocketPath = 107;

    /// <summary>Takes options that make sense, each for itself and all together.</summary>
    /// <exception cref="UsageException">They do not.</exception>
    internal static Selection Of(CheckOptions options, RequirementCatalogue catalogue)
    {
        RequireTarget(options);
        ReportOutput.Require(ReportFormat.OfCheck, options.Reports, options.Out, options.List);
        var scope = ScopeOf(options, catalogue);
        return new Selection(scope, CasesOf(options, catalogue, scope));
    }

    private static void RequireTarget(CheckOptions options)
    {
        if (options.SocketPath is not null && options.Spawn is not null)
            throw new UsageException("--socket-path and --spawn exclude each other");
        if (options.SocketPath is { } path && System.Text.Encoding.UTF8.GetByteCount(path) is 0 or > LongestSocketPath)
            throw new UsageException($"--socket-path '{path}': the path of a socket has 1 to {LongestSocketPath} bytes");
        if (options.Spawn is { } command && !command.Contains("{socket}", StringComparison.Ordinal))
            throw new UsageException($"--spawn '{command}': it has to say where the socket goes, as {{socket}}");
        if (options.Fault is not null && (options.SocketPath ?? options.Spawn) is not null)
            throw new UsageException("--fault works on virtspec's own back-end only");
        if (options.Fault is { } fault)
            RequireFault(options.Device, fault);
    }

    /// <summary>Checks that there is a fault of this name.</summary>
    internal static void RequireFault(string device, string fault)
    {
        if (DeviceArgument.TypeOf(device) != DeviceType.Blk)
            throw new UsageException($"--fault {fault}: faults are planted into the blk device only");
        if (Fault.All.All(known => known.Name != fault))
            throw new UsageException($"--fault {fault}: one of {string.Join(", ", Fault.All.Select(known => known.Name))} is expected");
    }

    private static List<Requirement> ScopeOf(CheckOptions options, RequirementCatalogue catalogue)
    {
        try
        {
            IEnumerable<Requirement> selected = options.Select.Count > 0 ? catalogue.Match(options.Select) : CheckRun.ScopeFor(catalogue, options.Type);
            var excluded = options.Exclude.Count > 0 ? catalogue.Match(options.Exclude) : [];
            List<Requirement> scope = [.. selected.Except(excluded).Where(requirement => requirement.Role == Role.Device)];
            return scope.Count > 0 ? scope : throw new UsageException(
                selected.Any(requirement => requirement.Role == Role.Device)
                    ? "--exclude leaves out all that --select selects"
                    : $"--select {string.Join(',', options.Select)}: requirements of the driver only, and check judges the device");
        }
        catch (CatalogueException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static IReadOnlyList<CheckCase> CasesOf(CheckOptions options, RequirementCatalogue catalogue, IReadOnlyList<Requirement> scope)
    {
        if (options.Steps is { } steps)
            return options.Cases.Count == 0 ? [CheckRun.CaseOf(steps)] : throw new UsageException("--steps and --case exclude each other");
        if (options.Cases.Count == 0)
            return CheckRun.CasesFor(catalogue, options.Type, scope.Select(requirement => requirement.Id).ToHashSet());
        var cases = CheckRun.CasesOf(options.Type);
        foreach (var glob in options.Cases)
        {
            if (!cases.Any(check => Matches(glob, check)))
                throw new UsageException($"--case {glob}: one of {string.Join(", ", cases.Select(check => check.Name))} is expected");
        }

        return [.. cases.Where(check => options.Cases.Any(glob => Matches(glob, check)))];
    }

    private static bool Matches(string glob, CheckCase check) => FileSystemName.MatchesSimpleExpression(glob, check.Name, ignoreCase: false);
}
