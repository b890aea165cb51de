using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Fs;
using Virtspec.Suite;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;
using Xunit;

namespace Virtspec.Properties.Suite;

/// <summary>What a case did can be written down and read again: the text of a finding is all there is to see it with.</summary>
public sealed class StepTextTests
{
    private static readonly Shape[] Shapes =
    [
        Shape.Whole, new([16], [512]), new([1, 2, 3], []), new([], [20], Shape.Indirect), new([16], [], 2, WriteFlag: true), new([], [], 1),
    ];

    private static readonly RequestSpec[] Requests =
    [
        BlkSpec.Read(8, 2), BlkSpec.Write(1UL << 40, Payload.Random(1024, new Chooser(3))), BlkSpec.Flush(), BlkSpec.GetId(),
        BlkSpec.Ranges(BlkRequestType.Discard, (8UL, 4U, 0U), (100UL, 1U, 1U)), new BlkSpec((BlkRequestType)99, 7, Payload.Of([1, 2, 3]), 5),
        new BlkSpec(BlkRequestType.In, 0, Payload.None, 100), new BlkSpec(BlkRequestType.Out, 0, Payload.None, 0), new BlkSpec(BlkRequestType.Flush, 1, Payload.None, 0),
        FsSpec.Init(2), FsSpec.GetAttr(4), FsSpec.StatFs(6), FsSpec.Destroy(8), FsSpec.Forget(17, 10), FsSpec.Unknown(3000, 12), FsSpec.GetAttr(14) with { Room = 100 },
        new FsSpec(FuseOpcode.Lookup, 1, ulong.MaxValue, Payload.Of([0x61, 0]), 144),
    ];

    private static IEnumerable<Step> Steps =>
    [
        new Connect(), new Close(), new Switch(1), new Prepare(0x2_0000_0000), new Open(0x3000_0000, 64, 65530, 4), new Open(0, 16, 0, 1),
        new Negotiate(1, 0), new Negotiate(1, 1UL << 45), new Accept(ulong.MaxValue), new ShareMemory(), new DriverOk(), new WriteStatus(DeviceStatus.Failed), new ReadStatus(),
        new ReadBack(), new Intrude(), new IntruderLeaves(), new ForgetQueues(), new ServedAgain("with-a-running-queue"), new ReadConfig(), new ReadConfigPart(8, 4), new WriteConfig(32, 1), new ReplaceCall(true), new ReplaceCall(false), new OnPurpose(true), new OnPurpose(false),
        new LayOut(256, 7, false), new LayOut(16, 0, true), new Shuffle(12), new With(MemoryPlan.High, SessionOptions.Usual), new ShareSpare(true), new ShareSpare(false), new TrackInflight(), new Drop(), new Rejoin(), new Work(70000, 16, 3), new Race(5000, 9), new StartQueue(), new Enable(true), new Enable(false), new StopQueue(), new Resume(), new Publish(), new PublishSilently(), new Kick(), new Poll(), new Await(),
        new Attack("descriptors/loop", 3), new Attack("indirect/null", 0), new Idle(), new Reconnects(200), new Settle(), new Quiet(), new Drain(), new EnableCalls(0), new EnableCalls(9), new DisableCalls(), new UsedEvent(65535), new AvailFlags(1),
        .. Requests.SelectMany(spec => Shapes.Cast<Shape?>().Append(null).SelectMany(shape => (Step[])[new Request(spec, shape), new Add(spec, shape)])),
    ];

    [Fact]
    public void Every_step_reads_back_as_it_was_written()
    {
        foreach (var step in Steps.SelectMany(step => (Step[])[step, step with { Queue = 3 }]))
            Assert.Equal(step, StepText.Parse(step.ToString()));
    }

    [Fact]
    public void Every_smaller_step_reads_back_too()
    {
        foreach (var smaller in Steps.SelectMany(step => step.Smaller()))
            Assert.Equal(smaller, StepText.Parse(smaller.ToString()));
    }

    /// <summary>A step without a sample above would go untested.</summary>
    [Fact]
    public void Every_kind_of_step_is_among_the_samples()
    {
        var kinds = typeof(Step).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Step)) && !type.IsAbstract);
        Assert.Empty(kinds.Except(Steps.Select(step => step.GetType())).Select(type => type.Name));
    }

    [Fact]
    public void A_program_reads_back_step_by_step() =>
        Assert.Equal(Steps, StepText.ParseAll(StepText.Of(Steps)));

    [Theory]
    [InlineData("jump", "a request")]
    [InlineData("", "a request")]
    [InlineData("in", "SECTOR+COUNT")]
    [InlineData("in 5", "SECTOR+COUNT")]
    [InlineData("in a+b", "SECTOR+COUNT")]
    [InlineData("in 0+1 now", "'now' is not expected")]
    [InlineData("settle 5", "'5' is not expected")]
    [InlineData("open colour=red", "'colour' is not expected")]
    [InlineData("open size=big", "a number as size")]
    [InlineData("open size=1 size=2", "given twice")]
    [InlineData("out 0 data=12", "LENGTH:SEED")]
    [InlineData("out 0 data=0xabc", "hexadecimal")]
    [InlineData("used-event", "how far ahead")]
    [InlineData("in 0+1 r=1,x", "numbers between commas")]
    [InlineData("in 0+1 direct=x", "as direct")]
    [InlineData("read-config-part 5", "OFFSET+SIZE")]
    public void What_is_no_step_is_refused_with_what_was_expected(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => StepText.Parse(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
