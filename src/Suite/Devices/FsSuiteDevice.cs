using Virtspec.Model.Features;
using Virtspec.Model.Fs;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Devices;

/// <summary>File system devices. The notification queue is left alone: its feature would move the request queues.</summary>
internal sealed class FsSuiteDevice : SuiteDevice
{
    internal override DeviceType Type => DeviceType.Fs;

    internal override ulong Features => 0;

    internal override ushort FirstRequestQueue => FsProtocol.HighPriorityQueue + 1;

    internal override IEnumerable<int> ConfigSizes(ulong offered) => [.. offered.Has(Feature.FsNotification) ? [FsConfig.Size + 4] : (int[])[], FsConfig.Size];

    internal override string? WhatItLacks(Func<int, int, byte[]?> read) =>
        read(0, FsConfig.Size) is null ? "its configuration space has no tag and no number of request queues" : null;

    internal override Workload Work(JudgedSession session) => new FsWork(session);
}
