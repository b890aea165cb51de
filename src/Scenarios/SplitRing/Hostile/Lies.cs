using Virtspec.Model.Robustness;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>All lies, by number.</summary>
internal static class Lies
{
    internal static readonly Lie HeadOutside = new("head outside the table", AttackFamily.Rings) { Head = 4 };
    internal static readonly Lie IdxAhead = new("avail idx ahead by more than the queue size", AttackFamily.Rings) { Ahead = 5 };
    internal static readonly Lie IdxBack = new("avail idx moved back", AttackFamily.Rings) { Ahead = ushort.MaxValue };

    internal static readonly Lie Loop = new("looped chain", AttackFamily.Descriptors)
    {
        Descriptors = memory => [Lie.Request(memory), new(memory.Payload, 4, DescriptorFlags.Next, 0)],
    };

    internal static readonly Lie NextOutside = new("next outside the table", AttackFamily.Descriptors)
    {
        Descriptors = memory => [Lie.Request(memory) with { Next = 0xFFF0 }],
    };

    internal static readonly Lie EmptyRequest = new("empty request", AttackFamily.Descriptors)
    {
        Descriptors = memory => [Lie.Request(memory) with { Length = 0 }, Lie.Room(memory)],
    };

    internal static readonly Lie EmptyRoom = new("no room for the answer", AttackFamily.Descriptors)
    {
        Descriptors = memory => [Lie.Request(memory), Lie.Room(memory) with { Length = 0 }],
    };

    internal static readonly Lie Nowhere = new("address of no memory", AttackFamily.Descriptors)
    {
        Descriptors = memory => [Lie.Request(memory) with { Address = HostileMemory.Nowhere }, Lie.Room(memory)],
    };

    internal static readonly Lie Wraps = new("address and length beyond 2^64", AttackFamily.Descriptors)
    {
        Descriptors = memory => [Lie.Request(memory), Lie.Room(memory) with { Address = ulong.MaxValue - 7, Length = 16 }],
    };

    internal static readonly Lie EndOutside = new("end outside memory", AttackFamily.Descriptors)
    {
        Asked = 64,
        Descriptors = memory => [Lie.Request(memory), Lie.Room(memory) with { Address = memory.Last, Length = 64 }],
    };

    internal static readonly Lie ReadableLast = new("device-readable after device-writable", AttackFamily.Descriptors)
    {
        Descriptors = memory => [Lie.Room(memory) with { Flags = DescriptorFlags.Write | DescriptorFlags.Next, Next = 1 }, Lie.Request(memory) with { Flags = 0 }],
    };

    internal static readonly Lie LengthGrows = new("length that grows while it is read", AttackFamily.Descriptors)
    {
        Asked = 1 << 16,
        Rewrites = memory => (memory.Layout.Descriptor(1) + 8, RawDescriptor.Rest(1 << 16, DescriptorFlags.Write, 0)),
    };

    internal static readonly Lie NextChanges = new("next that changes while it is read", AttackFamily.Descriptors)
    {
        Rewrites = memory => (memory.Layout.Descriptor(0) + 8, RawDescriptor.Rest(4, DescriptorFlags.Next, 0)),
    };

    internal static readonly Lie FlagsChange = new("flags that change while they are read", AttackFamily.Descriptors)
    {
        Rewrites = memory => (memory.Layout.Descriptor(1) + 8, RawDescriptor.Rest(HostileMemory.RoomBytes, DescriptorFlags.Indirect | DescriptorFlags.Next, 0)),
    };

    internal static readonly Lie RequestGrows = new("request that grows while it is read", AttackFamily.Descriptors)
    {
        Rewrites = memory => (memory.Payload, 24),
    };

    internal static readonly Lie EmptyTable = new("indirect table of length 0", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 0) with { Address = 0 }],
    };

    internal static readonly Lie OddTable = new("indirect table of one entry and a half", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 0) with { Length = 24 }],
        Entries = memory => [Lie.Room(memory)],
    };

    internal static readonly Lie NestedTable = new("indirect table in an indirect table", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 1)],
        Entries = memory => [Lie.Named(memory, 1)],
    };

    internal static readonly Lie TableAndNext = new("indirect table and next", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 2) with { Flags = DescriptorFlags.Indirect | DescriptorFlags.Next, Next = 1 }, Lie.Room(memory)],
        Entries = memory => [Lie.Request(memory), Lie.Room(memory)],
    };

    internal static readonly Lie TableNowhere = new("indirect table in no memory", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 2) with { Address = HostileMemory.Nowhere }],
    };

    internal static readonly Lie TableEndOutside = new("indirect table that ends outside memory", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 2) with { Address = memory.Last }],
    };

    internal static readonly Lie TableLeft = new("next behind the indirect table", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 2)],
        Entries = memory => [Lie.Request(memory) with { Next = 3 }, Lie.Room(memory)],
    };

    internal static readonly Lie TableLeftFar = new("next far behind the indirect table", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 2)],
        Entries = memory => [Lie.Request(memory) with { Next = 0xFFF0 }, Lie.Room(memory)],
    };

    internal static readonly Lie TableLoop = new("loop in an indirect table", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 2)],
        Entries = memory => [Lie.Request(memory) with { Next = 0 }],
    };

    internal static readonly Lie EntryChanges = new("entry of an indirect table that changes while it is read", AttackFamily.Indirect)
    {
        Descriptors = memory => [Lie.Named(memory, 2)],
        Entries = memory => [Lie.Request(memory), Lie.Room(memory)],
        Rewrites = memory => (memory.Entry(0) + 8, RawDescriptor.Rest(1 << 16, DescriptorFlags.Next, 7)),
    };

    internal static IReadOnlyList<Lie> All { get; } =
    [
        HeadOutside, IdxAhead, IdxBack, Loop, NextOutside, EmptyRequest, EmptyRoom, Nowhere, Wraps, EndOutside, ReadableLast, LengthGrows, NextChanges,
        FlagsChange, RequestGrows, EmptyTable, OddTable, NestedTable, TableAndNext, TableNowhere, TableEndOutside, TableLeft, TableLeftFar, TableLoop, EntryChanges,
    ];
}
