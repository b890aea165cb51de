using System.Buffers.Binary;
using Virtspec.Model.Fs;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Requests;

/// <summary>A file system request to make.</summary>
/// <param name="Opcode">What it asks for; any value.</param>
/// <param name="Node">The file it is about.</param>
/// <param name="Unique">The driver's number for it.</param>
/// <param name="Arguments">Bytes after the header.</param>
/// <param name="Room">Device-writable bytes, header of the answer included.</param>
internal sealed record FsSpec(FuseOpcode Opcode, ulong Node, ulong Unique, Payload Arguments, int Room) : RequestSpec
{
    internal override int WritableBytes => Room;

    internal override Shape Plain => Shape.Whole;

    /// <summary>Begins a session: the version, and no more than a session needs.</summary>
    internal static FsSpec Init(ulong unique)
    {
        var arguments = new byte[FsProtocol.InitArgumentsSize];
        BinaryPrimitives.WriteUInt32LittleEndian(arguments, FsProtocol.Major);
        BinaryPrimitives.WriteUInt32LittleEndian(arguments.AsSpan(4), FsProtocol.Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(arguments.AsSpan(8), 4096);
        return Answered(FuseOpcode.Init, 0, unique, Payload.Of(arguments));
    }

    /// <summary>Attributes of the root folder.</summary>
    internal static FsSpec GetAttr(ulong unique) =>
        Answered(FuseOpcode.GetAttr, FsProtocol.RootNode, unique, Payload.Of(new byte[FsProtocol.GetAttrArgumentsSize]));

    /// <summary>Figures of the file system.</summary>
    internal static FsSpec StatFs(ulong unique) => Answered(FuseOpcode.StatFs, FsProtocol.RootNode, unique, Payload.None);

    /// <summary>Ends the session.</summary>
    internal static FsSpec Destroy(ulong unique) => Answered(FuseOpcode.Destroy, 0, unique, Payload.None);

    /// <summary>Gives references back; not answered. A node that nobody was given has none.</summary>
    internal static FsSpec Forget(ulong node, ulong unique) => new(FuseOpcode.Forget, node, unique, Payload.Of(new byte[8]), 0);

    /// <summary>A request that no version of FUSE defines.</summary>
    internal static FsSpec Unknown(uint opcode, ulong unique) => new((FuseOpcode)opcode, FsProtocol.RootNode, unique, Payload.None, FsProtocol.AnswerHeaderSize);

    internal override byte[] Readable()
    {
        var bytes = new byte[FsProtocol.RequestHeaderSize + Arguments.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)Opcode);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Unique);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Node);
        Arguments.Bytes().CopyTo(bytes, FsProtocol.RequestHeaderSize);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        _ when this == Init(Unique) => $"fuse-init unique={Unique}",
        _ when this == GetAttr(Unique) => $"getattr unique={Unique}",
        _ when this == StatFs(Unique) => $"statfs unique={Unique}",
        _ when this == Destroy(Unique) => $"destroy unique={Unique}",
        _ when this == Forget(Node, Unique) => $"forget {Node} unique={Unique}",
        _ => $"fuse {(uint)Opcode} node={Node} unique={Unique} data={Arguments} room={Room}",
    };

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <returns>Null when it is no file system request.</returns>
    internal static FsSpec? TryParse(StepWords words)
    {
        if (words.Take("fuse-init"))
            return Init(UniqueOf(words));
        if (words.Take("getattr"))
            return GetAttr(UniqueOf(words));
        if (words.Take("statfs"))
            return StatFs(UniqueOf(words));
        if (words.Take("destroy"))
            return Destroy(UniqueOf(words));
        if (words.Take("forget"))
            return Forget(words.Number("a node"), UniqueOf(words));
        if (words.Take("fuse"))
        {
            return new FsSpec(
                (FuseOpcode)words.Number("an opcode"), words.NamedNumber("node", 0), UniqueOf(words), Payload.Parse(words), (int)words.NamedNumber("room", 0));
        }

        return null;
    }

    private static ulong UniqueOf(StepWords words) => words.NamedNumber("unique", 0);

    private static FsSpec Answered(FuseOpcode opcode, ulong node, ulong unique, Payload arguments) =>
        new(opcode, node, unique, arguments, FsProtocol.AnswerHeaderSize + FsProtocol.AnswerSize(opcode)!.Value);
}
