using System.Runtime.InteropServices;

namespace Virtspec.Transports.Posix;

/// <summary>A system call failed. The message is one line: the call, what it was applied to and the text of errno.</summary>
internal sealed class PosixException : Exception
{
    /// <summary>Takes errno as the last call of this thread left it.</summary>
    /// <param name="call">Name of the call, as in the manual.</param>
    /// <param name="subject">What it was applied to: a path, or what a descriptor is for.</param>
    internal PosixException(string call, string subject)
        : this(call, subject, Marshal.GetLastPInvokeError())
    {
    }

    /// <param name="call">Name of the call, as in the manual.</param>
    /// <param name="subject">What it was applied to.</param>
    /// <param name="error">Value of errno.</param>
    internal PosixException(string call, string subject, int error)
        : base($"{call}({subject}): {Marshal.GetPInvokeErrorMessage(error)} (errno {error})")
    {
        Call = call;
        Error = error;
    }

    internal string Call { get; }

    /// <summary>Value of errno.</summary>
    internal int Error { get; }
}
