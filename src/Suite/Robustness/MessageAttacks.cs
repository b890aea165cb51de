using System.Runtime.InteropServices;
using Virtspec.Model.Robustness;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Robustness;

/// <summary>Messages that no front-end should send, in a session that is in good order up to there.</summary>
internal static class MessageAttacks
{
    private static readonly ulong[] Requests =
        [.. ((F[])[F.SetFeatures, F.SetMemTable, F.SetVringNum, F.SetVringAddr, F.SetVringBase, F.GetVringBase, F.SetVringKick, F.SetVringCall, F.SetVringErr, F.SetVringEnable, F.GetConfig, F.SetConfig, F.SetInflightFd, F.AddMemRegion, F.SetStatus]).Select(request => (ulong)request)];

    internal static AttackTable Table { get; } = new(AttackFamily.Messages, "messages")
    {
        { "truncated", "request", Requests, (assault, request) => Send(assault, request, Right(request)[..(Right(request).Length / 2)], impossible: true) },
        { "empty", "request", Requests, (assault, request) => Send(assault, request, [], impossible: true) },
        { "oversized", "request", Requests, (assault, request) => Send(assault, request, [.. Right(request), .. new byte[8]], impossible: false) },
        { "size", "size", [1, 9, 4096, 65536, 0x7fff_ffff, 0xffff_ffff], (Assault assault, ulong size) => assault.SendAs(new((uint)F.SetOwner, MessageHeader.Version, (uint)size), []) },
        { "version", "version", [0, 2, 3], (Assault assault, ulong version) => assault.SendAs(new((uint)F.SetOwner, (uint)version, 0), []) },
        { "unknown", "request", [0, 45, 127, 65535, 0xffff_ffff], (Assault assault, ulong request) => assault.Send((uint)request, new byte[8], impossible: true) },
        { "reply-flag", "request", [1, 3, 15], (Assault assault, ulong request) => assault.Send((uint)request, [], flags: MessageHeader.ReplyFlag) },
        { "reserved-flags", "request", [1, 3, 15], (Assault assault, ulong request) => assault.Send((uint)request, [], flags: MessageHeader.ReservedFlags) },
        { "missing-descriptor", "request", [(ulong)F.SetVringKick, (ulong)F.SetVringCall, (ulong)F.SetVringErr], (assault, request) => Send(assault, request, Right(request), impossible: false) },
        { "extra-descriptors", "count", [1, 8, 32, 253], (Assault assault, ulong count) => WithEvent(e => assault.Send((uint)F.SetOwner, [], [.. Enumerable.Repeat(e, (int)count)])) },
        { "no-notification-descriptor", "request", [(ulong)F.SetVringKick, (ulong)F.SetVringCall], NoNotificationDescriptor },
        { "kick-before-set-up", assault => WithEvent(e => Kick(assault, e, prepare: true)) },
        { "kick-first-of-all", assault => WithEvent(e => Kick(assault, e, prepare: false)) },
        { "enable-before-set-up", assault => assault.Send((uint)F.SetVringEnable, Payload.OfVringState(new(0, 1))) },
        { "base-before-set-up", assault => assault.Send((uint)F.GetVringBase, Payload.OfVringState(new(0, 0))) },
        { "base-of-no-queue", "index", [255, 65535, 0xffff_ffff], (Assault assault, ulong index) => assault.Send((uint)F.GetVringBase, Payload.OfVringState(new((uint)index, 0))) },
        { "hang-up", "bytes", [1, 4, 8, 11, 12, 13, 16, 19], (Assault assault, ulong bytes) => HangUp(assault, F.SetVringNum, (int)bytes) },
        { "hang-up-with-descriptor", "bytes", [1, 12, 13, 51], (Assault assault, ulong bytes) => WithEvent(e => HangUp(assault, F.AddMemRegion, (int)bytes, [e])) },
        { "hang-up-before-answer", assault => HangUp(assault, F.GetFeatures, MessageHeader.Length) },
        { "owner-again", "times", [1, 16], OwnerAgain },
        { "owner-reset", assault => assault.Send((uint)F.ResetOwner, []) },
        { "config-beyond-end", "offset", [256, 4096, 0x7fff_ffff, 0xffff_ffff], (Assault assault, ulong offset) => assault.Send((uint)F.GetConfig, Payload.OfConfig((uint)offset, 0, new byte[8])) },
        { "config-size", "size", [0, 257, 4096], (Assault assault, ulong size) => assault.Send((uint)F.GetConfig, Payload.OfConfig(0, 0, new byte[size])) },
        { "config-inner-size", "size", [1, 257, 0xffff_ffff], (Assault assault, ulong size) => assault.Send((uint)F.GetConfig, InnerSize((uint)size)) },
        { "config-write-beyond-end", "offset", [256, 4096, 0xffff_ffff], (Assault assault, ulong offset) => assault.Send((uint)F.SetConfig, Payload.OfConfig((uint)offset, 0, new byte[8])) },
        { "config-write-inner-size", "size", [1, 257, 0xffff_ffff], (Assault assault, ulong size) => assault.Send((uint)F.SetConfig, InnerSize((uint)size)) },
        { "every-feature", assault => assault.Send((uint)F.SetFeatures, Payload.OfNumber(ulong.MaxValue)) },
        { "every-status", "status", [0xff, ulong.MaxValue], (Assault assault, ulong status) => assault.Send((uint)F.SetStatus, Payload.OfNumber(status)) },
        { "wrong-descriptor", "request", [(ulong)F.SetVringKick, (ulong)F.SetVringCall, (ulong)F.SetVringErr], WrongDescriptor },
        { "inflight-size", "size", [0, 1, 1UL << 40, ulong.MaxValue], (Assault assault, ulong size) => assault.Send((uint)F.SetInflightFd, Payload.OfInflight(new(size, 0, 1, HostileRing.Size)), [assault.Regions[0].Descriptor]) },
        { "log-without-memory", assault => assault.Send((uint)F.SetLogBase, new byte[16]) },
    };

