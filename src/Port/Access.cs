using System.Runtime.CompilerServices;

namespace Virtspec.Port;

/// <summary>
/// One access in the making: awaited at once, by the code that asked for it, and then forgotten.
/// </summary>
/// <remarks>
/// A live port returns it completed, and awaiting costs a test of a null reference. A scheduler's port returns it parked: nothing
/// has happened yet, and the access takes place when the scheduler resumes the caller.
/// </remarks>
public readonly struct Access : ICriticalNotifyCompletion, IEquatable<Access>
{
    private readonly ulong _value;
    private readonly IParkedAccess? _parked;

    /// <summary>An access that has taken place.</summary>
    /// <param name="value">What it read, or 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Access(ulong value)
    {
        _value = value;
        _parked = null;
    }

    /// <summary>An access that takes place when its scheduler says so.</summary>
    /// <param name="parked">Who resumes the caller and performs the access.</param>
    public Access(IParkedAccess parked)
    {
        _value = 0;
        _parked = parked;
    }

    /// <summary>Whether the access has taken place.</summary>
    public bool IsCompleted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _parked is null;
    }

    /// <summary>The awaiter: an access is its own.</summary>
    public Access GetAwaiter() => this;

    /// <summary>The value read; 0 for writes, fences and signals; 1 or 0 for waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong GetResult() => _parked is null ? _value : _parked.Perform();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (_parked is null)
            continuation();
        else
            _parked.Park(continuation);
    }

    /// <inheritdoc/>
    public bool Equals(Access other) => _value == other._value && ReferenceEquals(_parked, other._parked);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Access other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, _parked);

    /// <summary>Whether both are the same access.</summary>
    public static bool operator ==(Access left, Access right) => left.Equals(right);

    /// <summary>Whether they are different accesses.</summary>
    public static bool operator !=(Access left, Access right) => !left.Equals(right);
}

/// <summary>
/// The side of a parked access that a scheduler implements, usually once per agent: an agent has at most one access pending.
/// </summary>
public interface IParkedAccess
{
    /// <summary>Takes the caller's continuation; invoking it later lets the caller go on to perform the access.</summary>
    /// <param name="continuation">What runs the caller up to its next access.</param>
    void Park(Action continuation);

    /// <summary>Performs the access. Called by the resumed caller, once.</summary>
    /// <returns>The value, as <see cref="Access.GetResult"/> has it.</returns>
    ulong Perform();
}

/// <summary>An access named memory that the port does not have.</summary>
public sealed class InaccessibleAddressException : Exception
{
    /// <summary>Names the range.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="length">Bytes.</param>
    public InaccessibleAddressException(ulong address, ulong length)
        : base($"no shared memory covers the {length} bytes at 0x{address:x}")
    {
        Address = address;
        Length = length;
    }

    /// <summary>First byte of the range.</summary>
    public ulong Address { get; }

    /// <summary>Bytes in the range.</summary>
    public ulong Length { get; }
}
