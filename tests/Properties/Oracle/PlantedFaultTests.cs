using System.Runtime.InteropServices;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Properties.Blk;
using Virtspec.Properties.Rings;
using Virtspec.Reference.SplitRing;
using Xunit;
using static Virtspec.Properties.Rings.SharedMemory;

namespace Virtspec.Properties.Oracle;

/// <summary>One read of one sector, and one thing that the device does wrong with it: the judge names that and nothing else.</summary>
public sealed class PlantedFaultTests
{
    private const ulong Header = SharedMemory.Start + 0x8000;
    private const ulong Data = SharedMemory.Start + 0x9000;
    private const ulong Status = SharedMemory.Start + 0xa000;
    private const ulong Table = SharedMemory.Start + 0xb000;
    private const uint All = 513;

    /// <summary>When: 's' after the device served the request and before it says so, 'u' after the driver took it back.</summary>
    private static readonly Dictionary<string, (Rule Rule, char When, bool Indirect, Action<OracleRig> Fault)> Faults = new()
    {
        ["the first device-readable byte"] = (SplitRules.ReadableUntouched, 's', false, Flip(Header)),
        ["the last device-readable byte"] = (SplitRules.ReadableUntouched, 's', true, Flip(Header + 15)),
        ["a device-readable byte when the buffer is back"] = (SplitRules.ReadableUntouched, 'u', false, Flip(Header + 8)),
        ["the flags of its descriptor"] = (SplitRules.DescriptorTableUntouched, 's', false, rig => Flip(rig.Layout.Descriptor(1) + 12)(rig)),
        ["the descriptor that names the table"] = (SplitRules.DescriptorTableUntouched, 's', true, rig => Flip(rig.Layout.Descriptor(0) + 8)(rig)),
        ["a descriptor of no buffer"] = (SplitRules.DescriptorTableUntouched, 's', false, rig => Flip(rig.Layout.Descriptor(7) + 15)(rig)),
        ["the available entry"] = (SplitRules.DriverAreaUntouched, 's', false, rig => Flip(rig.Layout.AvailEntry(0))(rig)),
        ["avail flags"] = (SplitRules.DriverAreaUntouched, 'u', false, rig => Flip(rig.Layout.AvailFlags)(rig)),
        ["used_event"] = (SplitRules.DriverAreaUntouched, 'u', false, rig => Flip(rig.Layout.UsedEvent + 1)(rig)),
        ["the indirect table"] = (SplitRules.IndirectTableUntouched, 's', true, Flip(Table + 47)),
        ["the byte behind the data"] = (SplitRules.NothingBeyondBuffer, 's', false, Flip(Data + 512)),
        ["the byte before the data"] = (SplitRules.NothingBeyondBuffer, 's', true, Flip(Data - 1)),
        ["the byte behind the status, when the buffer is back"] = (SplitRules.NothingBeyondBuffer, 'u', false, Flip(Status + 1)),
        ["the last byte that counts as close"] = (SplitRules.NothingBeyondBuffer, 's', false, Flip(Data + 512 + 63)),
        ["the first byte that does not"] = (SplitRules.UnrelatedUntouched, 's', false, Flip(Data + 512 + 64)),
        ["the byte behind the used ring"] = (SplitRules.UnrelatedUntouched, 's', false, rig => Flip(rig.Layout.Used + rig.Layout.UsedBytes)(rig)),
        ["the last byte of memory"] = (SplitRules.UnrelatedUntouched, 'u', false, rig => Flip(rig.Memory.End - 1)(rig)),
        ["the id in a used element, later"] = (SplitRules.UsedElementStable, 'u', false, rig => Flip(rig.Layout.UsedElement(0))(rig)),
        ["len in a used element, later"] = (SplitRules.LengthBeforeIdx, 'u', false, rig => Flip(rig.Layout.UsedElement(0) + 4)(rig)),
        ["the status byte"] = (BlkRules.StatusFits, 's', false, rig => rig.Memory.At(Status, 1)[0] = 1),
        ["unknown used flags"] = (SplitRules.UsedFlagsDefined, 'u', false, rig => rig.Memory.At(rig.Layout.UsedFlags, 2)[0] = 2),
        ["used idx, later"] = (SplitRules.UsedIdxForward, 'u', false, rig => rig.Memory.At(rig.Layout.UsedIdx, 2)[0] = 3),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_fault_nothing_is_broken(bool indirect)
    {
        using var rig = Ask(indirect, out var chain);
        Assert.Empty(Answer(rig, rig.Serve(chain)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_device_changed(string name)
    {
        var (rule, when, indirect, fault) = Faults[name];
        using var rig = Ask(indirect, out var chain);
        var length = rig.Serve(chain);
        if (when == 's')
            fault(rig);
        Assert.Equal([rule.Id], Answer(rig, length, when == 'u' ? fault : null));
        // Taken as it is from then on: the next look finds nothing more. Flags are what the device says now, and said again.
        rig.Observer.Settled();
        Assert.Equal(rule == SplitRules.UsedFlagsDefined ? 2 : 1, rig.Judge.Tally.Broken(rule.Id));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(507, true)]
    [InlineData(508, false)]
    [InlineData(512, false)]
    public void Bytes_counted_in_len_and_not_written_are_found_from_a_run_of_five_on(int written, bool found)
    {
        using var rig = Ask(false, out _);
        rig.Memory.At(Data, (ulong)written).Clear();
        rig.Memory.At(Status, 1)[0] = 0;
        Assert.Equal(found ? [SplitRules.LengthWritten.Id] : [], Answer(rig, All));
    }

    [Fact]
    public void Bytes_not_counted_in_len_need_not_be_written()
    {
        using var rig = Ask(false, out _);
        rig.Memory.At(Data, 256).Clear();
        rig.Memory.At(Status, 1)[0] = 0;
        Assert.Empty(Answer(rig, 256));
    }

    [Fact]
    public void A_len_beyond_the_buffer_is_found()
    {
        using var rig = Ask(false, out var chain);
        rig.Serve(chain);
        Assert.Equal([SplitRules.UsedLengthFits.Id], Answer(rig, All + 1));
    }

    [Fact]
    public void A_call_that_did_not_come_is_found()
    {
        using var rig = Ask(false, out var chain);
        Assert.Equal([SplitRules.CallWhenNotFlagged.Id], Answer(rig, rig.Serve(chain), call: false));
    }

    [Fact]
    public void A_buffer_in_flight_may_be_written_and_has_to_come_back()
    {
        using var rig = Ask(false, out var chain);
        rig.Memory.At(Data, 100).Clear();
        rig.Observer.Settled();
        Assert.Equal([SplitRules.BuffersComplete.Id], rig.Broken);
        // What the driver had put there is still known: the part that stays unwritten is found when the buffer comes back.
        rig.Memory.At(Status, 1)[0] = 0;
        Assert.Equal([SplitRules.BuffersComplete.Id, SplitRules.LengthWritten.Id], Answer(rig, All));
        Assert.Equal((ushort)0, chain.Head);
    }

    [Fact]
    public void A_head_that_is_not_outstanding_is_found_although_the_driver_stops_there()
    {
        using var rig = Ask(false, out var chain);
        var length = rig.Serve(chain);
        Now(rig.Device.Complete(5, length));
        rig.Call();
        Assert.Throws<RingFaultException>(() => Now(rig.Driver.Reclaim()));
        Assert.Equal([SplitRules.UsedIdKnown.Id], rig.Broken);
    }

    [Fact]
    public void A_finding_tells_what_led_to_it()
    {
        using var rig = Ask(false, out var chain);
        var length = rig.Serve(chain);
        Flip(Header)(rig);
        Answer(rig, length);
        var finding = Assert.Single(rig.Judge.Tally.Conclude([Virtspec.Specification.Catalogue.RequirementCatalogue.Load()[SplitRules.ReadableUntouched.Id]])[0].Findings);
        Assert.Equal("rig", finding.Case);
        foreach (var step in (string[])["driver: available head 0: r16 w512 w1", "driver: kick", "device: used idx = 1", "device: used element 0 = head 0, len 513"])
            Assert.Contains(step, finding.Steps);
    }

    /// <summary>A read of sector 3, published, kicked and taken.</summary>
    private static OracleRig Ask(bool indirect, out DescriptorChain chain)
    {
        var rig = new OracleRig(OracleRig.Usual, 8, 0, new Random(7));
        Segment[] segments = [new(Header, 16, false), new(Data, 512, true), new(Status, 1, true)];
        rig.Put(Header, BlkOddities.Request(0, 3, []));
        if (indirect)
            Now(IndirectTable.Fill(rig.Port, Table, segments));
        Now(rig.Driver.AddWithTable(indirect ? Array.Empty<Segment>() : segments, indirect ? new Segment(Table, 48, false) : default, writeFlag: false));
        Assert.True(rig.Publish());
        chain = rig.Take()!;
        return rig;
    }

    /// <returns>What is broken once the buffer is back and everything has settled.</returns>
    private static IEnumerable<string> Answer(OracleRig rig, uint length, Action<OracleRig>? later = null, bool call = true)
    {
        Now(rig.Device.Complete(0, length));
        if (call)
            rig.Call();
        Assert.Equal(new UsedBuffer(0, length), Now(rig.Driver.Reclaim()));
        later?.Invoke(rig);
        rig.Observer.Settled();
        return rig.Broken;
    }

    private static Action<OracleRig> Flip(ulong address) => rig => MemoryMarshal.GetReference(rig.Memory.At(address, 1)) ^= 1;
}
