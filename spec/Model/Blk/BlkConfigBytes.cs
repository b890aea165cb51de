using System.Buffers.Binary;
using Virtspec.Model.Features;

namespace Virtspec.Model.Blk;

/// <summary>The configuration structure as read, by field. A field is there when the structure is long enough and its feature is offered.</summary>
internal readonly ref struct BlkConfigBytes(ReadOnlySpan<byte> config, ulong offered)
{
    private readonly ReadOnlySpan<byte> _config = config;

    internal bool Has(int feature, int offset, int length) => offered.Has(feature) && _config.Length >= offset + length;

    /// <summary>A field of four bytes; 0 when it is not there.</summary>
    internal uint Word(int feature, int offset) => Has(feature, offset, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(_config[offset..]) : 0;

    /// <summary>A field of two bytes; 0 when it is not there.</summary>
    internal ushort Half(int feature, int offset) => Has(feature, offset, 2) ? BinaryPrimitives.ReadUInt16LittleEndian(_config[offset..]) : (ushort)0;

    /// <summary>A field of one byte; 0 when it is not there.</summary>
    internal byte Byte(int feature, int offset) => Has(feature, offset, 1) ? _config[offset] : (byte)0;
}
