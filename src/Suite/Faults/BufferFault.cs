using Virtspec.Port;

namespace Virtspec.Suite.Faults;

/// <summary>A faulty port that does something about the buffers it copies from and to.</summary>
internal sealed class BufferFault : PortFault
{
    /// <summary>Instead of writing: gets this object, the address and the bytes.</summary>
    internal Action<BufferFault, ulong, ReadOnlyMemory<byte>>? Copy { get; init; }

    /// <summary>After reading.</summary>
    internal Action<BufferFault, ulong, Memory<byte>>? AfterRead { get; init; }

    /// <summary>Before used idx is written.</summary>
    internal Action<BufferFault>? BeforeUsed { get; init; }

    /// <summary>After used idx was written.</summary>
    internal Action<BufferFault>? AfterUsed { get; init; }

    /// <summary>Before a descriptor is read, of the queue's table or an indirect one.</summary>
    internal Action<BufferFault, ulong>? BeforeDescriptor { get; init; }

    /// <summary>Last write that a fault keeps for later.</summary>
    internal (ulong Address, byte[] Bytes)? Held { get; set; }

    internal void Touch(ulong address) => Scribble(address);

    internal override Access Read(ulong address, AccessSize size)
    {
        if (size == AccessSize.Eight)
            BeforeDescriptor?.Invoke(this, address);
        return base.Read(address, size);
    }

    internal override Access Write(ulong address, ulong value, AccessSize size)
    {
        if (address != Layout.UsedIdx)
            return base.Write(address, value, size);
        BeforeUsed?.Invoke(this);
        base.Write(address, value, size);
        AfterUsed?.Invoke(this);
        return default;
    }

    internal override Access ReadBytes(ulong address, Memory<byte> destination)
    {
        base.ReadBytes(address, destination);
        AfterRead?.Invoke(this, address, destination);
        return default;
    }

    internal override Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        if (Copy is null)
            return base.WriteBytes(address, source);
        Copy(this, address, source);
        return default;
    }
}
