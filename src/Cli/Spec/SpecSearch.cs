using System.CommandLine;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Spec;

/// <summary><c>virtspec spec search</c>: statements by words.</summary>
internal static class SpecSearch
{
    internal static Command Create()
    {
        var words = new Argument<string[]>("TEXT") { Description = "Words, all of which have to be there, in the id, summary, heading, section, features or reason. Case does not matter.", Arity = ArgumentArity.OneOrMore, HelpName = "TEXT" };
        var filter = new SpecFilter();
        var json = SpecCommand.Json();
        var command = new Command("search", "Finds statements by words.") { words, json };
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] wanted = [.. parsed.GetValue(words)!.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            if (wanted.Length == 0)
                throw new UsageException("TEXT '': a word to look for is expected");
            var found = SpecCommand.Select(null).Where(requirement => wanted.All(word => Searched(requirement).Contains(word, StringComparison.OrdinalIgnoreCase)));
            var requirements = filter.Apply(found, SpecCommand.Evidence(), parsed);
            SpecList.Write(requirements, parsed.GetValue(json));
            if (requirements.Count == 0)
                Console.Error.WriteLine($"virtspec: no statement has all of: {string.Join(' ', wanted)}");
            return ExitCode.NothingFound;
        });
        return command;
    }

    private static string Searched(Requirement requirement) => string.Join('\n', [
        requirement.Id, requirement.Label, requirement.Section, requirement.Level.Keyword(), requirement.Text, requirement.Reason, requirement.Rationale, .. requirement.Features]);
}
