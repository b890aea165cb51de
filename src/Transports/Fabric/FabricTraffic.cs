using Virtspec.Model.Fabric;

namespace Virtspec.Transports.Fabric;

/// <summary>What transactions come to at their ends: bytes, and agents that go on.</summary>
internal interface IFabricEnds
{
    /// <summary>The bytes of a range of memory or of a doorbell.</summary>
    ulong Load(FabricRange range, Tlp tlp);

    /// <summary>A write takes effect on a range that is no window.</summary>
    void Store(FabricRange range, Tlp tlp);

    /// <summary>An agent has what it read, or knows that its write was carried out.</summary>
    void Answer(Tlp tlp);
}

/// <summary>Transactions from node to node (spec/protocols/hardware.md). It makes no choice: what can go on it says, what does it is told.</summary>
/// <param name="map">Nodes and links.</param>
/// <param name="ends">Where transactions end.</param>
internal sealed class FabricTraffic(FabricMap map, IFabricEnds ends)
{
    internal IFabricObserver? Observer { get; set; }

    /// <summary>Sends a request of a node through one of its windows.</summary>
    /// <returns>Whether there is a link to send it over.</returns>
    internal bool Send(FabricNode node, FabricRange window, Tlp tlp)
    {
        if (!map.Links[window.Link].IsUp)
            return false;
        var path = map.PathFrom(node, window.Link);
        var target = window.Target + (map.Fault == FabricFault.WindowForgetsOffset ? 0 : tlp.Address - window.Base);
        Observer?.Saw(new FabricEvent(FabricEventKind.Translated, window.Link, Address: tlp.Address, Bytes: tlp.Bytes, Value: target, Window: window.Aperture));
        tlp.Address = target;
        tlp.Goes(path);
        Put(path, tlp);
        return true;
    }

    /// <summary>A transaction leaves a link.</summary>
    internal void Take(int path, int position)
    {
        var tlp = map.Paths[path][position];
        map.Paths[path].RemoveAt(position);
        Observer?.Saw(new FabricEvent(FabricEventKind.Taken, path, tlp.Header));
        if (tlp.Header.Class == TlpClass.Completion)
            Home(tlp);
        else
            Arrive(map.Nodes[map.Paths[path].To], tlp);
        if (map.Fault == FabricFault.PostedTwice && tlp.Header.Class == TlpClass.Posted)
            Observer?.Saw(new FabricEvent(FabricEventKind.Taken, path, tlp.Header));
    }

    /// <summary>Whether a transaction that leaves a link has room where it goes on.</summary>
    internal bool HasRoomBehind(int path, int position)
    {
        var tlp = map.Paths[path][position];
        if (tlp.Header.Class != TlpClass.Posted)
            return true;
        var node = map.Nodes[map.Paths[path].To];
        return node.Find(tlp.Address, (ulong)tlp.Bytes) is not { Kind: RangeKind.Window } window
            || !map.Links[window.Link].IsUp || map.Paths[map.PathFrom(node, window.Link)].HasRoom;
    }

    /// <summary>A completer carries a request out.</summary>
    internal void CarryOut(FabricNode node, int position)
    {
        var tlp = node.Accepted[position];
        var range = node.Find(tlp.Address, (ulong)tlp.Bytes)!;
        node.RemoveAt(position);
        Observer?.Saw(new FabricEvent(FabricEventKind.CarriedOut, range.Completer, tlp.Header, node.Index));
        if (tlp.Header.Class == TlpClass.ReadRequest)
        {
            if (map.Fault != FabricFault.ReadUnanswered)
                Reply(node, tlp, ends.Load(range, tlp));
            return;
        }

        ends.Store(range, tlp);
        if (tlp.Header.Class == TlpClass.NonPostedWithData)
            Reply(node, tlp, 0);
    }

    /// <summary>A link goes down: what is on it is gone.</summary>
    /// <param name="link">Which.</param>
    /// <param name="lost">Takes what was on it.</param>
    internal void Lose(int link, List<Tlp> lost)
    {
        map.Links[link].IsUp = false;
        for (var path = 2 * link; path < (2 * link) + 2; path++)
        {
            for (var i = 0; i < map.Paths[path].Count; i++)
                lost.Add(map.Paths[path][i]);
            map.Paths[path].Clear();
            Observer?.Saw(new FabricEvent(FabricEventKind.LinkLost, path));
        }
    }

    /// <summary>What a read returns that nobody answers for.</summary>
    internal ulong Refuse(FabricNode node, Tlp tlp)
    {
        var value = map.Fault == FabricFault.NobodyIsZero ? 0 : ulong.MaxValue >> (64 - (8 * tlp.Bytes));
        Observer?.Saw(new FabricEvent(FabricEventKind.Refused, node.Index, tlp.Header, Address: tlp.Address, Bytes: tlp.Bytes, Value: value));
        return value;
    }

    private void Arrive(FabricNode node, Tlp tlp)
    {
        var range = node.Find(tlp.Address, (ulong)tlp.Bytes);
        if (range is null || (range.Kind == RangeKind.Window && !Send(node, range, tlp)))
        {
            var value = Refuse(node, tlp);
            if (tlp.Header.Class != TlpClass.Posted)
                Reply(node, tlp, value);
        }
        else if (range.Kind != RangeKind.Window)
        {
            node.Accept(tlp);
            Observer?.Saw(new FabricEvent(FabricEventKind.Accepted, range.Completer, tlp.Header, node.Index));
            if (node.CarriesOutAtOnce)
                CarryOut(node, node.Accepted.Count - 1);
        }
    }

    private void Reply(FabricNode node, Tlp tlp, ulong value)
    {
        tlp.BecomesAnswer(FabricMap.IdOf(node), value);
        Home(tlp);
    }

    /// <summary>An answer goes on towards who asked. Where the way is gone, who asked waits in vain, and is told so in the end.</summary>
    private void Home(Tlp tlp)
    {
        var path = tlp.Back();
        if (path >= 0 && map.Links[path / 2].IsUp)
        {
            Put(path, tlp);
            return;
        }

        if (path >= 0)
            tlp.BecomesAnswer(tlp.Header.Completer, Refuse(map.NodeOf(tlp.Agent), tlp));
        ends.Answer(tlp);
    }

    private void Put(int path, Tlp tlp)
    {
        map.Paths[path].Add(tlp);
        Observer?.Saw(new FabricEvent(FabricEventKind.Sent, path, tlp.Header));
    }
}
