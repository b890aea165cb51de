using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>What the front-end has said about one vring, and whether the device serves it now.</summary>
internal sealed class Vring(int index) : IDisposable
{
    // A front-end that sets none on purpose polls, which is not the same as never having said anything.
    private (bool IsSet, EventFd? Given) _call;
    private (bool IsSet, EventFd? Given) _error;

    private const ulong DescriptorSize = 16;
    private const ulong DescriptorAlignment = 16;
    private const ulong AvailableAlignment = 2;
    private const ulong UsedAlignment = 4;
    private const ulong EventSuppressionSize = 4;
    private const ulong EventSuppressionAlignment = 4;
    private const ulong RingHeaderAndEvent = 6;
    private const ulong AvailableEntrySize = 2;
    private const ulong UsedEntrySize = 8;

    internal int Index => index;

    /// <summary>Descriptors; 0 while not set.</summary>
    internal int Size { get; set; }

    /// <summary>Where the parts are; null while not set.</summary>
    internal VringAddress? Address { get; set; }

    /// <summary>Where to go on, as <see cref="QueueStart.Base"/>.</summary>
    internal uint Base { get; set; }

    /// <summary>What SET_VRING_ENABLE said last.</summary>
    internal bool IsEnabled { get; set; }

    /// <summary>Whether SET_VRING_KICK came since the vring was stopped; the kick itself is null when the device is to poll.</summary>
    internal bool IsKickSet { get; private set; }

    /// <summary>Whether it was served since SET_VRING_KICK: a ring waits for its first kick, and not for another when it is only taken up again.</summary>
    internal bool HasRun { get; set; }

    /// <summary>Whether the device serves it now.</summary>
    internal bool IsRunning { get; set; }

    internal EventFd? Kick { get; private set; }

    /// <summary>What signals used buffers: what SET_VRING_CALL gave, else the message where notifications go in band.</summary>
    internal ISignal? Call => _call.IsSet ? _call.Given : InbandCall;

    /// <summary>What signals errors, chosen as <see cref="Call"/> is.</summary>
    internal ISignal? Error => _error.IsSet ? _error.Given : InbandError;

    /// <summary>Calls as messages; null unless notifications in band are negotiated.</summary>
    internal ISignal? InbandCall { get; set; }

    /// <summary>Errors as messages; null as <see cref="InbandCall"/> is.</summary>
    internal ISignal? InbandError { get; set; }

    internal void SetKick(EventFd? kick)
    {
        Kick?.Dispose();
        (Kick, IsKickSet, HasRun) = (kick, true, false);
    }

    /// <summary>Stopped: it takes another SET_VRING_KICK to start it.</summary>
    internal void DropKick()
    {
        Kick?.Dispose();
        (Kick, IsKickSet) = (null, false);
    }

    /// <returns>The former one, for the caller to close when the device has let go of it.</returns>
    internal EventFd? ExchangeCall(EventFd? call)
    {
        var former = _call.Given;
        _call = (true, call);
        return former;
    }

    /// <returns>As for <see cref="ExchangeCall"/>.</returns>
    internal EventFd? ExchangeError(EventFd? error)
    {
        var former = _error.Given;
        _error = (true, error);
        return former;
    }

    /// <summary>Forgets all but where calls and errors go, which front-ends set once for a connection, and the base.</summary>
    internal void Reset()
    {
        DropKick();

        // QEMU up to 7.2 sets the status to 0 before it asks for the base, also when it only pauses the guest. No start uses a base
        // that was left over: every front-end sets it first.
        (Size, Address, IsEnabled) = (0, null, false);
    }

    /// <summary>What the device needs to serve it. Size and address are set.</summary>
    /// <param name="memory">The guest memory.</param>
    /// <param name="isPacked">Whether VIRTIO_F_RING_PACKED is accepted: the parts differ in size and alignment.</param>
    /// <param name="start">The queue in guest-physical addresses.</param>
    /// <param name="error">Which part is misplaced and how, or empty.</param>
    internal bool TryDescribe(GuestMemory memory, bool isPacked, out QueueStart? start, out string error)
    {
        var address = Address!.Value;
        var size = (ulong)Size;
        var (availableSize, usedSize) = isPacked
            ? (EventSuppressionSize, EventSuppressionSize)
            : (RingHeaderAndEvent + AvailableEntrySize * size, RingHeaderAndEvent + UsedEntrySize * size);
        start = null;
        if (!TryLocate(memory, "descriptor table", address.Descriptor, DescriptorSize * size, DescriptorAlignment, out var table, out error)
            || !TryLocate(
                memory, "available ring", address.Available, availableSize, isPacked ? EventSuppressionAlignment : AvailableAlignment,
                out var available, out error)
            || !TryLocate(
                memory, "used ring", address.Used, usedSize, isPacked ? EventSuppressionAlignment : UsedAlignment, out var used, out error))
        {
            return false;
        }

        if (!isPacked && Base > ushort.MaxValue)
        {
            error = $"vring {index}: base {Base}, expected at most {ushort.MaxValue}";
            return false;
        }

        start = new(index, Size, table, available, used, Base, memory, Kick, Call, Error, Inflight: null, AwaitKick: !HasRun);
        return true;
    }

    public void Dispose()
    {
        Kick?.Dispose();
        _call.Given?.Dispose();
        _error.Given?.Dispose();
    }

    private bool TryLocate(
        GuestMemory memory, string part, ulong userAddress, ulong length, ulong alignment, out ulong guestAddress, out string error)
    {
        error = !memory.TryFromUser(userAddress, length, out guestAddress)
            ? $"vring {index}: {part} of {length} bytes at user address 0x{userAddress:x} does not lie whole in one memory region"
            : guestAddress % alignment != 0
                ? $"vring {index}: {part} at guest address 0x{guestAddress:x}, expected a multiple of {alignment}"
                : "";
        return error.Length == 0;
    }
}
