using Virtspec.Port;

namespace Virtspec.Exploration;

/// <summary>An agent's port: memory and doorbells as any protocol code knows them, and what only scenarios need.</summary>
/// <remarks>Accesses take place when the host says so; what they mean beyond one another the memory model says.</remarks>
public readonly struct AgentPort : IPort, IEquatable<AgentPort>
{
    private readonly AgentHost _host;

    internal AgentPort(AgentHost host) => _host = host;

    /// <inheritdoc/>
    public Access Read(ulong address, AccessSize size) => _host.Load(address, size, acquire: false);

    /// <inheritdoc/>
    public Access Write(ulong address, ulong value, AccessSize size) => _host.Store(address, value, size, release: false);

    /// <inheritdoc/>
    public Access ReadBytes(ulong address, Memory<byte> destination) => _host.ReadBytes(address, destination);

    /// <inheritdoc/>
    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => _host.WriteBytes(address, source);

    /// <inheritdoc/>
    public Access Fence(FenceKind kind) => _host.Fence(kind);

    /// <inheritdoc/>
    public Access Signal(Doorbell doorbell) => _host.Signal(doorbell);

    /// <inheritdoc/>
    public Access Wait(Doorbell doorbell) => _host.Wait(doorbell);

    /// <inheritdoc/>
    public bool Covers(ulong address, ulong length) => _host.Covers(address, length);

    /// <summary>Loads; the agent's later accesses come after it.</summary>
    /// <param name="address">Where; aligned to the size.</param>
    /// <param name="size">How wide.</param>
    public Access ReadAcquire(ulong address, AccessSize size) => _host.Load(address, size, acquire: true);

    /// <summary>Stores; the agent's earlier accesses come before it.</summary>
    /// <param name="address">Where; aligned to the size.</param>
    /// <param name="value">What.</param>
    /// <param name="size">How wide.</param>
    public Access WriteRelease(ulong address, ulong value, AccessSize size) => _host.Store(address, value, size, release: true);

    /// <summary>Loads and stores as one access, with a full fence on both sides.</summary>
    /// <param name="address">Where; aligned to the size.</param>
    /// <param name="value">What to store.</param>
    /// <param name="size">How wide.</param>
    /// <returns>What was there before.</returns>
    public Access Exchange(ulong address, ulong value, AccessSize size) => _host.Exchange(address, value, size);

    /// <summary>Stores if memory holds what is expected, as one access with a full fence on both sides.</summary>
    /// <param name="address">Where; aligned to the size.</param>
    /// <param name="expected">What to look for.</param>
    /// <param name="value">What to store then.</param>
    /// <param name="size">How wide.</param>
    /// <returns>What was there before.</returns>
    public Access CompareExchange(ulong address, ulong expected, ulong value, AccessSize size) =>
        _host.CompareExchange(address, expected, value, size);

    /// <summary>Waits until memory holds a value that suits: a polling loop without its turns. It ends with the load that sees it.</summary>
    /// <param name="address">Where; aligned to the size.</param>
    /// <param name="size">How wide.</param>
    /// <param name="suits">Depends on its argument alone.</param>
    /// <returns>The value.</returns>
    public Access Until(ulong address, AccessSize size, Func<ulong, bool> suits) => _host.Until(address, size, suits);

    /// <summary>Something that may turn out one way or another: explored both ways.</summary>
    /// <param name="count">How many ways, 1 to 65,535.</param>
    /// <param name="what">What to call it in a drawn schedule.</param>
    /// <returns>Which one, from 0.</returns>
    public Access Choose(int count, string what) => _host.Choose(count, what);

    /// <summary>Something that has to hold, always.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="property">What to call it.</param>
    public void Check(bool holds, string property) => _host.Check(holds, property);

    /// <summary>
    /// Something that has to come to pass: while it is hot, the execution must not end. Both sides asleep with work pending is found by this.
    /// </summary>
    /// <param name="name">What to call it.</param>
    /// <param name="hot">True from when it is owed, false once it is done.</param>
    public void Obligation(string name, bool hot) => _host.Obligation(name, hot);

    /// <inheritdoc/>
    public bool Equals(AgentPort other) => ReferenceEquals(_host, other._host);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AgentPort other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _host.GetHashCode();

    /// <summary>Whether both are ports of one agent.</summary>
    public static bool operator ==(AgentPort left, AgentPort right) => left.Equals(right);

    /// <summary>Whether they are ports of different agents.</summary>
    public static bool operator !=(AgentPort left, AgentPort right) => !left.Equals(right);
}

/// <summary>What is behind an agent's port: the explorer, live memory, or another engine.</summary>
internal abstract class AgentHost
{
    internal abstract Access Load(ulong address, AccessSize size, bool acquire);

    internal abstract Access Store(ulong address, ulong value, AccessSize size, bool release);

    internal abstract Access ReadBytes(ulong address, Memory<byte> destination);

    internal abstract Access WriteBytes(ulong address, ReadOnlyMemory<byte> source);

    internal abstract Access Exchange(ulong address, ulong value, AccessSize size);

    internal abstract Access CompareExchange(ulong address, ulong expected, ulong value, AccessSize size);

    internal abstract Access Until(ulong address, AccessSize size, Func<ulong, bool> suits);

    internal abstract Access Fence(FenceKind kind);

    internal abstract Access Signal(Doorbell doorbell);

    internal abstract Access Wait(Doorbell doorbell);

    internal abstract Access Choose(int count, string what);

    internal abstract bool Covers(ulong address, ulong length);

    internal abstract void Check(bool holds, string property);

    internal abstract void Obligation(string name, bool hot);
}

/// <summary>A property of a scenario does not hold.</summary>
public sealed class PropertyViolatedException : Exception
{
    /// <summary>Names the property.</summary>
    /// <param name="property">What the scenario calls it.</param>
    public PropertyViolatedException(string property)
        : base($"violated: {property}") => Property = property;

    /// <summary>What the scenario calls it.</summary>
    public string Property { get; }
}
