using System.Collections;
using FsCheck.Xunit;
using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Virtspec.Properties.Rules;
using Xunit;

namespace Virtspec.Properties;

/// <summary>States of a PCI function are values, and a step is a function, whatever happens.</summary>
[Properties(Replay = "20261101,20261103", StartSize = 10, EndSize = 80, MaxTest = 200)]
public sealed class PciStateValueTests
{
    private static readonly PciField[] Fields = Enum.GetValues<PciField>();

    [Property]
    public void A_step_gives_the_same_twice(ushort[] numbers)
    {
        var state = Start();
        foreach (var number in numbers)
        {
            var (log, again) = (new RuleLog(), new RuleLog());
            var next = PciMachine.Step(state, Event(number), PciScript.Function, log);
            var twin = PciMachine.Step(state, Event(number), PciScript.Function, again);
            Assert.Equal(next, twin);
            Assert.Equal(next.GetHashCode(), twin.GetHashCode());
            Assert.Equal(log.Breaches, again.Breaches);
            Assert.Equal(log.Held, again.Held);
            state = next;
        }
    }

    [Property]
    public void States_are_equal_exactly_when_they_read_the_same(ushort[] numbers)
    {
        var states = new List<PciState> { Start() };
        foreach (var number in numbers)
            states.Add(PciMachine.Step(states[^1], Event(number), PciScript.Function, new RuleLog()));
        foreach (var (one, other) in from one in states from other in states select (one, other))
        {
            Assert.Equal(Describe(one) == Describe(other), one.Equals(other));
            Assert.True(!one.Equals(other) || one.GetHashCode() == other.GetHashCode());
        }
    }

    private static PciState Start() =>
        PciScript.Run(PciScript.Function, [.. PciScript.Msix, .. PciScript.Negotiated(Virtspec.Model.Features.Feature.RingReset)], new RuleLog());

    /// <summary>Any event at all, mostly accesses to whole fields with few values, so that some states come round again.</summary>
    private static PciEvent Event(ushort seed)
    {
        // Small numbers come most often; the multiplier spreads them.
        var number = (ushort)(seed * 40503);
        var kind = (PciEventKind)(number % 16 < 12 ? number % 16 : 1 + (number % 2));
        var field = Fields[number / 16 % Fields.Length];
        ulong[] values = [0, 1, 2, 8, 11, 0xff, 0xffff, 0xffffffff];
        var width = Math.Min(PciRegister.Width(field), 4);
        return new PciEvent(kind, (int)field, width, values[number / 512 % values.Length] & (ulong.MaxValue >> (64 - (8 * width))));
    }

    /// <summary>Everything a state is made of, found by reflection so that nothing new is forgotten.</summary>
    private static string Describe(object? value) => value switch
    {
        null => "-",
        IDictionary map => string.Join(";", map.Keys.Cast<object>().Order().Select(key => $"{key}={Describe(map[key])}")),
        PciState or PciGeneration or PciQueue => string.Join(" ", value.GetType().GetProperties(Everything).Where(p => p.Name != "EqualityContract").Select(p => Describe(p.GetValue(value)))),
        _ => value.ToString()!,
    };

    private const System.Reflection.BindingFlags Everything =
        System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;
}
