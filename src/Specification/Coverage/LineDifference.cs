namespace Virtspec.Specification.Coverage;

/// <summary>What changed between two snapshots, for people: under each statement that changed, lines gone and lines new.</summary>
internal static class LineDifference
{
    /// <summary>The changes, with <c>-</c> before lines gone and <c>+</c> before lines new.</summary>
    public static IEnumerable<string> Between(string[] before, string[] after)
    {
        var (old, now) = (Blocks(before), Blocks(after));
        foreach (var id in old.Keys.Union(now.Keys))
        {
            var (gone, come) = (old.GetValueOrDefault(id, []), now.GetValueOrDefault(id, []));
            if (gone.SequenceEqual(come))
                continue;
            foreach (var line in gone.Union(come))
            {
                var (was, still) = (gone.Contains(line), come.Contains(line));
                // The statement's own line tells where the others belong.
                if (was != still || line[0] != ' ')
                    yield return $"{(was && still ? ' ' : was ? '-' : '+')} {line}";
            }
        }
    }

    /// <summary>Lines by the id they belong to, in order.</summary>
    private static Dictionary<string, List<string>> Blocks(string[] lines)
    {
        var blocks = new Dictionary<string, List<string>>();
        var current = new List<string>();
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (line[0] is not ' ')
                blocks[line.Split(' ')[0]] = current = [];
            current.Add(line);
        }

        return blocks;
    }
}
