using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>What a device may forget to check about chains.</summary>
[Flags]
internal enum Unchecked
{
    None = 0,

    /// <summary>That avail idx is ahead by no more than the queue size.</summary>
    Distance = 1,

    /// <summary>That a chain has no more descriptors than the table.</summary>
    Loops = 2,

    /// <summary>That next is below the queue size.</summary>
    Next = 4,

    /// <summary>That an indirect table has an entry.</summary>
    EmptyTable = 8,

    /// <summary>That memory covers all of an indirect table: only its first entry is looked at.</summary>
    TableCovered = 16,

    /// <summary>How many entries an indirect table has: the queue size is taken for their number.</summary>
    TableEntries = 32,

    /// <summary>That next is inside the indirect table.</summary>
    TableNext = 64,

    /// <summary>That memory covers a buffer.</summary>
    Covered = 128,

    /// <summary>That memory covers more than the first byte of a buffer.</summary>
    End = 256,
}

/// <summary>A device that takes chains by itself, and less carefully than the reference. It is kicked for each buffer.</summary>
/// <param name="port">Its port.</param>
/// <param name="memory">What is shared.</param>
/// <param name="omits">What it does not check.</param>
internal sealed class UncheckedDevice(IPort port, HostileMemory memory, Unchecked omits)
{
    private readonly SplitLayout _layout = memory.Layout;
    private readonly SplitDevice<IPort> _ring = new(port, memory.Layout, memory.Features);
    private ushort _next;

    internal async ValueTask Run(Func<DescriptorChain, ValueTask<uint>> serve)
    {
        await _ring.Attach(0);
        var chain = new DescriptorChain();
        do
        {
            while (await Take(chain))
            {
                await _ring.Complete(chain.Head, await serve(chain));
                await _ring.Call();
            }
        }
        while (await port.Wait(memory.Kick) != 0);
    }

    private bool Checks(Unchecked what) => (omits & what) == 0;

    private async ValueTask<bool> Take(DescriptorChain chain)
    {
        var idx = (ushort)await port.Read(_layout.AvailIdx, AccessSize.Two);
        if (idx == _next)
            return false;
        Require((ushort)(idx - _next) <= _layout.Size, Unchecked.Distance);
        await port.Fence(FenceKind.Acquire);
        var head = (ushort)await port.Read(_layout.AvailEntry(_next), AccessSize.Two);
        chain.Begin(head);
        await Walk(chain, head);
        _next++;
        return true;
    }

    private async ValueTask Walk(DescriptorChain chain, ushort index)
    {
        for (var steps = 0; ; steps++)
        {
            Require(index < _layout.Size, Unchecked.Next);
            Require(steps < _layout.Size, Unchecked.Loops);
            var descriptor = await Read(_layout.Descriptor(index));
            if ((descriptor.Flags & DescriptorFlags.Indirect) != 0)
            {
                await WalkTable(chain, descriptor);
                return;
            }

            Append(chain, descriptor);
            if ((descriptor.Flags & DescriptorFlags.Next) == 0)
                return;
            index = descriptor.Next;
        }
    }

    private async ValueTask WalkTable(DescriptorChain chain, Descriptor named)
    {
        Require(named.Length > 0, Unchecked.EmptyTable);
        Require(port.Covers(named.Address, Checks(Unchecked.TableCovered) ? named.Length : SplitLayout.DescriptorSize), Unchecked.None);
        var entries = Checks(Unchecked.TableEntries) ? named.Length / SplitLayout.DescriptorSize : _layout.Size;
        var index = 0U;
        for (var steps = 1U; ; steps++)
        {
            var descriptor = await Read(named.Address + (index * SplitLayout.DescriptorSize));
            Append(chain, descriptor);
            if ((descriptor.Flags & DescriptorFlags.Next) == 0)
                return;
            index = descriptor.Next;
            Require(index < entries, Unchecked.TableNext);
            Require(steps < entries, Unchecked.Loops);
        }
    }

    private async ValueTask<Descriptor> Read(ulong at)
    {
        var address = await port.Read(at, AccessSize.Eight);
        var rest = await port.Read(at + 8, AccessSize.Eight);
        return new Descriptor(address, (uint)rest, (DescriptorFlags)(ushort)(rest >> 32), (ushort)(rest >> 48));
    }

    private void Append(DescriptorChain chain, Descriptor descriptor)
    {
        Require(port.Covers(descriptor.Address, Checks(Unchecked.End) ? descriptor.Length : Math.Min(descriptor.Length, 1)), Unchecked.Covered);
        chain.Append(new Segment(descriptor.Address, descriptor.Length, (descriptor.Flags & DescriptorFlags.Write) != 0));
    }

    private void Require(bool holds, Unchecked what)
    {
        if (!holds && Checks(what))
            throw new RingFaultException($"{what}");
    }
}
