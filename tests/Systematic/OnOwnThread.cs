using System.Runtime.ExceptionServices;

namespace Virtspec.Systematic;

/// <summary>Agents' continuations run where they are stepped, not where some context of the test runner would have them.</summary>
internal static class OnOwnThread
{
    internal static void Run(Action action)
    {
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(
            () =>
            {
                using var flow = ExecutionContext.SuppressFlow();
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    error = ExceptionDispatchInfo.Capture(exception);
                }
            },
            16 << 20);
        thread.Start();
        thread.Join();
        error?.Throw();
    }
}
