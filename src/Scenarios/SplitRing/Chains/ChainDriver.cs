using Virtspec.Exploration;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>Sends requests one by one, as soon as there are descriptors for them, and looks at the answers.</summary>
/// <param name="agent">The agent's own port, for what has to hold.</param>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="mistake">What it does wrong.</param>
internal sealed class ChainDriver(AgentPort agent, IPort port, ChainMemory memory, ChainMistake mistake)
    : CollectingDriver<IPort>(port, memory, memory.Features, looksAgain: true)
{
    private readonly int[] _requestOfHead = new int[memory.Layout.Size];
    private int _descriptors;

    internal bool Finished { get; private set; }

    internal async ValueTask Run()
    {
        Ring.Adopt(memory.FirstIndex);
        for (var request = 0; request < memory.Count; request++)
        {
            await WritePayload(request);
            if (mistake.WritesBeforeRoom)
                await RawDescriptor.WriteChain(Port, memory.Layout, _descriptors, memory.Pieces(request));
            while (Ring.FreeDescriptors < memory.DescriptorsOf(request))
                await Collect(Back + 1);
            _requestOfHead[mistake.HeadFirst ? await AddHeadFirst(request) : await Add(request)] = request;
            _descriptors += memory.DescriptorsOf(request);
            await Ring.Publish();
            agent.Obligation(ComesBack(request), hot: true);
            if (!mistake.KicksWithRoomOnly || Ring.FreeDescriptors > 0)
                await Ring.Kick();
        }

        await Collect(memory.Count);
        Finished = true;
    }

    protected override async ValueTask LookAt(UsedBuffer used)
    {
        var request = _requestOfHead[used.Head];
        agent.Obligation(ComesBack(request), hot: false);
        var room = memory.Pieces(request).Where(piece => piece.Writable).ToArray();
        var expected = room.Length == 0 ? [] : ChainRequest.Answer(memory.Payload(request));
        agent.Check(used.Length == expected.Length, "the used length is that of the answer");
        var answer = new byte[expected.Length];
        var read = 0;
        foreach (var piece in room)
        {
            var part = answer.AsMemory(read, Math.Min((int)piece.Length, answer.Length - read));
            if (part.Length > 0)
                await Port.ReadBytes(piece.Address, part);
            read += part.Length;
        }

        agent.Check(answer.AsSpan().SequenceEqual(expected), "the answer is the one to the request");
    }

    private async ValueTask WritePayload(int request)
    {
        ReadOnlyMemory<byte> payload = memory.Payload(request);
        foreach (var piece in memory.Pieces(request).Where(piece => !piece.Writable))
        {
            await Port.WriteBytes(piece.Address, payload[..(int)piece.Length]);
            payload = payload[(int)piece.Length..];
        }
    }

    private async ValueTask<ushort> Add(int request)
    {
        var pieces = memory.Pieces(request);
        var way = memory.WayOf(request);
        if (way == Described.Directly)
            return await Ring.Add(pieces);
        var direct = way == Described.FirstDirectly ? 1 : 0;
        await IndirectTable.Fill(Port, memory.Table(request), pieces.AsMemory(direct));
        var table = new Segment(memory.Table(request), IndirectTable.Bytes(pieces.Length - direct), Writable: false);
        return await Ring.AddWithTable(pieces.AsMemory(0, direct), table, writeFlag: way == Described.WithWriteFlag);
    }

    private async ValueTask<ushort> AddHeadFirst(int request)
    {
        var pieces = memory.Pieces(request);
        var head = await Ring.Add(pieces.AsMemory(0, 1));
        await Ring.Publish();
        await RawDescriptor.WriteChain(Port, memory.Layout, head, pieces);
        return head;
    }

    private static string ComesBack(int request) => $"request {request} comes back";
}
