using System.Runtime.ExceptionServices;

namespace Virtspec.Cli.Explore;

/// <summary>Runs on a thread with the stack that the explorer gives its workers: continuations of agents may nest deeply.</summary>
internal static class DeepStack
{
    private const int StackBytes = 16 << 20;

    internal static T Run<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception exception)
                {
                    error = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        error?.Throw();
        return result!;
    }
}
