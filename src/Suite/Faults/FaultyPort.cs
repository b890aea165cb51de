using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Suite.Faults;

/// <summary>What a faulty port does instead of an access; by default the access itself. One object serves one queue from its start to its stop.</summary>
internal abstract class PortFault
{
    internal LivePort Port { get; private set; }

    internal SplitLayout Layout { get; private set; }

    internal virtual Access Read(ulong address, AccessSize size) => Port.Read(address, size);

    internal virtual Access Write(ulong address, ulong value, AccessSize size) => Port.Write(address, value, size);

    internal virtual Access ReadBytes(ulong address, Memory<byte> destination) => Port.ReadBytes(address, destination);

    internal virtual Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => Port.WriteBytes(address, source);

    internal virtual Access Signal(Doorbell doorbell) => Port.Signal(doorbell);

    internal virtual Access Wait(Doorbell doorbell) => Port.Wait(doorbell);

    internal PortFault On(LivePort port, in SplitLayout layout)
    {
        (Port, Layout) = (port, layout);
        return this;
    }

    /// <summary>Changes a byte, whatever it holds.</summary>
    protected void Scribble(ulong address) => Port.Write(address, Port.Read(address, AccessSize.One).GetResult() ^ 0x55, AccessSize.One);
}

/// <summary>A live port with a fault in it: the device's code stays as it is, and what reaches memory is wrong.</summary>
internal readonly struct FaultyPort(LivePort port, PortFault fault) : IPort
{
    public Access Read(ulong address, AccessSize size) => fault.Read(address, size);

    public Access Write(ulong address, ulong value, AccessSize size) => fault.Write(address, value, size);

    public Access ReadBytes(ulong address, Memory<byte> destination) => fault.ReadBytes(address, destination);

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => fault.WriteBytes(address, source);

    public Access Fence(FenceKind kind) => port.Fence(kind);

    public Access Signal(Doorbell doorbell) => fault.Signal(doorbell);

    public Access Wait(Doorbell doorbell) => fault.Wait(doorbell);

    public bool Covers(ulong address, ulong length) => port.Covers(address, length);
}

/// <summary>Puts a fault between the device and its queues.</summary>
internal sealed class FaultyPortSource(Func<PortFault> make) : PortSource
{
    internal override void Open(LivePort port, in SplitLayout layout, IPortUser user) => user.Use(new FaultyPort(port, make().On(port, layout)));
}
