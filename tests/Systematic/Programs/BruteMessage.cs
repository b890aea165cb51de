namespace Virtspec.Systematic.Programs;

/// <summary>A store, in the order of the stores to its eight bytes. Never changed once it is made; where it stands its list says.</summary>
internal sealed class BruteMessage(int address, byte[] bytes)
{
    internal int Address => address;

    internal int Size => bytes.Length;

    /// <summary>For every byte of memory the oldest message that who acquires this one may still read there.</summary>
    internal BruteMessage[] View { get; set; } = [];

    /// <summary>What a read-modify-write read, by byte of its own; empty for stores.</summary>
    internal BruteMessage[] Sources { get; init; } = [];

    internal bool Covers(int at) => at >= address && at < address + bytes.Length;

    internal bool Overlaps(int at, int size) => address < at + size && at < address + bytes.Length;

    internal byte ByteAt(int at) => bytes[at - address];

    public override string ToString() => $"{address}{Convert.ToHexString(bytes)}";
}
