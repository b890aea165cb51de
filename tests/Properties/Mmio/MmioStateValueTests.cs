using System.Reflection;
using FsCheck.Xunit;
using Virtspec.Model.Mmio;
using Virtspec.Model.Rules;
using Virtspec.Properties.Rules;
using Xunit;

namespace Virtspec.Properties.Mmio;

/// <summary>States of the MMIO transport are values and its steps functions, under arbitrary events, sensible or not.</summary>
[Properties(Replay = "20261122,20261123", StartSize = 10, EndSize = 120, MaxTest = 300)]
public sealed class MmioStateValueTests
{
    private static readonly uint[] Registers = [.. Enum.GetValues<MmioRegister>().Select(register => (uint)register), 0x40, 0x72, 0x100, 0x108];

    private static readonly uint[] Values = [0, 1, 2, 3, 8, 11, 0x101, MmioRegisters.Magic, MmioRegisters.AllOnes];

    [Property]
    public void A_step_gives_the_same_twice_and_all_of_what_it_gives(ushort[] numbers)
    {
        var state = MmioScript.Run(new RuleLog(), MmioScript.Selected);
        foreach (var e in numbers.Select(Event))
        {
            var (log, again) = (new RuleLog(), new RuleLog());
            var next = MmioMachine.Step(state, e, log);
            var twin = MmioMachine.Step(state with { }, e, again);
            Assert.Equal(next, twin);
            Assert.Equal(next.GetHashCode(), twin.GetHashCode());
            Assert.Equal(log.Breaches, again.Breaches);
            Assert.Equal(log.Held, again.Held);
            Assert.Equal(Describe(state) == Describe(next), state == next);
            state = next;
        }
    }

    /// <summary>Every property, so that none can be forgotten in the comparison.</summary>
    private static string Describe(MmioState state)
    {
        var queues = string.Join(",", state.Queues.OrderBy(pair => pair.Key));
        var rest = typeof(MmioState).GetProperties(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(property => property.Name is not nameof(MmioState.Queues) and not "EqualityContract")
            .Select(property => $"{property.Name} {property.GetValue(state)}");
        return $"{queues} {string.Join(" ", rest)}";
    }

    /// <summary>Any event at all: reads and writes more often than the others.</summary>
    private static MmioEvent Event(ushort number)
    {
        var kind = (number % 3) switch
        {
            0 => MmioEventKind.Write,
            1 when number % 2 == 0 => MmioEventKind.Read,
            1 => MmioEventKind.Answered,
            _ => (MmioEventKind)(number / 3 % 11),
        };
        var offset = kind is MmioEventKind.Read or MmioEventKind.Write ? Registers[number / 6 % Registers.Length] : (uint)(number / 6 % 3 * 4);
        return new MmioEvent(kind, offset, number % 97 == 0 ? 1u : 4u, Values[number / 200 % Values.Length]);
    }
}
