using System.CommandLine;
using System.Runtime.InteropServices;
using Virtspec.Reference.Blk;
using Virtspec.Suite.Faults;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Cli.Serve;

/// <summary>The reference back-end as a program, with the options that vhost-user asks of back-end programs.</summary>
internal static class ServeCommand
{
    private const int DefaultCapacity = 16 << 20;

    internal static Command Create()
    {
        var device = new Argument<string>("DEVICE") { Description = "Type of device. This version knows: blk.", DefaultValueFactory = _ => "blk" };
        device.AcceptOnlyFromAmong("blk");
        var socket = new Option<string?>("--socket-path") { Description = "Socket to listen on.", HelpName = "PATH" };
        var file = new Option<string?>("--blk-file") { Description = "Disk image; 16 MiB of memory when absent.", HelpName = "FILE" };
        var readOnly = new Option<bool>("--read-only") { Description = "Offer VIRTIO_BLK_F_RO and refuse writes." };
        var capabilities = new Option<bool>("--print-capabilities") { Description = "Print what this back-end can do as JSON, and nothing else." };
        var untilInputEnds = new Option<bool>("--until-input-ends") { Hidden = true };
        var fault = new Option<string?>("--fault") { Hidden = true };
        var command = new Command("serve", "Serves the reference device to vhost-user front-ends, one after the other, until SIGTERM.")
        {
            device, socket, file, readOnly, capabilities, untilInputEnds, fault,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(capabilities))
            {
                Console.Out.WriteLine("""{ "type": "block", "features": ["read-only", "blk-file"] }""");
                return ExitCode.NothingFound;
            }

            var path = parsed.GetValue(socket) ?? throw new UsageException("serve needs --socket-path PATH");
            return Serve(path, parsed.GetValue(file), parsed.GetValue(readOnly), parsed.GetValue(untilInputEnds), parsed.GetValue(fault));
        });
        return command;
    }

    private static int Serve(string path, string? file, bool readOnly, bool untilInputEnds, string? fault)
    {
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        // As a child of a check it ends with its parent, whose user may press Ctrl-C to get a report and not a dead peer.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, untilInputEnds ? null : stop));
        if (untilInputEnds)
            new Thread(() => WatchInput(stop)) { IsBackground = true }.Start();
        var storage = Open(file, readOnly);
        var device = fault is null ? new BlkBackEndDevice(storage, readOnly) : Fault.Named(fault).Build(storage);
        try
        {
            using var listener = VhostUserListener.Listen(path);
            while (listener.Accept(device, stop.Token) is { } session)
            {
                using (session)
                {
                    var end = session.Run(stop.Token);
                    if (end.Kind == SessionEndKind.ProtocolBroken)
                        Console.Error.WriteLine($"session ended: {end.Text}");
                }

                device.Reset();
            }

            return ExitCode.NothingFound;
        }
        catch (VhostUserException exception)
        {
            throw new UsageException(exception.Message);
        }
        finally
        {
            (storage as IDisposable)?.Dispose();
        }
    }

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

    private static IBlkStorage Open(string? file, bool readOnly)
    {
        if (file is null)
            return new MemoryStorage(DefaultCapacity);
        try
        {
            var storage = new FileStorage(file, readOnly);
            return storage.Length > 0 ? storage : throw new UsageException($"--blk-file {file}: the file is smaller than one sector of 512 bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--blk-file {file}: {exception.Message}");
        }
    }
}
