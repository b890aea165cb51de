using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Devices;

/// <summary>What the suite has to know of a type of device to drive one. One of these for each type it can drive.</summary>
internal abstract class SuiteDevice
{
    /// <summary>All that the suite can drive, the usual one first.</summary>
    internal static IReadOnlyList<SuiteDevice> All { get; } = [new BlkSuiteDevice(), new FsSuiteDevice()];

    /// <summary>The type.</summary>
    internal abstract DeviceType Type { get; }

    /// <summary>Its name on a command line, which is that of its chapter in the catalogue too.</summary>
    internal string Name => Type.ToString().ToLowerInvariant();

    /// <summary>Features of the type that the suite knows how to use.</summary>
    internal abstract ulong Features { get; }

    /// <summary>The first virtqueue that takes ordinary requests; those before it have purposes of their own.</summary>
    internal abstract ushort FirstRequestQueue { get; }

    /// <summary>Sizes to try when the configuration structure is read, the largest first: a device may have a shorter one than the standard of today.</summary>
    /// <param name="offered">Features offered.</param>
    internal abstract IEnumerable<int> ConfigSizes(ulong offered);

    /// <summary>Looks at what only this type of device has.</summary>
    /// <param name="read">Reads so many bytes of configuration at an offset; null when they were refused.</param>
    /// <returns>What it lacks, to end the sentence "the peer is not such a device: ..."; null when it may well be one.</returns>
    internal abstract string? WhatItLacks(Func<int, int, byte[]?> read);

    /// <summary>Requests for the device of a session.</summary>
    internal abstract Workload Work(JudgedSession session);

    /// <summary>The one of a type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The suite cannot drive this type.</exception>
    internal static SuiteDevice Of(DeviceType type) =>
        All.FirstOrDefault(device => device.Type == type) ?? throw new ArgumentOutOfRangeException(nameof(type), type, "the suite cannot drive this type of device");
}
