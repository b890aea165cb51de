using Virtspec.Model.Features;
using Virtspec.Model.PackedRing;
using Virtspec.Model.Rules;
using static Virtspec.Model.PackedRing.PackedEventKind;

namespace Virtspec.Model.Machines;

/// <summary>
/// A packed virtqueue of two descriptors: single descriptors and a list of both, used in any order. Ids, what the device has begun and
/// completed, and barriers are in the states, not in their names. Calls are not in its alphabet: they would only multiply states.
/// </summary>
internal sealed class PackedRingMachine : Machine<PackedState, PackedEvent>
{
    private const ushort QueueSize = 2;

    internal PackedRingMachine()
    {
        DriverDescriptors();
        DriverKicks();
        for (ushort id = 0; id < QueueSize; id++)
            DeviceWorks(id);
        On(
            Actor.Device, "change a used descriptor", "a used descriptor is in the ring",
            state => state.Fresh.IsEmpty ? null : new PackedEvent(UsedAgain, state.Fresh[0].Position, state.Fresh[0].Id, state.Fresh[0].Length + 1));
    }

    public override string Name => "packed-ring";

    public override string Title => "A packed virtqueue of two descriptors: made available, used, round the ring";

    public override string Source => "VIRTIO 1.4, 2.8";

    public override IReadOnlyList<string> Names { get; } =
    [
        .. from held in (string[])["empty", "one available", "a list available", "two available"]
           from wrap in (bool[])[true, false]
           from position in (ushort[])[0, 1]
           from prepared in (bool[])(held == "empty" ? [false, true] : [false])
           select NameOf(held, new RingPlace(position, wrap), prepared),
    ];

    protected override PackedState Initial { get; } = PackedMachine.Configure(
        new PackedLayout(QueueSize, 0x1000, 0x2000, 0x2004),
        Feature.Bit(Feature.Version1) | Feature.Bit(Feature.RingPacked) | Feature.Bit(Feature.NotificationData),
        new RuleLog());

    protected override PackedState Step(PackedState state, PackedEvent e, RuleLog log) => PackedMachine.Step(state, e, log);

    protected override string Describe(PackedState state)
    {
        var held = state.Outstanding switch
        {
            [] => "empty",
            [{ Descriptors: 1 }] => "one available",
            [_] => "a list available",
            _ => "two available",
        };
        return NameOf(held, state.NextAvail, prepared: !state.Prepared.IsEmpty);
    }

    protected override IReadOnlySet<string> Features(PackedState state) =>
        Feature.Bits(state.Features).Select(bit => Feature.Name(bit, DeviceType.Blk)).ToHashSet();

    private static string NameOf(string held, RingPlace next, bool prepared) => $"{held}, next {next}{(prepared ? ", a list prepared" : "")}";

    private void DriverDescriptors()
    {
        const string InTurn = "where the next list begins";
        On(Actor.Driver, "write the body of a descriptor", InTurn, state => new PackedEvent(BodyWritten, state.NextAvail.Position));
        On(
            Actor.Driver, "make a descriptor available", $"{InTurn}, and none is prepared",
            state => state.Prepared.IsEmpty ? Flags(state, state.NextAvail, PackedFlags.Write) : null);
        On(Actor.Driver, "write the second descriptor of a list", "behind where the next list begins", state => Flags(state, Second(state.NextAvail), PackedFlags.Write));
        On(Actor.Driver, "make the first descriptor of a list available", InTurn, state => Flags(state, state.NextAvail, PackedFlags.Next));
        On(Actor.Driver, "barrier", new PackedEvent(Fenced));
        On(
            Actor.Driver, "rewrite the youngest available descriptor", "one is available",
            state => state.Taken == 0 ? null : new PackedEvent(BodyWritten, state.NextUsed.After(state.Taken - 1, QueueSize).Position));
    }

    private void DriverKicks()
    {
        On(Actor.Driver, "read that the device asks for kicks", new PackedEvent(DeviceAreaRead));
        On(Actor.Driver, "decide to kick", new PackedEvent(KickDecided, Flag: true));
        On(Actor.Driver, "decide not to kick", new PackedEvent(KickDecided));
        On(Actor.Driver, "kick naming the next descriptor", "none other than that", state => Kick(state.NextAvail));
        On(Actor.Driver, "kick naming the one behind it", "none other than that", state => Kick(Second(state.NextAvail)));
    }

    private void DeviceWorks(ushort id)
    {
        On(Actor.Device, $"begin buffer {id}", "it is available and not begun", state =>
            state.Outstanding.Any(buffer => buffer.Id == id && !buffer.Begun) ? new PackedEvent(Begun, Id: id) : null);
        On(Actor.Device, $"complete buffer {id}", "it is begun and not completed", state =>
            state.Outstanding.Any(buffer => buffer.Id == id && buffer.Begun) && !state.Completed.Contains(id) ? new PackedEvent(Completed, Id: id) : null);
        On(Actor.Device, $"use buffer {id}", new PackedEvent(Used, Id: id));
    }

    private static RingPlace Second(RingPlace first) => first.After(1, QueueSize);

    private static PackedEvent Kick(RingPlace place) => new(Kicked, place.Position, Flag: place.Wrap);

    /// <summary>Flags that make a descriptor available at a place. Each list has the lowest id that no other has.</summary>
    private static PackedEvent Flags(PackedState state, RingPlace place, PackedFlags others)
    {
        var id = Enumerable.Range(0, QueueSize + 1).First(id => state.Outstanding.All(buffer => buffer.Id != id));
        return new PackedEvent(FlagsWritten, place.Position, Descriptor: new PackedDescriptor(others | Available(place.Wrap), (ushort)id));
    }

    private static PackedFlags Available(bool wrap) => wrap ? PackedFlags.Avail : PackedFlags.Used;
}
