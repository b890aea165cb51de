using System.Buffers.Binary;
using Virtspec.Model.Features;
using Virtspec.Model.Fs;
using Virtspec.Oracle;
using Virtspec.Port;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Faults;
using Virtspec.Suite.Peer;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;
using Xunit;

namespace Virtspec.Live.Faults;

/// <summary>The reference file system device, whole and with a fault in its answers or its rings, judged by the cases for file systems.</summary>
public sealed class FsFaultTests
{
    /// <summary>Each with what it breaks. What else falls with it is not looked at: an answer that is wrong in one way may be unreadable in others.</summary>
    private static readonly Dictionary<string, (string Breaks, Func<PortFault> Make)> Faults = new()
    {
        ["len counts data alone"] = ("inv.fs.length", () => new AnswerFault(answer => Change32(answer, 0, len => len - FsProtocol.AnswerHeaderSize))),
        ["len one too long"] = ("inv.fs.length", () => new AnswerFault(answer => Change32(answer, 0, len => len + 1))),
        ["unique of the next request"] = ("inv.fs.unique", () => new AnswerFault(answer => Change32(answer, 8, unique => unique + 2))),
        ["unique cut to 32 bits"] = ("inv.fs.unique", () => new AnswerFault(answer => answer[12..16].Clear())),
        ["errors positive"] = ("inv.fs.error", () => new AnswerFault(answer => Change32(answer, 4, error => (uint)-(int)error))),
        ["unknown opcodes invalid"] = ("inv.fs.unsupported-opcode", () => new AnswerFault(answer => Change32(answer, 4, error => (int)error == FsProtocol.NoFunction ? unchecked((uint)-22) : error))),
        ["another version"] = ("inv.fs.session", () => new AnswerFault(answer => Change32(answer, FsProtocol.AnswerHeaderSize, _ => 8), FsProtocol.AnswerHeaderSize + 64)),
        ["figures cut short"] = ("inv.fs.root", () => new AnswerFault(answer => Change32(answer, 0, len => len - 8), FsProtocol.AnswerHeaderSize + 80)),
        ["used len too long"] = ("inv.split.used-len", () => new RingFault { UsedElement = (_, element) => element + (200UL << 32) }),
        ["calls lost"] = ("split.used-notification.device.5", () => new RingFault { Calls = ring => ring.CallCount % 5 != 0 }),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Fact]
    public void Without_a_fault_every_case_passes()
    {
        var result = Check(new FsBackEndDevice(), CheckRun.CasesOf(DeviceType.Fs), TimeSpan.FromSeconds(20));
        Assert.Empty(result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).Select(requirement => requirement.Requirement.Id));
        Assert.Empty(result.OwnBreaches);
        Assert.All(result.Cases, check => Assert.True(check.End == CaseEnd.Done && check.Text.Length == 0, $"{check.Case.Name}: {check.Text}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_is_found(string name)
    {
        var (breaks, make) = Faults[name];
        var cases = CheckRun.CasesFor(RequirementCatalogue.Load(), DeviceType.Fs, new HashSet<string> { breaks });
        var result = Check(new FsBackEndDevice(new FaultyPortSource(make)), cases, TimeSpan.FromSeconds(1), breaks);
        Assert.Contains(breaks, result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).Select(requirement => requirement.Requirement.Id));
    }

    [Fact]
    public void A_device_without_request_queues_is_found()
    {
        var sound = new FsBackEndDevice();
        var device = new FaultyDevice(sound)
        {
            ReadConfig = (offset, bytes) =>
            {
                if (!sound.TryReadConfig(offset, bytes))
                    return false;
                if (offset == 0 && bytes.Length >= FsConfig.Size)
                    bytes.Slice(FsConfig.RequestQueues, 4).Clear();
                return true;
            },
        };
        var result = Check(device, [.. CheckRun.CasesOf(DeviceType.Fs).Where(check => check.Name == "connection")], TimeSpan.FromSeconds(1));
        Assert.Contains("fs.config.device.1", result.Results.Where(requirement => requirement.Verdict == Verdict.Failed).Select(requirement => requirement.Requirement.Id));
    }

    private static void Change32(Span<byte> bytes, int offset, Func<uint, uint> change) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], change(BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..])));

    private static CheckResult Check(IBackEndDevice device, IReadOnlyList<CheckCase> cases, TimeSpan limit, string? until = null)
    {
        var folder = Directory.CreateTempSubdirectory("virtspec-test-");
        try
        {
            return Check(device, cases, limit, until, Path.Combine(folder.FullName, "s"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static CheckResult Check(IBackEndDevice device, IReadOnlyList<CheckCase> cases, TimeSpan limit, string? until, string path)
    {
        var catalogue = RequirementCatalogue.Load();
        using var stop = new CancellationTokenSource();
        using var listener = VhostUserListener.Listen(path);
        var server = new Thread(() => listener.Serve(device, stop.Token)) { IsBackground = true };
        server.Start();
        try
        {
            var options = SessionOptions.For(path, seed: 7) with { CompletionLimit = limit, CallLimit = limit };
            return new CheckRun(catalogue, DeviceType.Fs, options) { UntilBroken = until }.Run(cases, catalogue.All, limit: null, TestContext.Current.CancellationToken);
        }
        finally
        {
            stop.Cancel();
            server.Join();
        }
    }

    /// <summary>Answers of one size, or of every size, go out changed. They are written in one piece where the buffer is one piece.</summary>
    private sealed class AnswerFault(AnswerChange change, int size = 0) : PortFault
    {
        internal override Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
        {
            if (source.Length < FsProtocol.AnswerHeaderSize || (size != 0 && source.Length != size))
                return base.WriteBytes(address, source);
            var changed = source.ToArray();
            change(changed);
            return base.WriteBytes(address, changed);
        }
    }

    private delegate void AnswerChange(Span<byte> answer);
}
