using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Peer;

/// <summary>What a session asks of its peer.</summary>
/// <param name="SocketPath">The back-end's socket.</param>
/// <param name="Seed">Seed of data and fill patterns.</param>
/// <param name="ConnectLimit">How long a connect may take.</param>
/// <param name="ReplyLimit">How long a reply may take.</param>
/// <param name="CompletionLimit">How long a request may take.</param>
/// <param name="CallLimit">How long a call that has to come may take.</param>
/// <param name="QuietTime">How long to listen for a call that has not to come.</param>
internal sealed record SessionOptions(
    string SocketPath,
    ulong Seed,
    TimeSpan ConnectLimit,
    TimeSpan ReplyLimit,
    TimeSpan CompletionLimit,
    TimeSpan CallLimit,
    TimeSpan QuietTime)
{
    private static readonly TimeSpan Hurry = TimeSpan.FromSeconds(1);

    /// <summary>How long to watch a stopped ring on which something was left undone.</summary>
    internal TimeSpan AfterStop { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Where shared memory lies.</summary>
    internal MemoryPlan Memory { get; init; }

    /// <summary>Protocol features used when offered. Without them less can be seen, and the report says so.</summary>
    internal ProtocolFeature Protocol { get; init; } = Usual;

    /// <summary>How long to watch for what must not happen.</summary>
    internal TimeSpan WatchTime { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What is known of how fast the peer is; the limits above are what is waited at most.</summary>
    internal Patience Patience { get; init; } = new(TimeSpan.FromSeconds(1));

    /// <summary>Starts the back-end anew where it ends with each connection; null when nobody can.</summary>
    internal Succession? Succession { get; init; }

    /// <summary>What most sessions use. In flight tracking and notifications in band change how a session works, and are for cases of their own.</summary>
    internal const ProtocolFeature Usual = ProtocolFeature.ReplyAck | ProtocolFeature.Config | ProtocolFeature.ConfigureMemSlots
        | ProtocolFeature.Status | ProtocolFeature.BackEndRequests | ProtocolFeature.ResetDevice | ProtocolFeature.MultiQueue;

    internal static SessionOptions For(string socketPath, ulong seed) => new(
        socketPath,
        seed,
        ConnectLimit: TimeSpan.FromSeconds(3),
        ReplyLimit: TimeSpan.FromSeconds(4),
        CompletionLimit: TimeSpan.FromSeconds(5),
        CallLimit: TimeSpan.FromSeconds(2),
        QuietTime: TimeSpan.FromMilliseconds(3));

    /// <summary>The same with no more than a second for silence: for steps that show again what was found with all patience.</summary>
    internal SessionOptions Hurried() => this with
    {
        ReplyLimit = AtMost(Hurry, ReplyLimit),
        CompletionLimit = AtMost(Hurry, CompletionLimit),
        CallLimit = AtMost(Hurry, CallLimit),
        Patience = new Patience(Hurry / 2),
    };

    private static TimeSpan AtMost(TimeSpan most, TimeSpan limit) => limit < most ? limit : most;
}

/// <summary>The peer went away or stopped answering, so nothing more can be concluded. The message is one line for the user.</summary>
internal sealed class PeerLostException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A case cannot run against this peer; the message says what is missing.</summary>
internal sealed class NotApplicableException(string message) : Exception(message);
