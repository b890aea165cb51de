using System.Runtime.InteropServices;

namespace Virtspec.Cli;

/// <summary>SIGHUP, SIGINT and SIGTERM ask for a report of what there is so far; a second one ends the tool at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Action _first;
    private readonly Action _second;
    private readonly PosixSignalRegistration[] _registrations;
    private int _exit;

    /// <summary>Listens from now on.</summary>
    /// <param name="first">Called at the first signal, after the token is cancelled.</param>
    /// <param name="second">Called at the second one, before the tool exits.</param>
    internal StopSignals(Action first, Action second)
    {
        (_first, _second) = (first, second);
        _registrations =
        [
            Handle(PosixSignal.SIGHUP, Cli.ExitCode.HungUp),
            Handle(PosixSignal.SIGINT, Cli.ExitCode.Interrupted),
            Handle(PosixSignal.SIGTERM, Cli.ExitCode.Terminated),
        ];
    }

    /// <summary>Cancelled at the first signal.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>The exit code of the first signal, 0 while there was none.</summary>
    internal int ExitCode => Volatile.Read(ref _exit);

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _stop.Dispose();
    }

    private PosixSignalRegistration Handle(PosixSignal signal, int exit) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _exit, exit, 0) == 0)
        {
            _stop.Cancel();
            _first();
            return;
        }

        // The second time the user means it.
        _second();
        Environment.Exit(exit);
    });
}
