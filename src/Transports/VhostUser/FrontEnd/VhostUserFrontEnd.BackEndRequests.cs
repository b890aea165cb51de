using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

// The channel for requests of the back-end (vhost-user, "Back-end message types").
internal sealed partial class VhostUserFrontEnd
{
    private readonly NoticeRoutes _routes = new();
    private BackEndRequestReader? _reader;

    /// <summary>Gives the back-end a channel for its own requests; one given before is closed. From here on they are read and acknowledged as they come.</summary>
    internal Ack SetBackEndRequestFd()
    {
        var (mine, theirs) = UnixSocket.CreatePair();
        using (theirs)
        {
            _reader?.Dispose();
            var channel = new MessageChannel(mine, MessageCatalogue.BackEnd, isBackEndChannel: true) { Observer = Observer };
            _reader = new BackEndRequestReader(channel, _routes, () => _negotiated);
            return Send(FrontEndRequest.SetBackEndRequestFd, [], theirs.Descriptor);
        }
    }

    /// <summary>
    /// Sends calls and errors that come as messages (INBAND_NOTIFICATIONS) on to where those by descriptor go, so that whoever waits need
    /// not know how they came. What was routed is signalled before the back-end gets its acknowledgement.
    /// </summary>
    /// <param name="index">The vring.</param>
    /// <param name="call">Signalled by VRING_CALL; not owned; null for none, and no longer used once this returns.</param>
    /// <param name="error">Signalled by VRING_ERR; as <paramref name="call"/>.</param>
    internal void RouteNotices(uint index, ISignal? call, ISignal? error) => _routes.Set(index, call, error);

    /// <summary>Waits for a request of the back-end that is not routed.</summary>
    /// <param name="timeout">How long to wait for one.</param>
    /// <param name="notice">What it says.</param>
    /// <returns>False when none came in time, or the back-end has closed the channel.</returns>
    /// <exception cref="InvalidOperationException">No channel was given to the back-end.</exception>
    /// <exception cref="VhostUserProtocolException">It is wrong, or of a kind that was not negotiated.</exception>
    internal bool TryReceiveBackEndRequest(TimeSpan timeout, out BackEndNotice notice) =>
        (_reader ?? throw new InvalidOperationException("no channel for requests of the back-end")).TryTake(timeout, out notice);
}
