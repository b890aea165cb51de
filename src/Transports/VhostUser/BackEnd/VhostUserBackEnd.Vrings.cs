using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

// The messages about vrings. What a running vring was started with does not change; it is stopped and started for that.
internal sealed partial class VhostUserBackEnd
{
    private Outcome WithVring(ReceivedMessage message, Func<Vring, uint, Outcome> handle)
    {
        if (!Payload.TryParseVringState(message.Payload, out var state, out var error))
            return Outcome.Broken(error);
        return _vrings.TryGet(state.Index, out var vring, out error) ? handle(vring, state.Number) : Outcome.Failed(error);
    }

    private Outcome WithEvent(ReceivedMessage message, Func<Vring, EventFd?, Outcome> handle)
    {
        if (!Payload.TryParseVringDescriptor(message.Payload, out var descriptor, out var error))
            return Outcome.Broken(error);
        if (!_vrings.TryGet(descriptor.Index, out var vring, out error))
            return Outcome.Failed(error);
        EventFd? adopted = null;
        return descriptor.HasDescriptor && !EventFd.TryAdopt(message.TakeDescriptors()[0], out adopted)
            ? Outcome.Failed($"vring {vring.Index}: the file descriptor is neither an eventfd nor a pipe")
            : handle(vring, adopted);
    }

    private Outcome SetVringNum(Vring vring, uint size)
    {
        if (vring.IsRunning)
            return Outcome.Failed($"vring {vring.Index} is running");
        if (size == 0 || size > (uint)_device.MaximumQueueSize || !uint.IsPow2(size))
            return Outcome.Failed($"vring {vring.Index}: size {size}, expected a power of two from 1 to {_device.MaximumQueueSize}");
        vring.Size = (int)size;
        return Outcome.FailedIf(_vrings.Update(vring, _memory.Memory));
    }

    private Outcome SetVringBase(Vring vring, uint available)
    {
        if (vring.IsRunning)
            return Outcome.Failed($"vring {vring.Index} is running");
        vring.Base = available;
        return Outcome.Done;
    }

    private Outcome SetVringEnable(Vring vring, uint enable)
    {
        if (!_vrings.BeginDisabled && !_protocolFeaturesNegotiated)
            return Outcome.Broken("sent while feature bit 30 is not negotiated");
        if (enable > 1)
            return Outcome.Failed($"vring {vring.Index}: {enable}, expected 0 or 1");
        vring.IsEnabled = enable == 1;
        return Outcome.FailedIf(_vrings.Update(vring, _memory.Memory));
    }

    private Outcome GetVringBase(MessageRule rule, Vring vring)
    {
        _vrings.Stop(vring);
        vring.DropKick();
        return Answer(rule, Payload.OfVringState(new((uint)vring.Index, vring.Base)));
    }

    private Outcome SetVringAddr(ReceivedMessage message)
    {
        if (!Payload.TryParseVringAddress(message.Payload, out var address, out var error))
            return Outcome.Broken(error);
        if (!_vrings.TryGet(address.Index, out var vring, out error))
            return Outcome.Failed(error);
        if (address.Flags != 0)
            return Outcome.Failed($"vring {vring.Index}: flags 0x{address.Flags:x}, expected 0: logging is not offered");
        if (vring.IsRunning)
            return vring.Address == address ? Outcome.Done : Outcome.Failed($"vring {vring.Index} is running");
        var former = vring.Address;
        vring.Address = address;

        // Nothing says that the memory or the size come first; when both are there, a misplaced ring is refused here and not later.
        if (vring.Size > 0 && _memory.Memory.Regions.Count > 0 && !vring.TryDescribe(_memory.Memory, _vrings.IsPacked, out _, out error))
        {
            vring.Address = former;
            return Outcome.Failed(error);
        }

        return Outcome.FailedIf(_vrings.Update(vring, _memory.Memory));
    }

    private Outcome SetVringKick(Vring vring, EventFd? kick)
    {
        _vrings.Stop(vring);
        vring.SetKick(kick);
        return Outcome.FailedIf(_vrings.Update(vring, _memory.Memory));
    }

    /// <summary>A kick as a message. It is passed on as one by descriptor would be, and starts a vring that has none.</summary>
    private Outcome VringKick(Vring vring, uint number)
    {
        if (number != 0)
            return Outcome.Failed($"vring {vring.Index}: number {number}, expected 0");
        if (!vring.IsKickSet)
            vring.SetKick(EventFd.Create());
        var error = _vrings.Update(vring, _memory.Memory);
        vring.Kick?.Signal();
        return Outcome.FailedIf(error);
    }

    private Outcome SetVringCall(Vring vring, EventFd? call)
    {
        using var former = vring.ExchangeCall(call);
        if (vring.IsRunning)
            _device.ReplaceCall(vring.Index, vring.Call);
        return Outcome.Done;
    }

    private Outcome SetVringErr(Vring vring, EventFd? error)
    {
        using var former = vring.ExchangeError(error);
        if (vring.IsRunning)
            _device.ReplaceError(vring.Index, vring.Error);
        return Outcome.Done;
    }
}
