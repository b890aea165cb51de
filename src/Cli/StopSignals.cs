using System.Runtime.InteropServices;

namespace Virtspec.Cli;

/// <summary>SIGHUP, SIGINT and SIGTERM: the first asks the run to stop and report what it has, the second ends the process.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;

    internal StopSignals() => _registrations =
    [
        Handle(PosixSignal.SIGHUP, ExitCode.HungUp),
        Handle(PosixSignal.SIGINT, ExitCode.Interrupted),
        Handle(PosixSignal.SIGTERM, ExitCode.Terminated),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>Exit code of the signal that came; 0 for none.</summary>
    internal int Signal => _signal;

    /// <summary>Done at the first signal.</summary>
    internal Action? Stopping { get; set; }

    /// <summary>Done at the second, before the process ends.</summary>
    internal Action? Abandoning { get; set; }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _stop.Dispose();
    }

    private PosixSignalRegistration Handle(PosixSignal signal, int exit) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _signal, exit, 0) == 0)
        {
            _stop.Cancel();
            Stopping?.Invoke();
            return;
        }

        // The second time the user means it.
        Abandoning?.Invoke();
        Environment.Exit(exit);
    });
}
