using System.Runtime.InteropServices;

namespace Virtspec.Transports.Posix;

/// <summary>The C library calls used here, named as there; every one leaves errno to be read by <see cref="PosixException"/>.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    internal static partial FileDescriptor Socket(int domain, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    internal static partial int SocketPair(int domain, int type, int protocol, int* pair);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(FileDescriptor socket, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(FileDescriptor socket, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(FileDescriptor socket, int backlog);

    [LibraryImport(Library, EntryPoint = "accept4", SetLastError = true)]
    internal static partial FileDescriptor Accept(FileDescriptor socket, nint address, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetOption(FileDescriptor socket, int level, int option, void* value, uint* length);

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint SendMessage(FileDescriptor socket, MessageVector* message, int flags);

    [LibraryImport(Library, EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint ReceiveMessage(FileDescriptor socket, MessageVector* message, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(FileDescriptor descriptor, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint hint, nuint length, int protection, int flags, FileDescriptor descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial FileDescriptor CreateMemory(string name, uint flags);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(FileDescriptor descriptor, long size);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Status(FileDescriptor descriptor, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatusAt(int directory, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial FileDescriptor CreateEvent(uint count, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(FileDescriptor descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(FileDescriptor descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageVector
    {
        internal nint Name;
        internal uint NameLength;
        internal BufferVector* Buffers;
        internal nuint BufferCount;
        internal void* Control;
        internal nuint ControlLength;
        internal int Flags;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BufferVector
    {
        internal void* Base;
        internal nuint Length;
    }

    /// <summary>struct cmsghdr; the data follow it, each message padded to the size of a pointer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ControlHeader
    {
        internal nuint Length;
        internal int Level;
        internal int Type;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }

    /// <summary>struct statx, of which only the first part is looked at. Unlike struct stat it is the same on every machine.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        [FieldOffset(4)]
        internal uint BlockSize;

        [FieldOffset(28)]
        internal ushort Mode;

        [FieldOffset(40)]
        internal ulong Size;
    }
}

/// <summary>Linux values of the C constants, as all 64-bit machines that .NET runs on have them.</summary>
internal static class Constants
{
    internal const int UnixDomain = 1;
    internal const int StreamSocket = 1;
    internal const int SocketCloseOnExec = 0x80000;
    internal const int SocketNonBlocking = 0x800;

    internal const int SocketLevel = 1;
    internal const int Rights = 1;
    internal const int PeerCredentials = 17;
    internal const int DoNotWait = 0x40;
    internal const int NoSignal = 0x4000;
    internal const int CloseReceivedOnExec = 0x40000000;
    internal const int ControlTruncated = 0x8;

    internal const int GetStatusFlags = 3;
    internal const int SetStatusFlags = 4;
    internal const int AddSeals = 1033;
    internal const int SealSealShrinkGrow = 1 | 2 | 4;
    internal const int NonBlocking = 0x800;

    internal const int ReadWriteProtection = 1 | 2;
    internal const int SharedMapping = 1;
    internal const uint MemoryCloseOnExec = 1;
    internal const uint MemoryAllowSealing = 2;
    internal const int EventCloseOnExecNonBlocking = 0x80000 | 0x800;

    internal const int StatusEmptyPath = 0x1000;
    internal const uint StatusBasic = 0x7ff;

    internal const int FileTypeMask = 0xF000;
    internal const int PipeType = 0x1000;
    internal const int SocketType = 0xC000;

    internal const short PollIn = 1;
    internal const short PollOut = 4;
    internal const short PollReadHangUp = 0x2000;

    internal const int Interrupted = 4;
    internal const int NoSuchFile = 2;
    internal const int TryAgain = 11;
    internal const int BrokenPipe = 32;
    internal const int AddressInUse = 98;
    internal const int ConnectionReset = 104;
    internal const int ConnectionRefused = 111;
}
