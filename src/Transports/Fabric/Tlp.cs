using Virtspec.Model.Fabric;

namespace Virtspec.Transports.Fabric;

/// <summary>A transaction on its way: a request, or the answer that it became.</summary>
/// <param name="agent">Whose it is.</param>
/// <param name="sequence">Its how-manieth of the agent: with the agent, a name that stays the same from run to run.</param>
/// <param name="header">What its order depends on.</param>
/// <param name="address">Where it goes, in the address space of the node that it left last.</param>
/// <param name="bytes">1 to 8.</param>
/// <param name="value">What a write carries.</param>
internal sealed class Tlp(int agent, int sequence, TlpHeader header, ulong address, int bytes, ulong value)
{
    private readonly Stack<int> _way = [];

    internal int Agent => agent;

    internal int Sequence => sequence;

    internal TlpHeader Header { get; private set; } = header;

    internal ulong Address { get; set; } = address;

    internal int Bytes => bytes;

    /// <summary>What is written, or was read.</summary>
    internal ulong Value { get; private set; } = value;

    /// <summary>Notes a direction in which a request goes, for its answer to come back.</summary>
    internal void Goes(int direction) => _way.Push(direction);

    /// <summary>The direction in which the answer goes next; -1 once it is at home.</summary>
    internal int Back() => _way.TryPop(out var direction) ? direction ^ 1 : -1;

    /// <summary>The request is answered.</summary>
    /// <param name="completer">Id of the node that does.</param>
    /// <param name="result">What was read.</param>
    internal void BecomesAnswer(ushort completer, ulong result)
    {
        var answered = Header.Class == TlpClass.NonPostedWithData ? TlpAttributes.OfConfigurationOrIo : TlpAttributes.None;
        Header = Header with { Class = TlpClass.Completion, Completer = completer, Attributes = Header.Attributes | answered };
        Value = result;
    }
}
