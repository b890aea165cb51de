using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser.Inflight;

namespace Virtspec.Transports.VhostUser;

// Tracking of requests in flight: the front-end keeps the area for a back-end that may die.
internal sealed partial class VhostUserBackEnd
{
    private Outcome GetInflightFd(MessageRule rule, ReceivedMessage message)
    {
        if (!Payload.TryParseInflight(message.Payload, out var wanted, out var error))
            return Outcome.Broken(error);
        if (wanted.QueueCount == 0 || wanted.QueueCount > _device.QueueCount || wanted.QueueSize == 0 || wanted.QueueSize > _device.MaximumQueueSize)
        {
            RefusalObserver?.Invoke($"{rule.Name}: {wanted.QueueCount} queues of {wanted.QueueSize} descriptors, expected at most {_device.QueueCount} of {_device.MaximumQueueSize}");
            return Answer(rule, Payload.OfInflight(wanted with { MappingSize = 0, MappingOffset = 0 }, message.Payload.Length));
        }

        var size = InflightArea.BytesFor(wanted.QueueCount, wanted.QueueSize);
        using var memory = SharedMemory.Create(size);
        return Answer(rule, Payload.OfInflight(wanted with { MappingSize = size, MappingOffset = 0 }, message.Payload.Length), memory.Descriptor);
    }

    private Outcome SetInflightFd(ReceivedMessage message)
    {
        if (!Payload.TryParseInflight(message.Payload, out var description, out var error))
            return Outcome.Broken(error);
        if (_vrings.IsAnyRunning)
            return Outcome.Failed("the area for requests in flight does not change while a vring runs");
        if (!InflightArea.TryMap(description, message.Descriptors[0], out var area, out error))
            return Outcome.Failed(error);
        _vrings.Inflight?.Dispose();
        _vrings.Inflight = area;
        return Outcome.Done;
    }
}
