namespace Virtspec.Live.Peers;

/// <summary>An installed Linux kernel: its boot image and the directory of its modules.</summary>
internal sealed record LinuxKernel(string Image, string Modules)
{
    public const string Package = "linux-image-cloud-amd64";

    /// <summary>The file of one module, compressed or not, wherever in the tree the kernel keeps it.</summary>
    public string RequireModule(string name) =>
        Directory.EnumerateFiles(Modules, name + ".ko*", SearchOption.AllDirectories).FirstOrDefault()
        ?? throw Peer.Missing($"the kernel module {name} under {Modules}", Package);
}
