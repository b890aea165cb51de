using Virtspec.Model.Epf;
using Virtspec.Scenarios.SplitRing;

namespace Virtspec.Scenarios.Fabric;

/// <summary>What is wrong with one side of virtio over a PCI endpoint function.</summary>
internal enum EpfMistake
{
    None,

    /// <summary>The endpoint's epoch is all ones.</summary>
    EpochOfAllOnes,

    /// <summary>The host does not wait for an epoch.</summary>
    NoLookAtEpoch,

    /// <summary>The endpoint has a version that the host does not know, and goes on with.</summary>
    VersionIgnored,

    /// <summary>The host writes no argument.</summary>
    NoArgument,

    /// <summary>The host gives all requests one token.</summary>
    OneToken,

    /// <summary>The endpoint does not answer what enables a queue.</summary>
    NoReply,

    /// <summary>The endpoint writes no value.</summary>
    NoValue,

    /// <summary>The host leaves out the upper half of an address.</summary>
    HalfAddress,

    /// <summary>The endpoint looks at the ring once more when it has answered a reset.</summary>
    LooksAfterReset,

    /// <summary>The endpoint looks for buffers alone once it is live.</summary>
    BuffersOnly,
}

/// <summary>What mistakes do to accesses.</summary>
internal static class EpfMistakes
{
    /// <summary>What becomes of the host's accesses.</summary>
    /// <param name="mistake">Which.</param>
    /// <param name="registers">Where the register file is, for the host.</param>
    internal static RingChange HostChange(this EpfMistake mistake, ulong registers)
    {
        var at = registers;
        return mistake switch
        {
            EpfMistake.VersionIgnored => new RingChange { Read = (address, value) => address == at + EpfLayout.Version ? EpfLayout.VersionValue : value },
            EpfMistake.NoArgument => new RingChange { Written = (address, value) => address == at + EpfLayout.Argument ? null : value },
            EpfMistake.OneToken => new RingChange { Written = (address, value) => address == at + EpfLayout.Request ? (value & 0xff) | 0x100 : value },
            EpfMistake.HalfAddress => new RingChange { Written = (address, value) => address == at + (ulong)EpfLayout.Queue(0) + EpfLayout.QueueDevice + 4 ? null : value },
            _ => new RingChange(),
        };
    }

    /// <summary>What becomes of the endpoint's.</summary>
    /// <param name="mistake">Which.</param>
    /// <param name="registers">Where the register file is, in the endpoint.</param>
    internal static RingChange EndpointChange(this EpfMistake mistake, ulong registers)
    {
        var at = registers;
        return mistake switch
        {
            EpfMistake.EpochOfAllOnes => new RingChange { Written = (address, value) => address == at + EpfLayout.Epoch && value != 0 ? uint.MaxValue : value },
            EpfMistake.VersionIgnored => new RingChange { Written = (address, value) => address == at + EpfLayout.Version ? value + 1 : value },
            EpfMistake.NoReply => new RingChange { Written = (address, value) => address == at + EpfLayout.Reply && value >> 8 == 5 ? null : value },
            EpfMistake.NoValue => new RingChange { Written = (address, value) => address == at + EpfLayout.Value ? null : value },
            _ => new RingChange(),
        };
    }
}
