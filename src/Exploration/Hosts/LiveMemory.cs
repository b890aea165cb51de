using System.Runtime.CompilerServices;
using Virtspec.Port;

namespace Virtspec.Exploration.Hosts;

/// <summary>Memory that threads share: one array, and accesses to it as the machine does them.</summary>
internal sealed class LiveMemory
{
    // As in explored executions, 0 is no address.
    private const ulong FirstAddress = 0x1000;
    private byte[] _bytes = [];

    internal ulong Allocate(int count)
    {
        var address = FirstAddress + (ulong)_bytes.Length;
        Array.Resize(ref _bytes, _bytes.Length + ((count + 7) & ~7));
        return address;
    }

    internal bool Covers(ulong address, ulong length) =>
        length == 0 || (address >= FirstAddress && length <= (ulong)_bytes.Length && address - FirstAddress <= (ulong)_bytes.Length - length);

    internal Span<byte> Span(ulong address, int length)
    {
        if (!Covers(address, (ulong)length))
            throw new InaccessibleAddressException(address, (ulong)length);
        return length == 0 ? [] : _bytes.AsSpan((int)(address - FirstAddress), length);
    }

    internal ulong Load(ulong address, AccessSize size) => size switch
    {
        AccessSize.One => At<byte>(address),
        AccessSize.Two => At<ushort>(address),
        AccessSize.Four => At<uint>(address),
        _ => At<ulong>(address),
    };

    internal ulong LoadAcquire(ulong address, AccessSize size) => size switch
    {
        AccessSize.One => Volatile.Read(ref At<byte>(address)),
        AccessSize.Two => Volatile.Read(ref At<ushort>(address)),
        AccessSize.Four => Volatile.Read(ref At<uint>(address)),
        _ => Volatile.Read(ref At<ulong>(address)),
    };

    internal void Store(ulong address, ulong value, AccessSize size)
    {
        switch (size)
        {
            case AccessSize.One:
                At<byte>(address) = (byte)value;
                break;
            case AccessSize.Two:
                At<ushort>(address) = (ushort)value;
                break;
            case AccessSize.Four:
                At<uint>(address) = (uint)value;
                break;
            default:
                At<ulong>(address) = value;
                break;
        }
    }

    internal void StoreRelease(ulong address, ulong value, AccessSize size)
    {
        switch (size)
        {
            case AccessSize.One:
                Volatile.Write(ref At<byte>(address), (byte)value);
                break;
            case AccessSize.Two:
                Volatile.Write(ref At<ushort>(address), (ushort)value);
                break;
            case AccessSize.Four:
                Volatile.Write(ref At<uint>(address), (uint)value);
                break;
            default:
                Volatile.Write(ref At<ulong>(address), value);
                break;
        }
    }

    internal ulong Exchange(ulong address, ulong value, AccessSize size) => size switch
    {
        AccessSize.One => Interlocked.Exchange(ref At<byte>(address), (byte)value),
        AccessSize.Two => Interlocked.Exchange(ref At<ushort>(address), (ushort)value),
        AccessSize.Four => Interlocked.Exchange(ref At<uint>(address), (uint)value),
        _ => Interlocked.Exchange(ref At<ulong>(address), value),
    };

    internal ulong CompareExchange(ulong address, ulong expected, ulong value, AccessSize size) => size switch
    {
        AccessSize.One => Interlocked.CompareExchange(ref At<byte>(address), (byte)value, (byte)expected),
        AccessSize.Two => Interlocked.CompareExchange(ref At<ushort>(address), (ushort)value, (ushort)expected),
        AccessSize.Four => Interlocked.CompareExchange(ref At<uint>(address), (uint)value, (uint)expected),
        _ => Interlocked.CompareExchange(ref At<ulong>(address), value, expected),
    };

    // An access is one access of the machine only where it is aligned; the array's bytes begin at a multiple of 8.
    private ref T At<T>(ulong address)
        where T : unmanaged
    {
        var bytes = Span(address, Unsafe.SizeOf<T>());
        if (address % (ulong)Unsafe.SizeOf<T>() != 0)
            throw new ArgumentException($"an access of {Unsafe.SizeOf<T>()} bytes at 0x{address:x} is not aligned", nameof(address));
        return ref Unsafe.As<byte, T>(ref bytes[0]);
    }
}
