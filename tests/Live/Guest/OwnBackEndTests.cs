using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Guest;

/// <summary>A Linux guest under QEMU over virtspec's own back-end, the ring driven in each of its ways.</summary>
[Collection("Linux guest")]
public sealed class OwnBackEndTests
{
    private const long DiskBytes = 64 << 20;
    private const int IndirectDescriptors = 28;
    private const int EventIndex = 29;
    private const int VersionOne = 32;

    // A queue of two holds a request only as an indirect descriptor. Without indirect descriptors the queue must hold
    // the most segments the back-end's seg_max allows, and two: Linux does not compare the two and would wait for ever.
    [Theory]
    [InlineData(true, true, 2)]
    [InlineData(false, true, 64)]
    [InlineData(true, false, 256)]
    [InlineData(false, false, 256)]
    public async Task A_guest_boots_writes_and_reads_back_over_virtspec(bool eventIndex, bool indirect, int queueSize)
    {
        using var work = new WorkDirectory();
        var plan = new WritePlan(seed: 4711 + queueSize, bytes: 8 << 20, DiskBytes);
        var disk = work.CreateDisk("disk", DiskBytes);
        await using var backEnd = await BackEnd.StartVirtspecAsync(work, disk);

        var result = await LinuxGuest.BootAsync(work, new(backEnd, plan)
        {
            // Without the choice between write-through and write-back, Linux takes write-back: it then sends flushes.
            DeviceProperties = $"event_idx={OnOff(eventIndex)},indirect_desc={OnOff(indirect)},queue-size={queueSize},config-wce=off",
            FirmwareDrivesDisk = queueSize > 2,
        });

        result.AssertCompared(plan);
        Assert.Equal($"{DiskBytes / WritePlan.SectorBytes}", result["sectors"]);
        Assert.Equal("write back", result["cache"]);
        Assert.True(result.Negotiated(VersionOne), result.Description);
        Assert.Equal(eventIndex, result.Negotiated(EventIndex));
        Assert.Equal(indirect, result.Negotiated(IndirectDescriptors));
        plan.AssertOnDisk(disk);
    }

    private static string OnOff(bool value) => value ? "on" : "off";
}
