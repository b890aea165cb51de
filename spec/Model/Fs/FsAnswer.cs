using System.Buffers.Binary;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Fs;

/// <summary>What a device answers to one request (VIRTIO 1.4, 5.11.6.1, and the FUSE protocol that it refers to).</summary>
internal static class FsAnswer
{
    /// <summary>Judges an answer.</summary>
    /// <returns>Whether a request that has one right answer got it; null when it has none.</returns>
    internal static bool? Judge(FsRequest request, ulong length, ReadOnlySpan<byte> writable, RuleLog log)
    {
        // What a device does that has no room for its answer the standard does not say.
        if (request.Room < FsProtocol.AnswerHeaderSize + (ulong)(FsProtocol.AnswerSize(request.Opcode) ?? 0))
            return null;
        if (!JudgeLength(request, length, writable, log))
            return false;
        var error = BinaryPrimitives.ReadInt32LittleEndian(writable[4..]);
        var unique = BinaryPrimitives.ReadUInt64LittleEndian(writable[8..]);
        log.Check(unique == request.Unique, FsRules.UniqueReturned, $"{request}: answered with unique {unique}", $"{request.Unique}");
        var data = writable[FsProtocol.AnswerHeaderSize..(int)BinaryPrimitives.ReadUInt32LittleEndian(writable)];
        return JudgeError(request, error, data, log) ? JudgeOutcome(request, error, data, log) : false;
    }

    /// <summary>The header of an answer is what the others of its fields are found by.</summary>
    private static bool JudgeLength(FsRequest request, ulong length, ReadOnlySpan<byte> writable, RuleLog log)
    {
        var given = length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(writable);
        var fits = given >= FsProtocol.AnswerHeaderSize && given <= length && given <= (ulong)writable.Length;
        log.Check(fits, FsRules.LengthFits, $"{request}: len {given} in the answer, {length} in the used element", "16 bytes of header and the data, both counted alike");
        return fits;
    }

    private static bool JudgeError(FsRequest request, int error, ReadOnlySpan<byte> data, RuleLog log)
    {
        var fits = error is <= 0 and >= FsProtocol.LowestError && (error == 0 || data.IsEmpty);
        log.Check(fits, FsRules.ErrorFits, $"{request}: error {error} and {data.Length} bytes of data", "0, or a negative error number and no data");
        return fits;
    }

    private static bool? JudgeOutcome(FsRequest request, int error, ReadOnlySpan<byte> data, RuleLog log)
    {
        if (request.Opcode == FuseOpcode.Init)
            return JudgeInit(request, error, data, log);
        if (!request.InSession)
            return null;
        if (FsProtocol.IsUnknown(request.Opcode))
            return Expect(error == FsProtocol.NoFunction, FsRules.UnknownUnsupported, $"{request}: error {error}", "ENOSYS (-38)", log);
        if (request.Opcode is not (FuseOpcode.GetAttr or FuseOpcode.StatFs) || request.Node != FsProtocol.RootNode)
            return null;
        var size = FsProtocol.AnswerSize(request.Opcode);
        return Expect(error == 0 && data.Length == size, FsRules.RootAnswered, $"{request}: error {error} and {data.Length} bytes of data", $"no error and {size} bytes", log);
    }

    private static bool JudgeInit(FsRequest request, int error, ReadOnlySpan<byte> data, RuleLog log)
    {
        var major = error == 0 && data.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(data) : 0;
        return Expect(
            major == FsProtocol.Major && data.Length == FsProtocol.AnswerSize(FuseOpcode.Init),
            FsRules.SessionBegins, $"{request}: error {error}, version {major}, {data.Length} bytes of data", "no error, version 7, 64 bytes", log);
    }

    private static bool Expect(bool held, Rule rule, string seen, string expected, RuleLog log)
    {
        log.Check(held, rule, seen, expected);
        return held;
    }
}
