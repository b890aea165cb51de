namespace Virtspec.Suite.Faults;

/// <summary>A message as it goes over the socket.</summary>
/// <param name="Request">Number of the request.</param>
/// <param name="Flags">Flags of the header.</param>
/// <param name="Payload">Payload.</param>
internal sealed record RelayedMessage(uint Request, uint Flags, byte[] Payload)
{
    /// <summary>The payload as a number; 0 when it is none.</summary>
    internal ulong Number => Payload.Length >= 8 ? BitConverter.ToUInt64(Payload) : 0;

    /// <summary>The same message with a number as its payload.</summary>
    internal RelayedMessage With(ulong number) => this with { Payload = BitConverter.GetBytes(number) };
}

/// <summary>What goes wrong with messages between a front-end and its session.</summary>
internal sealed class MessageFault
{
    /// <summary>The request as the session gets to see it.</summary>
    internal Func<RelayedMessage, RelayedMessage> Request { get; init; } = request => request;

    /// <summary>Whether the session gets to see the request at all; if not, it is acknowledged as done.</summary>
    internal Func<RelayedMessage, bool> Swallows { get; init; } = _ => false;

    /// <summary>Whether the connection is closed on this request.</summary>
    internal Func<RelayedMessage, bool> HangsUp { get; init; } = _ => false;

    /// <summary>Requests for the session after this one, of which the front-end does not know.</summary>
    internal Func<RelayedMessage, RelayedMessage?> Adds { get; init; } = _ => null;

    /// <summary>The answer as the front-end gets to see it; null for none. Gets the request and the answer.</summary>
    internal Func<RelayedMessage, RelayedMessage, RelayedMessage?> Reply { get; init; } = (_, reply) => reply;
}
