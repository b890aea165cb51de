using System.Buffers.Binary;
using Virtspec.Model.Fs;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Reference.Fs;

/// <summary>
/// The file system device (VIRTIO 1.4, 5.11.6) with a root folder and nothing in it. Requests that it does not know it refuses, as FUSE provides.
/// </summary>
/// <typeparam name="TPort">The port.</typeparam>
/// <param name="port">Where the buffers lie.</param>
/// <param name="session">The session that the queues of the device share.</param>
internal sealed class FsDevice<TPort>(TPort port, FsSession session)
    where TPort : IPort
{
    private const int NoEntry = -2;
    private const int IoError = -5;
    private const int InvalidArgument = -22;
    private const int BlockSize = 4096;
    private const int LongestName = 255;
    private const uint FolderMode = 0x4000 | 0x1ed;

    private readonly ChainData<TPort> _data = new(port);
    private readonly byte[] _request = new byte[FsProtocol.RequestHeaderSize + FsProtocol.InitArgumentsSize];
    private readonly byte[] _answer = new byte[FsProtocol.AnswerHeaderSize + FsProtocol.AnswerSize(FuseOpcode.GetAttr)!.Value];

    /// <summary>Serves a request.</summary>
    /// <returns>Bytes written: the answer, or none where there is none or no room for it.</returns>
    internal async ValueTask<uint> Serve(DescriptorChain chain)
    {
        if (chain.ReadableBytes < FsProtocol.RequestHeaderSize)
            return 0;
        var length = (int)Math.Min((ulong)_request.Length, chain.ReadableBytes);
        //= split.framing.device.1
        await _data.Read(chain, 0, _request.AsMemory(0, length));
        var opcode = (FuseOpcode)BinaryPrimitives.ReadUInt32LittleEndian(_request.AsSpan(4));
        // Forgetting what nobody was given, and interrupting what has ended, is done at once.
        if (FsProtocol.HasHighPriority(opcode))
            return 0;
        Array.Clear(_answer);
        var answer = Dispatch(opcode, length);
        if (FsProtocol.AnswerHeaderSize + (ulong)Math.Max(answer, 0) > chain.WritableBytes)
            answer = IoError;
        if (chain.WritableBytes < FsProtocol.AnswerHeaderSize)
            return 0;
        var bytes = FsProtocol.AnswerHeaderSize + Math.Max(answer, 0);
        //= inv.fs.length inv.fs.error
        BinaryPrimitives.WriteInt32LittleEndian(_answer, bytes);
        BinaryPrimitives.WriteInt32LittleEndian(_answer.AsSpan(4), Math.Min(answer, 0));
        //= inv.fs.unique
        _request.AsSpan(8, 8).CopyTo(_answer.AsSpan(8));
        await _data.Write(chain, 0, _answer.AsMemory(0, bytes));
        return (uint)bytes;
    }

    /// <returns>Bytes of data in the answer, or a negative error number.</returns>
    private int Dispatch(FuseOpcode opcode, int length)
    {
        //= inv.fs.session
        if (opcode == FuseOpcode.Init)
            return Init(length);
        if (!session.HasBegun)
            return IoError;
        var node = BinaryPrimitives.ReadUInt64LittleEndian(_request.AsSpan(16));
        switch (opcode)
        {
            case FuseOpcode.Destroy:
                session.HasBegun = false;
                return 0;
            case FuseOpcode.Lookup:
                return NoEntry;
            //= inv.fs.root
            case FuseOpcode.GetAttr:
                return node == FsProtocol.RootNode ? Attributes() : NoEntry;
            case FuseOpcode.StatFs:
                return node == FsProtocol.RootNode ? Figures() : NoEntry;
            //= inv.fs.unsupported-opcode
            default:
                return FsProtocol.NoFunction;
        }
    }

    private int Init(int length)
    {
        if (length < FsProtocol.RequestHeaderSize + FsProtocol.InitArgumentsSize)
            return InvalidArgument;
        session.HasBegun = true;
        var data = _answer.AsSpan(FsProtocol.AnswerHeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(data, FsProtocol.Major);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], FsProtocol.Minor);
        // As far ahead as the driver wants to read; no flags; the least that may be written at a time.
        _request.AsSpan(FsProtocol.RequestHeaderSize + 8, 4).CopyTo(data[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(data[20..], BlockSize);
        return FsProtocol.AnswerSize(FuseOpcode.Init)!.Value;
    }

    private int Attributes()
    {
        var attributes = _answer.AsSpan(FsProtocol.AnswerHeaderSize + 16);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes, FsProtocol.RootNode);
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[60..], FolderMode);
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[64..], 2);
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[80..], BlockSize);
        return FsProtocol.AnswerSize(FuseOpcode.GetAttr)!.Value;
    }

    private int Figures()
    {
        var figures = _answer.AsSpan(FsProtocol.AnswerHeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(figures[40..], BlockSize);
        BinaryPrimitives.WriteUInt32LittleEndian(figures[44..], LongestName);
        BinaryPrimitives.WriteUInt32LittleEndian(figures[48..], BlockSize);
        return FsProtocol.AnswerSize(FuseOpcode.StatFs)!.Value;
    }
}
