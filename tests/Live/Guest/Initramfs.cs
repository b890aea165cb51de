using System.Text;
using Virtspec.Live.Peers;

namespace Virtspec.Live.Guest;

/// <summary>
/// The guest's root file system: busybox, the virtio modules of the kernel that boots it, and the init script, in a cpio
/// archive of the "newc" format.
/// </summary>
internal static class Initramfs
{
    /// <summary>In the order of loading: each needs those before it.</summary>
    public static readonly string[] Modules =
        ["virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk"];

    private const int Directory = 0x41ed; // S_IFDIR | 0755
    private const int Executable = 0x81ed; // S_IFREG | 0755

    public static void Build(string path, LinuxKernel kernel)
    {
        var busybox = Peer.Require("busybox", "busybox-static");
        var modules = Modules.Select(kernel.RequireModule).ToArray();

        using var archive = File.Create(path);
        foreach (var directory in (string[])["bin", "modules", "proc", "sys", "dev"])
            Add(archive, directory, Directory, []);
        Add(archive, "bin/busybox", Executable, File.ReadAllBytes(busybox));
        foreach (var module in modules)
            Add(archive, "modules/" + Path.GetFileName(module), Executable, File.ReadAllBytes(module));
        Add(archive, "init", Executable, InitScript());
        Add(archive, "TRAILER!!!", 0, []);
    }

    private static byte[] InitScript()
    {
        using var script = typeof(Initramfs).Assembly.GetManifestResourceStream("init.sh")!;
        using var bytes = new MemoryStream();
        script.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Add(FileStream archive, string name, int mode, byte[] content)
    {
        // Inode, mode, user, group, links, time, size, four device numbers, length of the name, checksum (not used).
        int[] fields = [0, mode, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length + 1, 0];
        var header = "070701" + string.Concat(fields.Select(field => field.ToString("x8"))) + name + "\0";
        archive.Write(Encoding.ASCII.GetBytes(header));
        Pad(archive);
        archive.Write(content);
        Pad(archive);
    }

    private static void Pad(FileStream archive) => archive.Write(new byte[-archive.Position & 3]);
}
