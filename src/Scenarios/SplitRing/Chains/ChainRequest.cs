using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>
/// What a request asks for and what answers it. The payload is an operation and two operands; the answer a status, and the combined operands
/// after one that says that the operation is known. There is one byte more room than any answer takes.
/// </summary>
internal static class ChainRequest
{
    internal const int PayloadBytes = 3;
    internal const int RoomBytes = 3;

    private const byte Combine = 1;
    private const byte Strange = 9;
    private const byte Ok = 0x51;
    private const byte Unknown = 0x5E;

    /// <summary>A payload that is not that of another request, with no two bytes the same.</summary>
    /// <param name="request">Number of the request.</param>
    /// <param name="known">Whether the device knows the operation.</param>
    internal static byte[] Payload(int request, bool known) => [known ? Combine : Strange, (byte)(0x12 + request), (byte)(0x34 + (16 * request))];

    /// <summary>What a device answers: one or two bytes, none of them zero.</summary>
    internal static byte[] Answer(ReadOnlySpan<byte> payload) => payload[0] == Combine ? [Ok, (byte)(payload[1] ^ payload[2])] : [Unknown];
}

/// <summary>Judges requests by the payload in memory and what was written in answer.</summary>
internal sealed class ChainRequestJudge : IRequestJudge
{
    /// <inheritdoc/>
    /// <remarks>One device-readable piece and one device-writable piece.</remarks>
    public bool IsPlain(Chain chain) => chain.Segments is [{ Writable: false }, { Writable: true }];

    /// <inheritdoc/>
    public bool IsServed(Chain chain, uint length, IMemoryView memory)
    {
        var answer = ChainRequest.Answer(Bytes(chain, writable: false, memory));
        if (chain.WritableBytes == 0)
            return length == 0;
        return length == answer.Length && Bytes(chain, writable: true, memory).AsSpan(0, answer.Length).SequenceEqual(answer);
    }

    private static byte[] Bytes(Chain chain, bool writable, IMemoryView memory)
    {
        var bytes = new List<byte>();
        foreach (var segment in chain.Segments.Where(segment => segment.Writable == writable))
        {
            var piece = new byte[segment.Length];
            memory.TryRead(segment.Address, piece);
            bytes.AddRange(piece);
        }

        return [.. bytes];
    }
}
