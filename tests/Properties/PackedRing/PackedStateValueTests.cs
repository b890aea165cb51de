using System.Reflection;
using FsCheck.Xunit;
using Virtspec.Model.PackedRing;
using Virtspec.Model.Rules;
using Virtspec.Properties.Rules;
using Xunit;

namespace Virtspec.Properties.PackedRing;

/// <summary>States of a packed ring are values and its steps functions, under arbitrary events, sensible or not.</summary>
[Properties(Replay = "20261124,20261125", StartSize = 10, EndSize = 120, MaxTest = 300)]
public sealed class PackedStateValueTests
{
    private const ulong Features = PackedScript.WithEvent | PackedScript.WithIndirect | PackedScript.WithData;

    [Property]
    public void A_step_gives_the_same_twice_and_all_of_what_it_gives(bool inOrder, ushort[] numbers)
    {
        var features = inOrder ? Features | PackedScript.WithOrder : Features;
        var state = PackedMachine.Configure(PackedScript.Layout, features, new RuleLog());
        foreach (var number in numbers)
        {
            var e = Event(state, number);
            var (log, again) = (new RuleLog(), new RuleLog());
            var next = PackedMachine.Step(state, e, log);
            var twin = PackedMachine.Step(state with { }, e, again);
            Assert.Equal(next, twin);
            Assert.Equal(next.GetHashCode(), twin.GetHashCode());
            Assert.Equal(log.Breaches, again.Breaches);
            Assert.Equal(log.Held, again.Held);
            Assert.Equal(Describe(state) == Describe(next), state == next);
            Assert.InRange(next.Taken, 0, PackedScript.Size);
            Assert.Equal(next.NextUsed.After(next.Taken, PackedScript.Size), next.NextAvail);
            state = next;
        }
    }

    /// <summary>Any event at all, half of them writes that go on with the ring.</summary>
    private static PackedEvent Event(PackedState state, ushort number)
    {
        var (low, high) = ((ushort)(number / 16 % 5), number / 97);
        var place = state.NextAvail.After(number / 16 % 2, PackedScript.Size);
        if (number % 4 < 2)
            return PackedScript.Flags(place.Position, low, (PackedFlags)(high % 8), place.Wrap ^ high % 7 == 0);
        var kind = (PackedEventKind)(number / 4 % 15);
        var position = (ushort)(kind is PackedEventKind.BodyWritten or PackedEventKind.FlagsWritten ? low % PackedScript.Size : low);
        var wish = new EventSuppression((SuppressionFlags)(high % 4), low, high % 3 == 0);
        return new PackedEvent(kind, position, (ushort)(high % 4), (uint)(high % 2), high % 5 < 2, new PackedDescriptor((PackedFlags)(number / 8)), wish);
    }

    /// <summary>Every property, so that none can be forgotten in the comparison.</summary>
    private static string Describe(PackedState state)
    {
        string[] apart =
        [
            nameof(PackedState.Prepared), nameof(PackedState.Outstanding), nameof(PackedState.Completed), nameof(PackedState.Fresh),
            nameof(PackedState.DriverArea), nameof(PackedState.DeviceArea), "EqualityContract",
        ];
        var wishes = string.Join(" ", new[] { state.DriverArea, state.DeviceArea }.Select(wish => $"{wish.Flags} {wish.Offset} {wish.Wrap}"));
        var contents = $"{string.Join(",", state.Prepared.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value.Flags} {pair.Value.Id}"))} "
            + $"{string.Join(",", state.Outstanding)} {string.Join(",", state.Completed)} {string.Join(",", state.Fresh)}";
        var rest = typeof(PackedState).GetProperties(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(property => !apart.Contains(property.Name))
            .Select(property => $"{property.Name} {property.GetValue(state)}");
        return $"{contents} {wishes} {string.Join(" ", rest)}";
    }
}
