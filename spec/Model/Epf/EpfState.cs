namespace Virtspec.Model.Epf;

/// <summary>Facts about a register file that come and go.</summary>
[Flags]
internal enum EpfMarks
{
    None = 0,

    /// <summary>The host has read an epoch that counts.</summary>
    HostKnowsEpoch = 1,

    /// <summary>The host has read a magic or a version that it cannot know.</summary>
    HostReadWrong = 2,

    /// <summary>The host wrote an argument since its last request.</summary>
    Argument = 4,

    /// <summary>The host wrote a request and has not rung since.</summary>
    RequestUnrung = 8,

    /// <summary>A request was written and the host has not seen the answer.</summary>
    Outstanding = 16,

    /// <summary>A request was written and not answered.</summary>
    Unanswered = 32,

    /// <summary>The endpoint wrote a value since its last reply.</summary>
    Value = 64,

    /// <summary>The endpoint wrote a reply and has not rung since.</summary>
    ReplyUnrung = 128,

    /// <summary>A reset was answered, and nothing was asked for since.</summary>
    Quiet = 256,

    /// <summary>The device is live: DRIVER_OK was answered.</summary>
    Live = 512,

    /// <summary>The endpoint was rung and has not slept since.</summary>
    Woken = 1024,

    /// <summary>It looked for a request since.</summary>
    LookedForRequest = 2048,

    /// <summary>It looked into the host's memory since.</summary>
    LookedIntoMemory = 4096,
}

/// <summary>What is known of one register file. A value.</summary>
/// <param name="Marks">Facts.</param>
/// <param name="Epoch">As it is.</param>
/// <param name="LastEpoch">The last one that counted.</param>
/// <param name="Request">The last one written.</param>
/// <param name="Argument">The last one written.</param>
/// <param name="Written">Registers of queue blocks that the host wrote since the reset, as bits: 8 to a queue.</param>
/// <param name="Enabled">Queues whose blocks are taken, as bits.</param>
internal readonly record struct EpfState(
    EpfMarks Marks = EpfMarks.None, uint Epoch = 0, uint LastEpoch = 0, uint Request = 0, uint Argument = 0, ulong Written = 0, uint Enabled = 0)
{
    internal bool Has(EpfMarks mark) => (Marks & mark) != 0;

    internal EpfState With(EpfMarks mark) => this with { Marks = Marks | mark };

    internal EpfState Without(EpfMarks mark) => this with { Marks = Marks & ~mark };
}
