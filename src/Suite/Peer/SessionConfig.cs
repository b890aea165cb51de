using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.VhostUser;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Peer;

/// <summary>The configuration space of a session's device, with what is read and written shown to the judge.</summary>
/// <param name="session">Whose it is.</param>
internal sealed class SessionConfig(JudgedSession session)
{
    /// <summary>As last read whole, and written since.</summary>
    private byte[] _known = [];

    /// <summary>Whether the device has one that a front-end can see.</summary>
    internal bool Exists => session.Has(ProtocolFeature.Config);

    /// <summary>For cases that cannot do without configuration messages.</summary>
    /// <exception cref="NotApplicableException">The peer has none.</exception>
    internal void Require()
    {
        if (!Exists)
            throw new NotApplicableException("the back-end does not offer the CONFIG protocol feature");
    }

    /// <summary>Reads the configuration structure from offset 0, as much of it as the peer has.</summary>
    /// <exception cref="NotApplicableException">The peer has no configuration messages.</exception>
    internal byte[] Read()
    {
        Require();
        foreach (var size in session.Device.ConfigSizes(session.Offered))
        {
            if (ReadBytes(0, size) is not { } config)
                continue;
            session.Judge.Device(DeviceEventKind.ConfigRead, 1);
            session.Judge.ConfigSeen(config);
            _known = config;
            return config;
        }

        session.Judge.Device(DeviceEventKind.ConfigRead, 0);
        return [];
    }

    /// <summary>Reads a part of configuration space, and compares it with the whole where that was read before.</summary>
    /// <returns>The bytes, or null when the peer refused.</returns>
    internal byte[]? Read(int offset, int size)
    {
        var part = ReadBytes(offset, size);
        if (offset + size > _known.Length)
            return part;
        session.Judge.Device(DeviceEventKind.ConfigRead, part is null ? 0UL : 1);
        if (part?.Length == size)
            session.Judge.Answer($"field at {offset}", log => SessionRules.ConfigPartRead(offset, part, _known.AsSpan(offset, size).ToArray(), log));
        return part;
    }

    /// <summary>Writes a field of one byte that drivers may write.</summary>
    /// <exception cref="NotApplicableException">The peer has no configuration messages.</exception>
    /// <exception cref="StepException">No such field begins there, or its feature was not negotiated.</exception>
    internal void Write(int offset, byte value)
    {
        Require();
        if (!ConfigField.Of(session.Judge.Type).Any(field => field.Offset == offset && field.Size == 1 && (field.Feature is not { } feature || session.Accepted.Has(feature))))
            throw new StepException($"no field of one byte that was negotiated begins at offset {offset}");
        if (session.Acknowledged($"SET_CONFIG {offset} {value}", () => session.FrontEnd.SetConfig((uint)offset, ConfigWriteKind.Driver, [value])).IsRefused)
            return;
        session.Judge.ConfigWritten(offset, [value]);
        if (offset < _known.Length)
            _known[offset] = value;
    }

    private byte[]? ReadBytes(int offset, int size)
    {
        var config = session.Exchange($"GET_CONFIG {offset} {size}", () => session.FrontEnd.GetConfig((uint)offset, (uint)size));
        if (config is not null)
            session.Judge.Answer($"GET_CONFIG {offset} {size}", log => SessionRules.ConfigRead(size, config.Length, log));
        return config;
    }
}
