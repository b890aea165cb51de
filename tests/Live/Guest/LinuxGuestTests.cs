using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Guest;

/// <summary>
/// The guest against a back-end that is not ours. What passes here shows that the guest and the harness are right, so
/// that a failure of the same guest over virtspec's own back-end is the back-end's.
/// </summary>
[Collection("Linux guest")]
public sealed class LinuxGuestTests
{
    private const long DiskBytes = 64 << 20;
    private const int VersionOne = 32;

    [Fact]
    public async Task A_guest_boots_writes_and_reads_back_over_qemu_storage_daemon()
    {
        using var work = new WorkDirectory();
        var plan = new WritePlan(seed: 20260101, bytes: 8 << 20, DiskBytes);
        var disk = work.CreateDisk("disk", DiskBytes);
        await using var backEnd = await BackEnd.StartQemuStorageDaemonAsync(work, disk);

        // Without the choice between write-through and write-back, Linux takes write-back: it then sends flushes.
        var result = await LinuxGuest.BootAsync(work, new(backEnd, plan) { DeviceProperties = "config-wce=off" });

        result.AssertCompared(plan);
        Assert.Equal($"{DiskBytes / WritePlan.SectorBytes}", result["sectors"]);
        Assert.Equal("write back", result["cache"]);
        Assert.True(result.Negotiated(VersionOne), result.Description);
        plan.AssertOnDisk(disk);
    }

    [Fact]
    public async Task A_byte_that_changes_between_two_boots_is_found_by_the_guest_and_by_the_host()
    {
        using var work = new WorkDirectory();
        var plan = new WritePlan(seed: 7, bytes: 1 << 20, DiskBytes);
        var disk = work.CreateDisk("disk", DiskBytes);
        await using (var backEnd = await BackEnd.StartQemuStorageDaemonAsync(work, disk))
            (await LinuxGuest.BootAsync(work, new(backEnd, plan))).AssertCompared(plan);

        var extent = plan.Extents[^1];
        ChangeByte(disk, extent.First * WritePlan.SectorBytes + 100);

        Assert.StartsWith($"byte 100 of sector {extent.First}, which the guest wrote", plan.FirstDifference(disk));
        await using (var backEnd = await BackEnd.StartQemuStorageDaemonAsync(work, disk))
        {
            var second = await LinuxGuest.BootAsync(work, new(backEnd, plan) { Write = false });
            second.AssertVerdict($"FAIL extent {extent}");
        }
    }

    private static void ChangeByte(string disk, long offset)
    {
        using var file = File.Open(disk, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }
}