    private static void Send(Assault assault, ulong request, byte[] payload, bool impossible)
    {
        assault.Prepare();
        assault.Send((uint)request, payload, impossible: impossible);
    }

    private static void Kick(Assault assault, FileDescriptor kick, bool prepare)
    {
        if (prepare)
            assault.Prepare();
        assault.Send((uint)F.SetVringKick, Payload.OfVringDescriptor(new(0, true)), [kick]);
        assault.Send((uint)F.SetVringEnable, Payload.OfVringState(new(0, 1)));
    }

    private static void NoNotificationDescriptor(Assault assault, ulong request)
    {
        assault.Prepare();
        assault.Send((uint)request, Payload.OfVringDescriptor(new(255, false)));
    }

    private static void WrongDescriptor(Assault assault, ulong request)
    {
        assault.Prepare();
        assault.Send((uint)request, Payload.OfVringDescriptor(new(0, true)), [assault.Regions[0].Descriptor]);
    }

    private static void OwnerAgain(Assault assault, ulong times)
    {
        for (var i = 0UL; i < times; i++)
            assault.Send((uint)F.SetOwner, []);
    }

    private static void HangUp(Assault assault, F request, int bytes, IReadOnlyList<FileDescriptor>? descriptors = null)
    {
        var payload = Right((ulong)request);
        assault.HangUp(new((uint)request, MessageHeader.Version, (uint)payload.Length), payload, bytes, descriptors);
    }

    /// <summary>A payload of eight bytes of configuration that says to have another number of them.</summary>
    private static byte[] InnerSize(uint size)
    {
        var payload = Payload.OfConfig(0, 0, new byte[8]);
        MemoryMarshal.Write(payload.AsSpan(4), size);
        return payload;
    }

    private static void WithEvent(Action<FileDescriptor> act)
    {
        using var e = EventFd.Create();
        e.Signal();
        act(e.Descriptor);
    }

    /// <summary>A payload of the right size, and right for queue 0 as far as numbers go.</summary>
    private static byte[] Right(ulong request) => (F)request switch
    {
        F.GetFeatures => [],
        F.SetMemTable => Payload.OfMemoryTable([new(0x10_0000, 4096, 0x10_0000, 0)]),
        F.SetVringNum => Payload.OfVringState(new(0, HostileRing.Size)),
        F.SetVringBase or F.GetVringBase or F.SetVringEnable => Payload.OfVringState(new(0, 0)),
        F.SetVringAddr => Payload.OfVringAddress(default),
        F.GetConfig or F.SetConfig => Payload.OfConfig(0, 0, new byte[8]),
        F.SetInflightFd => Payload.OfInflight(new(4096, 0, 1, HostileRing.Size)),
        F.AddMemRegion => Payload.OfSingleRegion(new(0x10_0000, 4096, 0x10_0000, 0)),
        _ => new byte[8],
    };
}
