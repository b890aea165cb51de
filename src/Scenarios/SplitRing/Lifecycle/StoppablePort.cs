using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>
/// A port of a device that may be told to stop: by a word in memory, and a kick so that it wakes. Whenever it wakes it looks at the word, as an event loop
/// does that waits for kicks and for messages at once.
/// </summary>
/// <param name="port">The port.</param>
/// <param name="stop">Address of the word, 2 bytes: other than 0 once it is to stop.</param>
internal sealed class StoppablePort(IPort port, ulong stop) : IPort
{
    /// <summary>Whether it has seen that it is to stop.</summary>
    internal bool Stopping { get; private set; }

    /// <summary>Looks.</summary>
    internal async ValueTask Look() => Stopping |= await port.Read(stop, AccessSize.Two) != 0;

    public Access Read(ulong address, AccessSize size) => port.Read(address, size);

    public Access Write(ulong address, ulong value, AccessSize size) => port.Write(address, value, size);

    public Access ReadBytes(ulong address, Memory<byte> destination) => port.ReadBytes(address, destination);

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => port.WriteBytes(address, source);

    public Access Fence(FenceKind kind) => port.Fence(kind);

    public Access Signal(Doorbell doorbell) => port.Signal(doorbell);

    public Access Wait(Doorbell doorbell) => new(new WaitAndLook(this, port.Wait(doorbell)));

    public bool Covers(ulong address, ulong length) => port.Covers(address, length);

    private Access LookNow() => port.Read(stop, AccessSize.Two);

    /// <summary>Two accesses that the caller takes for one wait.</summary>
    private sealed class WaitAndLook(StoppablePort port, Access wait) : IParkedAccess
    {
        private Access _look;

        public void Park(Action continuation) => wait.UnsafeOnCompleted(() =>
        {
            wait.GetResult();
            _look = port.LookNow();
            _look.UnsafeOnCompleted(continuation);
        });

        public ulong Perform()
        {
            port.Stopping |= _look.GetResult() != 0;
            return port.Stopping ? 0UL : 1;
        }
    }
}
