namespace Virtspec.Model.Fs;

/// <summary>Opcodes of FUSE requests that the model knows something about.</summary>
internal enum FuseOpcode : uint
{
    /// <summary>Finds a name in a folder.</summary>
    Lookup = 1,

    /// <summary>Gives back references to a file; it is not answered.</summary>
    Forget = 2,

    /// <summary>Attributes of a file.</summary>
    GetAttr = 3,

    /// <summary>Figures of the file system.</summary>
    StatFs = 17,

    /// <summary>Begins a session.</summary>
    Init = 26,

    /// <summary>Asks to end a request early; it is not answered.</summary>
    Interrupt = 36,

    /// <summary>Ends the session.</summary>
    Destroy = 38,

    /// <summary>Several FORGETs in one; it is not answered.</summary>
    BatchForget = 42,
}

/// <summary>The FUSE protocol as far as requests over a virtqueue show it. Fields are little-endian: the driver chose so in its FUSE_INIT.</summary>
internal static class FsProtocol
{
    /// <summary>Virtqueue for requests of high priority.</summary>
    internal const ushort HighPriorityQueue = 0;

    /// <summary>Bytes of the header of a request: len, opcode, unique, nodeid, uid, gid, pid, and padding.</summary>
    internal const int RequestHeaderSize = 40;

    /// <summary>Bytes of the header of an answer: len, error, unique.</summary>
    internal const int AnswerHeaderSize = 16;

    /// <summary>Id of the root folder.</summary>
    internal const ulong RootNode = 1;

    /// <summary>The version that both sides have to agree on.</summary>
    internal const uint Major = 7;

    /// <summary>The minor version that virtspec speaks; from 23 on the answer to FUSE_INIT has the size given here.</summary>
    internal const uint Minor = 31;

    /// <summary>Error of a request that the device does not know: no such function.</summary>
    internal const int NoFunction = -38;

    /// <summary>The lowest error number there can be.</summary>
    internal const int LowestError = -4095;

    /// <summary>Bytes of arguments that FUSE_INIT of this version has.</summary>
    internal const int InitArgumentsSize = 16;

    /// <summary>Bytes of arguments of FUSE_GETATTR.</summary>
    internal const int GetAttrArgumentsSize = 16;

    /// <summary>Opcodes from here on nobody has defined, but for those that <see cref="IsUnknown"/> leaves out.</summary>
    private const uint FirstUnknown = 128;

    /// <summary>Whether a request has high priority: these go to <see cref="HighPriorityQueue"/> and no others do.</summary>
    internal static bool HasHighPriority(FuseOpcode opcode) => opcode is FuseOpcode.Forget or FuseOpcode.BatchForget or FuseOpcode.Interrupt;

    /// <summary>Whether no version of FUSE defines the opcode. Those of character devices and of the other byte order are defined.</summary>
    internal static bool IsUnknown(FuseOpcode opcode) => (uint)opcode is >= FirstUnknown and not (4096 or 1048576 or 436207616);

    /// <summary>Bytes of data after the header in an answer without error, for requests whose answer always has the same size.</summary>
    internal static int? AnswerSize(FuseOpcode opcode) => opcode switch
    {
        FuseOpcode.Init => 64,
        FuseOpcode.GetAttr => 104,
        FuseOpcode.StatFs => 80,
        FuseOpcode.Destroy => 0,
        _ => null,
    };
}
