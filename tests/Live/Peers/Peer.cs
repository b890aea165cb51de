using Xunit;

namespace Virtspec.Live.Peers;

/// <summary>
/// The other programs a live test needs. One that is not installed fails the test under continuous integration, where
/// the peers are a promise, and skips it elsewhere; either way the message names the Debian package to install.
/// </summary>
internal static class Peer
{
    /// <summary>The path of an executable found in PATH.</summary>
    public static string Require(string executable, string package) =>
        Find(executable) ?? throw Missing($"the executable {executable}", package);

    /// <summary>The path of the first of several executables, any of which will do, that is found in PATH.</summary>
    public static string RequireAny(IReadOnlyList<string> executables, string package) =>
        executables.Select(Find).FirstOrDefault(path => path is not null) ?? throw Missing($"one of the executables {string.Join(", ", executables)}", package);

    /// <summary>The path of a file that some package installs at a fixed place.</summary>
    public static string RequireFile(string path, string package) =>
        File.Exists(path) ? path : throw Missing($"the file {path}", package);

    /// <summary>The newest installed cloud kernel that has its modules beside it.</summary>
    public static LinuxKernel RequireKernel()
    {
        const string Prefix = "vmlinuz-";
        var kernels =
            from image in Directory.Exists("/boot") ? Directory.GetFiles("/boot", Prefix + "*-cloud-amd64") : []
            let modules = "/lib/modules/" + Path.GetFileName(image)[Prefix.Length..]
            where Directory.Exists(modules)
            orderby File.GetLastWriteTimeUtc(image) descending
            select new LinuxKernel(image, modules);
        return kernels.FirstOrDefault()
            ?? throw Missing("a kernel /boot/vmlinuz-*-cloud-amd64 with its /lib/modules", LinuxKernel.Package);
    }

    /// <summary>Fails or skips the test; the exception it returns is only there for <c>throw</c> to please the compiler.</summary>
    public static Exception Missing(string what, string package)
    {
        var message = $"this test needs {what}: install the package {package}";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(message);
        Assert.Skip(message);
        return new InvalidOperationException(message);
    }

    private static string? Find(string executable)
    {
        // Debian keeps some of the peers where the PATH of an ordinary user does not look.
        string[] directories = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];
        return directories
            .Where(directory => directory.Length > 0)
            .Select(directory => Path.Combine(directory, executable))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && OperatingSystem.IsLinux()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
