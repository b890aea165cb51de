using System.Buffers.Binary;
using Virtspec.Model.Fs;
using Virtspec.Model.Rules;

namespace Virtspec.Properties.Rules;

/// <summary>Something that happens to a file system device.</summary>
internal delegate FsState FsStep(FsState state, RuleLog log);

/// <summary>Short words for what happens to a file system device, for tables of cases.</summary>
internal static class FsScript
{
    internal const int Ok = 0;
    internal const int NoFunction = -38;

    /// <summary>The number that requests have unless they say otherwise.</summary>
    internal const ulong Unique = 7;

    internal static Action<RuleLog> Fs(params FsStep[] steps) => log =>
    {
        var state = new FsState();
        foreach (var step in steps)
            state = step(state, log);
    };

    /// <summary>A device with a session.</summary>
    internal static Action<RuleLog> Begun(params FsStep[] steps) => Fs([Init(), .. steps]);

    internal static FsStep Config(uint requestQueues, int length = FsConfig.Size) => (state, log) =>
    {
        var config = new byte[FsConfig.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(FsConfig.RequestQueues), requestQueues);
        FsConfig.Judge(config.AsSpan(0, length), log);
        return state;
    };

    internal static FsStep Submit(FuseOpcode opcode, ushort queue = 1, ulong node = FsProtocol.RootNode, int room = 200, ushort head = 0) => (state, log) =>
    {
        var readable = new byte[FsProtocol.RequestHeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(readable.AsSpan(4), (uint)opcode);
        BinaryPrimitives.WriteUInt64LittleEndian(readable.AsSpan(8), Unique);
        BinaryPrimitives.WriteUInt64LittleEndian(readable.AsSpan(16), node);
        return FsMachine.Submitted(state, new FsRequestKey(queue, head), readable, (ulong)room, log);
    };

    /// <summary>An answer.</summary>
    /// <param name="error">Its error.</param>
    /// <param name="data">Bytes of data after the header.</param>
    /// <param name="more">How many bytes more than there are its len says.</param>
    /// <param name="used">Bytes that the used element says; as many as there are unless given.</param>
    /// <param name="unique">Its unique number.</param>
    /// <param name="version">What the data begins with.</param>
    /// <param name="head">Head of the request.</param>
    /// <param name="enabled">Whether the queue is enabled.</param>
    internal static FsStep Answer(
        int error, int data = 0, int more = 0, int? used = null, ulong unique = Unique, uint version = FsProtocol.Major, ushort head = 0, bool enabled = true) => (state, log) =>
    {
        var writable = new byte[200];
        var length = FsProtocol.AnswerHeaderSize + data;
        BinaryPrimitives.WriteInt32LittleEndian(writable, length + more);
        BinaryPrimitives.WriteInt32LittleEndian(writable.AsSpan(4), error);
        BinaryPrimitives.WriteUInt64LittleEndian(writable.AsSpan(8), unique);
        BinaryPrimitives.WriteUInt32LittleEndian(writable.AsSpan(16), version);
        return FsMachine.Completed(state, new FsRequestKey(1, head), (ulong)(used ?? length), writable, enabled, log).State;
    };

    /// <summary>A request that comes back before the next one.</summary>
    internal static FsStep Do(FuseOpcode opcode, FsStep answer, ulong node = FsProtocol.RootNode) =>
        (state, log) => answer(Submit(opcode, node: node)(state, log), log);

    internal static FsStep Init() => Do(FuseOpcode.Init, Answer(Ok, 64));
}
