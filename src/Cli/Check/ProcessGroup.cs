using System.Globalization;

namespace Virtspec.Cli.Check;

/// <summary>Looks for processes of a group, which may outlive the one that leads it.</summary>
internal static class ProcessGroup
{
    /// <summary>
    /// Whether one of them still runs. Those that have ended and wait for their parent to notice do not count: where the first process of a
    /// container is no init, that can take seconds or for ever, and a signal reaches them all the same.
    /// </summary>
    /// <param name="group">Number of the group.</param>
    internal static bool Runs(int group) => Directory.EnumerateDirectories("/proc").Any(path => char.IsAsciiDigit(Path.GetFileName(path)[0]) && Runs(path, group));

    private static bool Runs(string path, int group)
    {
        try
        {
            // "30404 (name, which may hold anything) S PARENT GROUP ...": proc(5).
            var status = File.ReadAllText(path + "/stat");
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ', 4);
            return fields[0] is not ("Z" or "X") && int.Parse(fields[2], CultureInfo.InvariantCulture) == group;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
