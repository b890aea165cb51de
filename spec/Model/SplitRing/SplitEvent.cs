namespace Virtspec.Model.SplitRing;

/// <summary>What can happen to a split virtqueue. The first group is the driver's doing, the second the device's as seen, the third an observer's.</summary>
internal enum SplitEventKind
{
    /// <summary>avail idx became Index.</summary>
    AvailIdx,

    /// <summary>The buffer Chain is available.</summary>
    Exposed,

    /// <summary>The entry of an available buffer was rewritten: descriptor Index.</summary>
    ExposedRewritten,

    /// <summary>avail flags became Index.</summary>
    AvailFlags,

    /// <summary>used_event became Index.</summary>
    UsedEvent,

    /// <summary>After publishing Length entries the driver read Index (used flags, or avail_event) and kicked if Flag.</summary>
    KickDecided,

    /// <summary>A kick; Flag: there was something new to tell.</summary>
    Kicked,

    /// <summary>used idx was seen as Index.</summary>
    UsedIdx,

    /// <summary>The used element at position Index was seen with Id and Length.</summary>
    UsedElement,

    /// <summary>The used element at position Index was seen again with Id and Length.</summary>
    UsedElementAgain,

    /// <summary>used flags were seen as Index.</summary>
    UsedFlags,

    /// <summary>The device called.</summary>
    Called,

    /// <summary>After using Length buffers the device read Index (avail flags, or used_event) and called if Flag; seen where its accesses are.</summary>
    CallDecided,

    /// <summary>From now on the device has a way to call, or none (Flag).</summary>
    CallsGiven,

    /// <summary>The ring was started or stopped (Flag), enabled or not (Id is 1 or 0); a vhost-user ring knows both.</summary>
    Run,

    /// <summary>The ring was stopped and its base given as Index.</summary>
    Stopped,

    /// <summary>The ring is to start, and its base was set to Index.</summary>
    Based,

    /// <summary>Memory the device must not write changed: Length is a <see cref="MemoryArea"/>, Id says where for the text.</summary>
    Touched,

    /// <summary>Memory the device must not write is as it was: Length is a <see cref="MemoryArea"/>.</summary>
    Untouched,

    /// <summary>The first len bytes of the used buffer at Index were all written (Flag), or byte Length of them was not.</summary>
    Written,

    /// <summary>The device type's rules found the request in Chain served well or not (Flag).</summary>
    Served,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>Kinds of memory that a device must leave alone.</summary>
internal enum MemoryArea
{
    /// <summary>The descriptor table.</summary>
    DescriptorTable,

    /// <summary>The available ring.</summary>
    DriverArea,

    /// <summary>An indirect table.</summary>
    IndirectTable,

    /// <summary>Device-readable parts of a buffer.</summary>
    DeviceReadable,

    /// <summary>The bytes just before and after a buffer's device-writable parts.</summary>
    Beyond,

    /// <summary>Anything else.</summary>
    Unrelated,
}

/// <summary>One event of a split virtqueue; the kind says which fields mean something.</summary>
internal readonly record struct SplitEvent(
    SplitEventKind Kind, ushort Index = 0, uint Id = 0, ulong Length = 0, bool Flag = false, Chain? Chain = null);
