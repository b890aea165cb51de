using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Virtspec.Transports.Posix;

/// <summary>The owner of one file descriptor: closed when disposed, or at the latest when collected.</summary>
internal sealed unsafe class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>An empty owner, which marshalling fills.</summary>
    public FileDescriptor()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Takes over a descriptor that nothing else owns.</summary>
    /// <param name="number">The descriptor, for example from SCM_RIGHTS or a command line.</param>
    internal FileDescriptor(int number)
        : base(ownsHandle: true) => SetHandle(number);

    /// <summary>Makes reads and writes answer at once. The flag belongs to the open file, so whoever shares it shares the flag.</summary>
    internal void SetNonBlocking()
    {
        var flags = NativeMethods.Control(this, Constants.GetStatusFlags, 0);
        if (flags < 0 || NativeMethods.Control(this, Constants.SetStatusFlags, flags | Constants.NonBlocking) < 0)
            throw new PosixException("fcntl", "O_NONBLOCK");
    }

    /// <summary>Whether it can carry notifications: an anonymous inode, as eventfd is, or the pipe that stands in for one.</summary>
    internal bool IsEventOrPipe => (GetStatus().Mode & Constants.FileTypeMask) is 0 or Constants.PipeType;

    internal bool IsSocket => (GetStatus().Mode & Constants.FileTypeMask) == Constants.SocketType;

    /// <summary>Size, type and block size of the open file.</summary>
    /// <exception cref="PosixException">The descriptor cannot be asked.</exception>
    internal NativeMethods.FileStatus GetStatus()
    {
        NativeMethods.FileStatus status;
        if (NativeMethods.Status(this, "", Constants.StatusEmptyPath, Constants.StatusBasic, &status) < 0)
            throw new PosixException("statx", "file descriptor");
        return status;
    }

    // Linux has closed the descriptor even when close is interrupted: never retried.
    protected override bool ReleaseHandle() => NativeMethods.Close((int)handle) == 0;

    /// <summary>Closes all of a list.</summary>
    internal static void CloseAll(IEnumerable<FileDescriptor> descriptors)
    {
        foreach (var descriptor in descriptors)
            descriptor.Dispose();
    }

    /// <summary>Repeats a call while a signal interrupts it.</summary>
    internal static bool WasInterrupted(nint result) => result < 0 && Marshal.GetLastPInvokeError() == Constants.Interrupted;
}
