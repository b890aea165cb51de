using System.Runtime.InteropServices;

namespace Virtspec.Transports.Posix;

/// <summary>Signals to other processes.</summary>
internal static partial class ProcessSignals
{
    private const int TerminateNumber = 15;

    /// <summary>Asks a process to end; one that is gone already is left in peace.</summary>
    internal static void Terminate(int process) => Send(process, TerminateNumber);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
