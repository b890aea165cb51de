using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Guest;

/// <summary>A boot of the guest.</summary>
/// <param name="BackEnd">Whose socket QEMU connects to.</param>
/// <param name="Plan">What the guest writes and expects to read.</param>
internal sealed record LinuxGuestOptions(BackEnd BackEnd, WritePlan Plan)
{
    /// <summary>Properties of QEMU's vhost-user-blk-pci device, such as <c>queue-size=256,event_idx=off</c>.</summary>
    public string DeviceProperties { get; init; } = "";

    /// <summary>
    /// QEMU's default firmware drives the disk itself before the kernel does, in search of a boot sector, and does not
    /// mind the size of the queue: with fewer than the three descriptors of a request it overwrites its own. A boot with
    /// such a queue has to do without it.
    /// </summary>
    public bool FirmwareDrivesDisk { get; init; } = true;

    /// <summary>Whether the guest writes before it reads, or expects what an earlier boot wrote.</summary>
    public bool Write { get; init; } = true;
}

/// <summary>
/// Boots a Linux kernel under QEMU with a vhost-user-blk disk; the guest writes a pattern, reads it back, compares, says
/// what came of it on its console, and powers off.
/// </summary>
internal static class LinuxGuest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    public static async Task<LinuxGuestResult> BootAsync(WorkDirectory work, LinuxGuestOptions options)
    {
        var qemu = Peer.Require("qemu-system-x86_64", "qemu-system-x86");
        var kernel = Peer.RequireKernel();
        var initramfs = work["initramfs"];
        Initramfs.Build(initramfs, kernel);

        await using var process = PeerProcess.Start(qemu, [.. Arguments(options, kernel, initramfs)]);
        var guest = process.WaitForExitAsync(Limit);
        var backEnd = options.BackEnd.Process.WaitForExitAsync(Limit);
        // A guest whose disk is gone waits for it for ever; one that is powering off needs a moment more.
        if (await Task.WhenAny(guest, backEnd) == backEnd)
            await Task.WhenAny(guest, Task.Delay(Farewell, TestContext.Current.CancellationToken));
        var exitCode = guest.IsCompleted ? await guest : null;
        return new LinuxGuestResult(exitCode, process.Output, process.Errors,
            process.Describe() + "\n" + options.BackEnd.Process.Describe());
    }

    private static IEnumerable<string> Arguments(LinuxGuestOptions options, LinuxKernel kernel, string initramfs)
    {
        var plan = options.Plan;
        string[] commandLine =
        [
            "console=ttyS0", "quiet", "panic=-1",
            $"virtspec_modules={string.Join(',', Initramfs.Modules)}",
            $"virtspec_seed={plan.Seed}",
            $"virtspec_write={(options.Write ? 1 : 0)}",
            $"virtspec_extents={string.Join(',', plan.Extents)}",
        ];
        var device = $"vhost-user-blk-pci,chardev=disk,num-queues=1,{options.DeviceProperties}".TrimEnd(',');
        return
        [
            "-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio", "-no-reboot",
            .. options.FirmwareDrivesDisk ? Array.Empty<string>() : ["-bios", "qboot.rom"],
            // Not KVM even where /dev/kvm opens: in a virtual machine it may open and still not run a guest.
            "-accel", "tcg", "-machine", "q35,memory-backend=memory", "-m", "256M",
            "-object", "memory-backend-memfd,id=memory,size=256M,share=on",
            "-kernel", kernel.Image, "-initrd", initramfs, "-append", string.Join(' ', commandLine),
            "-chardev", $"socket,id=disk,path={options.BackEnd.SocketPath}", "-device", device,
        ];
    }
}

/// <summary>How a boot of the guest went.</summary>
/// <param name="ExitCode">QEMU's; null when it had to be killed: at the limit, or because the back-end had ended.</param>
/// <param name="Console">The guest's serial console, line by line.</param>
/// <param name="QemuErrors">What QEMU wrote to standard error.</param>
/// <param name="Description">For a failure message: the command lines and the end of the output, of QEMU and of the back-end.</param>
internal sealed record LinuxGuestResult(
    int? ExitCode, IReadOnlyList<string> Console, IReadOnlyList<string> QemuErrors, string Description)
{
    private const string Prefix = "virtspec-guest: ";

    /// <summary>What the guest said to the test, without the prefix.</summary>
    public IReadOnlyList<string> Lines { get; } =
        [.. Console.Where(line => line.StartsWith(Prefix, StringComparison.Ordinal)).Select(line => line[Prefix.Length..])];

    /// <summary>The last line: <c>ok ...</c> or <c>FAIL ...</c>; empty when the guest did not get that far.</summary>
    public string Verdict => Lines.LastOrDefault(line => line.StartsWith("ok ", StringComparison.Ordinal)
        || line.StartsWith("FAIL ", StringComparison.Ordinal)) ?? "";

    /// <summary>The negotiated feature bits as Linux shows them: one digit per bit, bit 0 first.</summary>
    public string Features => this["features"];

    /// <summary>The rest of the line that starts with a name, such as <c>sectors</c> or <c>serial</c>.</summary>
    public string this[string name] =>
        Lines.FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";

    public bool Negotiated(int bit) => bit < Features.Length && Features[bit] == '1';

    /// <summary>Fails the test, with the console, unless the guest read back every byte of the plan.</summary>
    public void AssertCompared(WritePlan plan) => AssertVerdict($"ok compared {plan.Bytes} bytes");

    /// <summary>Fails the test, with the console, unless the guest came to a verdict that starts like this.</summary>
    public void AssertVerdict(string start)
    {
        if (!Verdict.StartsWith(start, StringComparison.Ordinal) || ExitCode != 0)
            Assert.Fail($"expected the guest to say \"{start}\", it said \"{Verdict}\"\n{Description}");
    }
}
