namespace Virtspec.Model.Epf;

/// <summary>What host and endpoint do to the register file and to each other.</summary>
internal enum EpfEventKind
{
    /// <summary>The host read Value from Register.</summary>
    HostRead,

    /// <summary>The host wrote Value to Register.</summary>
    HostWrote,

    /// <summary>The host rang the endpoint.</summary>
    HostRang,

    /// <summary>The host went to sleep until it is told of a reply.</summary>
    HostSlept,

    /// <summary>The endpoint read Register.</summary>
    EndpointRead,

    /// <summary>The endpoint wrote Value to Register.</summary>
    EndpointWrote,

    /// <summary>The endpoint told the host of a reply.</summary>
    EndpointRang,

    /// <summary>The endpoint made an access to the host's memory.</summary>
    EndpointTouched,

    /// <summary>The endpoint went to sleep until it is rung.</summary>
    EndpointSlept,

    /// <summary>The endpoint was rung.</summary>
    EndpointWoke,

    /// <summary>Nothing goes on any more.</summary>
    Settled,
}

/// <summary>Something that host or endpoint did.</summary>
/// <param name="Kind">What.</param>
/// <param name="Register">Offset in the register file.</param>
/// <param name="Value">What was read or written.</param>
internal readonly record struct EpfEvent(EpfEventKind Kind, int Register = 0, uint Value = 0);
