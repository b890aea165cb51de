using System.Diagnostics;

namespace Virtspec.Cli.Check;

/// <summary>What a process prints: its last lines are kept for when it dies.</summary>
internal sealed class LastLines
{
    private const int Kept = 20;

    /// <summary>How long to wait for what a process that has ended printed last. Whatever it started may hold its output open for ever.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromMilliseconds(300);

    private readonly bool _passesOn;
    private readonly Queue<string> _lines = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to read what a process, its standard error redirected, prints there.</summary>
    /// <param name="process">The process.</param>
    /// <param name="passesOn">Whether all of it goes to standard error as it comes.</param>
    internal LastLines(Process process, bool passesOn)
    {
        _passesOn = passesOn;
        process.ErrorDataReceived += (_, data) => Take(data.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The last lines of a process that has ended.</summary>
    internal IReadOnlyList<string> OfEnded()
    {
        _ended.Task.Wait(EndLimit);
        lock (_lines)
            return [.. _lines];
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _ended.SetResult();
            return;
        }

        if (_passesOn)
            Console.Error.WriteLine(line);
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
        }
    }
}
