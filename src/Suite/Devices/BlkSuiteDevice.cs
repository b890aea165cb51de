using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Devices;

/// <summary>Block devices.</summary>
internal sealed class BlkSuiteDevice : SuiteDevice
{
    internal override DeviceType Type => DeviceType.Blk;

    internal override ulong Features => Feature.Bit(Feature.BlkFlush) | Feature.Bit(Feature.BlkDiscard) | Feature.Bit(Feature.BlkWriteZeroes)
        | Feature.Bit(Feature.BlkSegMax) | Feature.Bit(Feature.BlkSizeMax) | Feature.Bit(Feature.BlkBlockSize) | Feature.Bit(Feature.BlkTopology)
        | Feature.Bit(Feature.BlkReadOnly);

    internal override ushort FirstRequestQueue => 0;

    // The whole structure only where its end may mean something: drivers ask for less, and older devices have less.
    internal override IEnumerable<int> ConfigSizes(ulong offered) =>
        [.. offered.Has(Feature.BlkZoned) ? [BlkProtocol.ConfigSize] : (int[])[], BlkConfigOffset.MaxSecureEraseSectors, BlkConfigOffset.Unused1, BlkConfigOffset.MaxDiscardSectors, 8];

    internal override string? WhatItLacks(Func<int, int, byte[]?> read) =>
        read(BlkConfigOffset.Capacity, 8) is not { } capacity || BitConverter.ToUInt64(capacity) == 0 ? "its configuration space has no capacity" : null;

    internal override Workload Work(JudgedSession session) => new BlkWork(session);
}
