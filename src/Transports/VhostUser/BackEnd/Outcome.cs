namespace Virtspec.Transports.VhostUser;

/// <summary>What came of one message in a session.</summary>
internal enum OutcomeKind
{
    /// <summary>Done; 0 if an acknowledgement was asked for.</summary>
    Done,

    /// <summary>Answered by a reply of its own.</summary>
    Answered,

    /// <summary>Refused, which the front-end learns by an acknowledgement or by another message; the session goes on.</summary>
    Refused,

    /// <summary>Not possible. Without an acknowledgement the front-end would go on in error, so the session ends.</summary>
    Failed,

    /// <summary>Against the protocol; the session ends.</summary>
    Broken,

    /// <summary>The answer could not be sent: the front-end is gone, or the session was cancelled.</summary>
    Unsent,
}

/// <param name="Kind">Which.</param>
/// <param name="Text">For all but the first two, one line that says why.</param>
internal readonly record struct Outcome(OutcomeKind Kind, string Text)
{
    internal static Outcome Done { get; } = new(OutcomeKind.Done, "");

    internal static Outcome Answered { get; } = new(OutcomeKind.Answered, "");

    internal static Outcome Refused(string text) => new(OutcomeKind.Refused, text);

    internal static Outcome Failed(string text) => new(OutcomeKind.Failed, text);

    /// <summary>Done, or failed when there is a text.</summary>
    internal static Outcome FailedIf(string text) => text.Length == 0 ? Done : Failed(text);

    internal static Outcome Broken(string text) => new(OutcomeKind.Broken, text);
}

/// <summary>Why a session ended.</summary>
internal enum SessionEndKind
{
    /// <summary>The front-end closed the connection between two messages.</summary>
    PeerClosed,

    /// <summary>The front-end broke the protocol, or asked for what cannot be without wanting to know.</summary>
    ProtocolBroken,

    /// <summary>The session was cancelled here.</summary>
    Cancelled,
}

/// <param name="Kind">Which.</param>
/// <param name="Text">One line: for a broken protocol the message, the value and what was expected.</param>
internal sealed record SessionEnd(SessionEndKind Kind, string Text);
