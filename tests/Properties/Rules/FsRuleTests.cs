using Virtspec.Model.Fs;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Fs.FuseOpcode;
using static Virtspec.Properties.Rules.FsScript;

namespace Virtspec.Properties.Rules;

/// <summary>Configuration, queues and answers of a file system device: every rule once kept and once broken.</summary>
public sealed class FsRuleTests
{
    private const FuseOpcode Nothing = (FuseOpcode)3000;

    internal static readonly RuleCases Cases = new()
    {
        //= fs.config.device.1
        { FsRules.HasRequestQueue, "none", Fs(Config(1)), Fs(Config(0)) },
        //= fs.high-priority-queue.driver.1
        { FsRules.HighPriorityOnItsQueue, "FORGET", Begun(Submit(Forget, queue: 0)), Begun(Submit(Forget)) },
        { FsRules.HighPriorityOnItsQueue, "INTERRUPT on the second request queue", Begun(Submit(Interrupt, queue: 0)), Begun(Submit(Interrupt, queue: 2)) },
        { FsRules.HighPriorityOnItsQueue, "BATCH_FORGET", Begun(Submit(BatchForget, queue: 0)), Begun(Submit(BatchForget)) },
        //= fs.high-priority-queue.driver.2
        { FsRules.OnlyHighPriorityThere, "GETATTR", Begun(Submit(Forget, queue: 0)), Begun(Submit(GetAttr, queue: 0)) },
        //= inv.fs.length
        { FsRules.LengthFits, "more than was used", Begun(Do(GetAttr, Answer(Ok, 104))), Begun(Do(GetAttr, Answer(Ok, 104, more: 1))) },
        { FsRules.LengthFits, "used counts too few", Begun(Do(StatFs, Answer(Ok, 80, used: 100))), Begun(Do(StatFs, Answer(Ok, 80, used: 80))) },
        { FsRules.LengthFits, "less than a header", Begun(Do(Lookup, Answer(-2))), Begun(Do(Lookup, Answer(-2, more: -1))) },
        { FsRules.LengthFits, "no answer at all", Begun(Do(GetAttr, Answer(Ok, 104))), Begun(Do(GetAttr, Answer(Ok, 104, used: 0))) },
        { FsRules.LengthFits, "more than there is room for", Begun(Do(Lookup, Answer(Ok, 128))), Begun(Do(Lookup, Answer(Ok, 128, more: 1000, used: 5000))) },
        //= inv.fs.unique
        { FsRules.UniqueReturned, "another", Begun(Do(GetAttr, Answer(Ok, 104))), Begun(Do(GetAttr, Answer(Ok, 104, unique: 8))) },
        //= inv.fs.error
        { FsRules.ErrorFits, "positive", Begun(Do(Lookup, Answer(-2))), Begun(Do(Lookup, Answer(2))) },
        { FsRules.ErrorFits, "too low", Begun(Do(Lookup, Answer(-4095))), Begun(Do(Lookup, Answer(-4096))) },
        { FsRules.ErrorFits, "with data", Begun(Do(Lookup, Answer(-2))), Begun(Do(Lookup, Answer(-2, 8))) },
        //= inv.fs.root
        { FsRules.RootAnswered, "no attributes", Begun(Do(GetAttr, Answer(Ok, 104))), Begun(Do(GetAttr, Answer(-13))) },
        { FsRules.RootAnswered, "some figures", Begun(Do(StatFs, Answer(Ok, 80))), Begun(Do(StatFs, Answer(Ok, 72))) },
        //= inv.fs.unsupported-opcode
        { FsRules.UnknownUnsupported, "invalid", Begun(Do(Nothing, Answer(NoFunction))), Begun(Do(Nothing, Answer(-22))) },
        { FsRules.UnknownUnsupported, "done", Begun(Do(Nothing, Answer(NoFunction))), Begun(Do(Nothing, Answer(Ok))) },
        //= inv.fs.session
        { FsRules.SessionBegins, "refused", Fs(Init()), Fs(Do(FuseOpcode.Init, Answer(-5))) },
        { FsRules.SessionBegins, "another version", Fs(Init()), Fs(Do(FuseOpcode.Init, Answer(Ok, 64, version: 8))) },
        { FsRules.SessionBegins, "half an answer", Fs(Init()), Fs(Do(FuseOpcode.Init, Answer(Ok, 8))) },
        { FsRules.SessionBegins, "in the middle of another", Begun(Init()), Begun(Do(FuseOpcode.Init, Answer(-5))) },
        { FsRules.SessionBegins, "behind another", Begun(Do(Destroy, Answer(Ok)), Init()), Begun(Do(Destroy, Answer(Ok)), Do(FuseOpcode.Init, Answer(-5))) },
    };

    public static TheoryData<string> Silences => [.. Undecided.Keys];

    /// <summary>What has no one right answer: nothing is said of it, whatever the answer is.</summary>
    private static readonly Dictionary<string, Action<RuleLog>> Undecided = new()
    {
        ["before a session"] = Fs(Do(GetAttr, Answer(-5))),
        ["after a session"] = Begun(Do(Destroy, Answer(Ok)), Do(GetAttr, Answer(-5))),
        ["while one begins"] = Begun(Submit(GetAttr, head: 1), Init(), Answer(-5, head: 1)),
        ["while one ends"] = Begun(Submit(Nothing, head: 1), Do(Destroy, Answer(Ok)), Answer(Ok, head: 1)),
        ["another file"] = Begun(Do(GetAttr, Answer(-2), node: 17)),
        ["a ring that is disabled"] = Begun(Submit(GetAttr), Answer(5, 3, 9, enabled: false)),
        ["no room for the answer"] = Begun(Submit(GetAttr, room: 100), Answer(Ok, 104)),
        ["no room for any answer"] = Begun(Submit(Lookup, room: 15), Answer(5, used: 0)),
        ["what was never asked"] = Begun(Answer(5, head: 3)),
        ["a header cut short"] = log => FsMachine.Submitted(new FsState(), default, new byte[FsProtocol.RequestHeaderSize - 1], 200, log),
        ["a structure cut short"] = Fs(Config(0, FsConfig.Size - 1)),
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public void What_has_no_one_right_answer_is_not_judged(string name)
    {
        var log = new RuleLog();
        Undecided[name](log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void States_compare_by_content()
    {
        var log = new RuleLog();
        var (left, right) = (Init()(new FsState(), log), Init()(new FsState(), log));
        Assert.Equal(left, right);
        Assert.Equal(Submit(GetAttr)(left, log), Submit(GetAttr)(right, log));
        Assert.NotEqual(left, Submit(GetAttr)(left, log));
        Assert.NotEqual(left, new FsState());
        Assert.Equal(Submit(GetAttr)(left, log).GetHashCode(), Submit(GetAttr)(right, log).GetHashCode());
    }
}
