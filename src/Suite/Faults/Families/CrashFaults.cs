using Virtspec.Model.SplitRing;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser.Devices;
using static Virtspec.Suite.Faults.LifecycleFaults;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Faults;

/// <summary>Back-ends that end, hang or leak: each in a process of its own.</summary>
internal static class CrashFaults
{
    private static readonly List<object> Leaked = [];

    internal static IReadOnlyList<Fault> All { get; } =
    [
        Dies("crash-on-empty-descriptor", "robust.descriptors.1", "Ends on a descriptor of no length.", new RingFault.Change((_, rest) => (uint)rest == 0 ? Die() : rest)),
        Dies("crash-on-huge-descriptor", "robust.descriptors.1", "Ends on a descriptor of 2 GiB or more.", new RingFault.Change((_, rest) => (uint)rest >= 1u << 31 ? Die() : rest)),
        Dies("crash-on-descriptor-beyond-table", "robust.descriptors.1", "Ends on a next beyond the table.", new RingFault.Change((ring, rest) => (RingFault.Flags(rest) & DescriptorFlags.Next) != 0 && (ushort)(rest >> 48) >= ring.Layout.Size ? Die() : rest)),
        Dies("endless-loop-on-looped-chain", "robust.descriptors.1", "Never comes out of a descriptor that names itself as the next.", new RingFault.Change((ring, rest) => (RingFault.Flags(rest) & DescriptorFlags.Next) != 0 && (ushort)(rest >> 48) == ring.LastDescriptor ? Hang() : rest)),
        Dies("crash-on-odd-indirect-table", "robust.indirect.1", "Ends on an indirect table whose length is no multiple of 16.", new RingFault.Change((_, rest) => (RingFault.Flags(rest) & DescriptorFlags.Indirect) != 0 && (uint)rest % 16 != 0 ? Die() : rest)),
        Dies("crash-on-empty-indirect-table", "robust.indirect.1", "Ends on an indirect table of no length.", new RingFault.Change((_, rest) => (RingFault.Flags(rest) & DescriptorFlags.Indirect) != 0 && (uint)rest == 0 ? Die() : rest)),
        Apart("crash-on-avail-jump", "robust.rings.1", "Ends when avail idx is further ahead than the queue is long.") with
        {
            Port = () => new RingFault { AvailIdx = (ring, idx) => (ushort)((ushort)idx - ring.Used) > ring.Layout.Size ? Die() : idx },
        },
        Apart("crash-on-unknown-message", "robust.messages.1", "Ends on a message that it does not know.") with
        {
            Messages = () => new MessageFault { Request = request => request.Request > (uint)F.GetSharedMemoryConfig ? Dead(request) : request },
        },
        Apart("crash-on-size-0", "robust.queue-setup.1", "Ends on a queue size of 0.") with
        {
            Messages = () => new MessageFault { Request = request => Is(request, F.SetVringNum) && request.Number >> 32 == 0 ? Dead(request) : request },
        },
        Apart("crash-on-vring-beyond", "robust.queue-setup.1", "Ends on a message about a vring that it does not have.") with
        {
            Messages = () => new MessageFault { Request = request => Is(request, F.SetVringNum) && (uint)request.Number >= BlkBackEndDevice.DefaultQueues ? Dead(request) : request },
        },
        Apart("crash-on-flush", "inv.connection.kept", "Ends on a flush.") with
        {
            Storage = storage => new FaultyStorage(storage) { OnFlush = _ => Die() },
        },
        Apart("crash-on-stop", "inv.connection.kept", "Ends when a queue is stopped that has served nothing.") with
        {
            Device = device => new FaultyDevice(device) { ChangeBase = (start, value) => value == start.Base ? (uint)Die() : value },
        },
        Apart("descriptors-leaked", "robust.leak.1", "Leaves two file descriptors open for each session.") with
        {
            Device = device => new FaultyDevice(device) { AfterReset = () => Keep(EventFd.Create(), EventFd.Create()) },
        },
        Apart("mappings-leaked", "robust.leak.2", "Leaves 64 KiB mapped for each session.") with
        {
            Device = device => new FaultyDevice(device) { AfterReset = () => Keep(SharedMemory.Create(1 << 16)) },
        },
        Apart("memory-leaked", "robust.leak.3", "Keeps 1 MiB of memory for each session.") with
        {
            Device = device => new FaultyDevice(device) { AfterReset = () => Keep(Touched()) },
        },
    ];

    private static Fault Dies(string name, string breaks, string wrong, RingFault.Change on) =>
        Apart(name, breaks, wrong) with { Port = () => new RingFault { Descriptor = on } };

    private static Fault Apart(string name, string breaks, string wrong) => new(name, breaks, wrong) { NeedsProcess = true };

    private static ulong Die()
    {
        Environment.FailFast("a planted fault");
        return 0;
    }

    private static RelayedMessage Dead(RelayedMessage message)
    {
        Die();
        return message;
    }

    private static ulong Hang()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Memory that is written to: what is only set aside, nobody misses.</summary>
    private static byte[] Touched()
    {
        var memory = new byte[1 << 20];
        Array.Fill(memory, (byte)1);
        return memory;
    }

    private static void Keep(params ReadOnlySpan<object> kept) => Leaked.AddRange(kept);
}
