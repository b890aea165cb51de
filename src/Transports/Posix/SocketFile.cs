namespace Virtspec.Transports.Posix;

/// <summary>Files that are sockets.</summary>
internal static unsafe class SocketFile
{
    /// <summary>Whether there is a socket at a path; false also when it cannot be looked at.</summary>
    internal static bool IsSocket(string path)
    {
        const int CurrentDirectory = -100;
        NativeMethods.FileStatus status;
        return NativeMethods.StatusAt(CurrentDirectory, path, 0, Constants.StatusBasic, &status) == 0
            && (status.Mode & Constants.FileTypeMask) == Constants.SocketType;
    }
}
