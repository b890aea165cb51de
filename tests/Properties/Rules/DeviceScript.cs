using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using static Virtspec.Model.Device.DeviceEventKind;
using static Virtspec.Model.Device.DeviceStatus;

namespace Virtspec.Properties.Rules;

/// <summary>Short words for events of a device as a whole, for tables of cases.</summary>
internal static class DeviceScript
{
    internal const ulong Version1 = 1UL << Feature.Version1;
    internal const ulong SrIov = Version1 | (1UL << Feature.SrIov);
    internal const ulong All = Version1 | (1UL << Feature.Suspend) | (1UL << Feature.EventIdx);
    internal const DeviceStatus Known = Acknowledge | Driver;
    internal const DeviceStatus Ready = Known | FeaturesOk;
    internal const DeviceStatus Running = Ready | DriverOk;
    internal const DeviceStatus Asleep = Ready | Suspend;

    /// <summary>From a reset to features written.</summary>
    internal static readonly DeviceEvent[] Begin = BeginWith(All);

    /// <summary>A whole initialization.</summary>
    internal static readonly DeviceEvent[] Start = StartWith(All);

    internal static readonly DeviceEvent[] AfterReset = [.. Start, Write(None), Read(None)];
    internal static readonly DeviceEvent[] Suspended = [.. Start, Write(Running | Suspend), Read(Asleep)];

    /// <summary>The device does not go along with the features.</summary>
    internal static readonly DeviceEvent[] Refused = [.. Begin, Write(Ready), Read(Known)];

    internal static DeviceEvent[] BeginWith(ulong features) => [Write(None), Read(None), Write(Acknowledge), Write(Known), Offer(features), Accept(features)];

    internal static DeviceEvent[] StartWith(ulong features) => [.. BeginWith(features), Write(Ready), Read(Ready), Write(Running)];

    internal static Action<RuleLog> On(params DeviceEvent[] events) => log => After(log, events);

    /// <summary>The state after events.</summary>
    internal static DeviceState After(RuleLog log, params DeviceEvent[] events)
    {
        var state = default(DeviceState);
        foreach (var e in events)
            state = DeviceMachine.Step(state, e, DeviceType.Blk, log);
        return state;
    }

    internal static DeviceEvent Of(DeviceEventKind kind, ulong value = 0) => new(kind, value);

    internal static DeviceEvent Write(DeviceStatus status) => new(StatusWritten, (ulong)status);

    internal static DeviceEvent Read(DeviceStatus status) => new(StatusRead, (ulong)status);

    internal static DeviceEvent Offer(ulong features) => new(FeaturesOffered, features);

    internal static DeviceEvent Accept(ulong features) => new(FeaturesWritten, features);
}
