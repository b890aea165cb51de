namespace Virtspec.Transports.VhostUser;

/// <summary>The vhost-user connection could not be made or used. The message is one line, fit for a user.</summary>
internal class VhostUserException : Exception
{
    internal VhostUserException(string message)
        : base(message)
    {
    }

    internal VhostUserException(string message, Exception cause)
        : base(message, cause)
    {
    }
}

/// <summary>The peer sent what the protocol does not allow. The connection is of no further use.</summary>
internal sealed class VhostUserProtocolException(string request, string message) : VhostUserException(message)
{
    /// <summary>Name of the message that was answered wrongly, or of the wrong message itself.</summary>
    internal string Request { get; } = request;
}

/// <summary>The peer did not answer in time. An answer that comes later is taken for that of the next request.</summary>
internal sealed class VhostUserTimeoutException(string message) : VhostUserException(message);

/// <summary>The peer closed the connection.</summary>
internal sealed class VhostUserDisconnectedException(string message) : VhostUserException(message);
