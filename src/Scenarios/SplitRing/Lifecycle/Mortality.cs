using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>How many steps a device has left: accesses, and entries in the log of what it has in flight.</summary>
/// <param name="steps">So many.</param>
internal sealed class Mortality(int steps)
{
    private int _left = steps;

    /// <summary>One step more, or the end.</summary>
    /// <exception cref="DiedException">It was the last one before.</exception>
    internal void Step()
    {
        if (_left-- == 0)
            throw new DiedException();
    }
}

/// <summary>A device died, between two steps.</summary>
internal sealed class DiedException : Exception;

/// <summary>The port of a device that dies.</summary>
/// <param name="port">The port.</param>
/// <param name="mortality">When.</param>
internal sealed class MortalPort(IPort port, Mortality mortality) : IPort
{
    public Access Read(ulong address, AccessSize size) => Living.Read(address, size);

    public Access Write(ulong address, ulong value, AccessSize size) => Living.Write(address, value, size);

    public Access ReadBytes(ulong address, Memory<byte> destination) => Living.ReadBytes(address, destination);

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => Living.WriteBytes(address, source);

    public Access Fence(FenceKind kind) => Living.Fence(kind);

    public Access Signal(Doorbell doorbell) => Living.Signal(doorbell);

    public Access Wait(Doorbell doorbell) => Living.Wait(doorbell);

    public bool Covers(ulong address, ulong length) => port.Covers(address, length);

    private IPort Living
    {
        get
        {
            mortality.Step();
            return port;
        }
    }
}
