using System.Runtime.ExceptionServices;

namespace Virtspec.Exploration.Execution;

/// <summary>
/// Runs what steps agents on a thread of its own: their continuations find no context to go to, none is captured around them, and they may nest deeply.
/// </summary>
internal static class OwnThread
{
    private const int StackBytes = 16 << 20;

    /// <summary>A thread that is not started yet.</summary>
    internal static Thread For(Action work) => new(() => Alone(work), StackBytes) { IsBackground = true, Name = "explore" };

    /// <summary>Runs to the end; what is thrown there is thrown here.</summary>
    internal static T Run<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? error = null;
        var thread = For(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                error = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        error?.Throw();
        return result!;
    }

    /// <summary>As the other one, for what has no result.</summary>
    internal static void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    private static void Alone(Action work)
    {
        using (ExecutionContext.SuppressFlow())
            work();
    }
}
