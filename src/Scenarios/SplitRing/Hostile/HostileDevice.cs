using System.Buffers.Binary;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>
/// Answers requests by as many bytes as they ask for. What it cannot make sense of it refuses: it asks to be reset, and goes on once it was.
/// </summary>
/// <param name="port">Its port.</param>
/// <param name="memory">What is shared.</param>
/// <param name="mistake">What it does wrong.</param>
internal sealed class HostileDevice(IPort port, HostileMemory memory, HostileMistake mistake)
{
    private readonly ChainData<IPort> _data = new(port);

    internal IPort Port => port;

    internal HostileMemory Memory => memory;

    internal async ValueTask Run()
    {
        try
        {
            while (await ServeUntilFault())
            {
            }
        }
        catch (InaccessibleAddressException)
        {
            // Whoever touches what is not there is gone.
        }
    }

    /// <returns>Whether to go on: false when the port gave up waiting.</returns>
    private async ValueTask<bool> ServeUntilFault()
    {
        try
        {
            if (mistake.Omits is { } omits)
                await new UncheckedDevice(port, memory, omits).Run(Serve);
            else
                await ServeChecked();
            return false;
        }
        catch (RingFaultException)
        {
            await port.Write(memory.Status, HostileMemory.NeedsReset, AccessSize.Eight);
            await port.Fence(FenceKind.Release);
            await port.Signal(memory.Call);
            return await port.Wait(memory.Reset) != 0;
        }
    }

    private async ValueTask ServeChecked()
    {
        var ring = new SplitDevice<IPort>(port, memory.Layout, memory.Features);
        await ring.Attach(0);
        while (true)
        {
            try
            {
                await DeviceLoop.Run(port, ring, memory.Layout.Queue, Serve, () => false);
                return;
            }
            catch (RingFaultException) when (mistake.TriesAgain)
            {
            }
        }
    }

    private async ValueTask<uint> Serve(DescriptorChain chain)
    {
        var asked = await mistake.Asked(this, chain);
        var room = await mistake.Room(this, chain);
        var length = Math.Min(asked, room);
        if (mistake.AsksAgain)
            length = await ReadAsked(chain);
        if (length > 0)
            await WriteAnswer(chain, length);
        return length;
    }

    /// <summary>How many bytes a request asks for: none where it does not say.</summary>
    internal async ValueTask<uint> ReadAsked(DescriptorChain chain)
    {
        var payload = new byte[sizeof(uint)];
        if (chain.ReadableBytes < (ulong)payload.Length)
            return 0;
        await _data.Read(chain, 0, payload);
        return BinaryPrimitives.ReadUInt32LittleEndian(payload);
    }

    private async ValueTask WriteAnswer(DescriptorChain chain, uint length)
    {
        var answer = new byte[length];
        Array.Fill(answer, HostileMemory.Filler);
        if (length <= chain.WritableBytes)
            await _data.Write(chain, 0, answer);
        else
            await port.WriteBytes(chain.Segments[^1].Address, answer);
    }
}
