using System.CommandLine;
using System.Runtime.InteropServices;
using Virtspec.Cli.Check;
using Virtspec.Model.Features;
using Virtspec.Reference.Blk;
using Virtspec.Suite.Faults;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Cli.Serve;

/// <summary>The reference back-end as a program, with the options that vhost-user asks of back-end programs.</summary>
internal static class ServeCommand
{
    private const int DefaultCapacity = 16 << 20;
    private const int MaximumQueues = 256;

    internal static Command Create()
    {
        var device = DeviceArgument.Create();
        var socket = new Option<string?>("--socket-path") { Description = "Socket to listen on.", HelpName = "PATH" };
        var file = new Option<string?>("--blk-file") { Description = "Disk image, used up to its last whole sector of 512 bytes; 16 MiB of memory when absent.", HelpName = "FILE" };
        var readOnly = new Option<bool>("--read-only") { Description = "Offer VIRTIO_BLK_F_RO and refuse writes." };
        var queues = new Option<int>("--num-queues") { Description = $"Request queues, 1 to {MaximumQueues}.", HelpName = "N", DefaultValueFactory = _ => BlkBackEndDevice.DefaultQueues };
        var capabilities = new Option<bool>("--print-capabilities") { Description = "Print what this back-end can do as JSON, and nothing else." };
        var untilInputEnds = new Option<bool>("--until-input-ends") { Hidden = true };
        var fault = new Option<string?>("--fault") { Hidden = true };
        var command = new Command("serve", "Serves the reference device to vhost-user front-ends, one after the other, until SIGTERM.")
        {
            device, socket, file, readOnly, queues, capabilities, untilInputEnds, fault,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(capabilities))
            {
                Console.Out.WriteLine(Capabilities(DeviceArgument.TypeOf(parsed.GetValue(device)!)));
                return ExitCode.NothingFound;
            }

            var path = parsed.GetValue(socket) ?? throw new UsageException("serve needs --socket-path PATH");
            if (parsed.GetValue(fault) is { } name)
                Selection.RequireFault(parsed.GetValue(device)!, name);
            if (parsed.GetValue(queues) is var count and (< 1 or > MaximumQueues))
                throw new UsageException($"--num-queues {count}: 1 to {MaximumQueues} is expected");
            if (DeviceArgument.TypeOf(parsed.GetValue(device)!) == DeviceType.Fs)
            {
                if (Array.Find((Option[])[file, readOnly, queues], option => parsed.GetResult(option) is { Implicit: false }) is { } foreign)
                    throw new UsageException($"{foreign.Name}: for a blk device only");
                return Serve(path, storage: null, (listener, stop) => ServeEach(listener, new FsBackEndDevice(), stop), parsed.GetValue(untilInputEnds));
            }

            var storage = Open(parsed.GetValue(file), parsed.GetValue(readOnly));
            Action<VhostUserListener, CancellationToken> serve = parsed.GetValue(fault) is { } planted
                ? new FaultyServer(Fault.Named(planted), storage).Serve
                : (listener, stop) => ServeEach(listener, new BlkBackEndDevice(storage, parsed.GetValue(readOnly), queues: parsed.GetValue(queues)), stop);
            return Serve(path, storage, serve, parsed.GetValue(untilInputEnds));
        });
        return command;
    }

    private static string Capabilities(DeviceType type) =>
        type == DeviceType.Fs ? """{ "type": "fs" }""" : """{ "type": "block", "features": ["read-only", "blk-file"] }""";

    private static int Serve(string path, IBlkStorage? storage, Action<VhostUserListener, CancellationToken> serve, bool untilInputEnds)
    {
        using var stop = new CancellationTokenSource();
        // As a child of a check it ends with its parent's end of the pipe and not with a signal: one that is sent to both, by Ctrl-C or by a
        // service manager, asks the parent for a report, and the parent needs a peer that is alive for it.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, untilInputEnds ? null : stop));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, untilInputEnds ? null : stop));
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, untilInputEnds ? null : stop));
        if (untilInputEnds)
            new Thread(() => WatchInput(stop)) { IsBackground = true }.Start();
        try
        {
            using var listener = VhostUserListener.Listen(path);
            serve(listener, stop.Token);
            return ExitCode.NothingFound;
        }
        catch (VhostUserException exception)
        {
            throw new UsageException(exception.Message);
        }
        finally
        {
            (storage as IDisposable)?.Dispose();
            if (untilInputEnds)
                RemoveFolderOf(path);
        }
    }

    private static void ServeEach(VhostUserListener listener, IBackEndDevice device, CancellationToken stop) =>
        listener.Serve(device, stop, text => Console.Error.WriteLine($"session ended: {text}"));

    private static void Stop(PosixSignalContext context, CancellationTokenSource? stop)
    {
        context.Cancel = true;
        stop?.Cancel();
    }

    private static void WatchInput(CancellationTokenSource stop)
    {
        while (Console.In.Read() >= 0)
        {
        }

        stop.Cancel();
    }

    /// <summary>The folder was made for this one socket, and the parent that made it may have been killed.</summary>
    private static void RemoveFolderOf(string path)
    {
        try
        {
            Directory.Delete(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The parent was faster, or somebody put something there: either way it is not ours to remove any more.
        }
    }

    private static IBlkStorage Open(string? file, bool readOnly)
    {
        if (file is null)
            return new MemoryStorage(DefaultCapacity);
        if (Directory.Exists(file))
            throw new UsageException($"--blk-file {file}: a folder, and a disk image is expected");
        try
        {
            var storage = new FileStorage(file, readOnly);
            return storage.Length > 0 ? storage : throw new UsageException($"--blk-file {file}: the file is smaller than one sector of 512 bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var hint = exception is UnauthorizedAccessException && !readOnly ? " (--read-only serves what cannot be written)" : string.Empty;
            throw new UsageException($"--blk-file {file}: {exception.Message}{hint}");
        }
    }
}
