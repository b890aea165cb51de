using System.Runtime.InteropServices;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;
using Virtspec.Reference.Port;

namespace Virtspec.Properties.Rings;

/// <summary>Plain memory that stands for what driver and device share, with doorbells that count.</summary>
internal sealed unsafe class SharedMemory : IMemoryView, IDisposable
{
    internal const ulong Start = 0x100000;
    private readonly byte* _bytes;
    private readonly int _size;

    internal SharedMemory(int size)
    {
        _size = size;
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)size, 4096);
        Bytes.Clear();
        Map = new GuestMemory([new(Start, (ulong)size, 0, (nint)_bytes)]);
        Port = new LivePort(Map, Bells, Start);
    }

    internal GuestMemory Map { get; }

    internal CountingDoorbells Bells { get; } = new();

    internal LivePort Port { get; }

    internal Span<byte> Bytes => new(_bytes, _size);

    internal ulong End => Start + (ulong)_size;

    internal Span<byte> At(ulong address, ulong length) => Map.Span(address, (int)length);

    internal ushort Read16(ulong address) => MemoryMarshal.Read<ushort>(At(address, 2));

    internal ulong Read64(ulong address) => MemoryMarshal.Read<ulong>(At(address, 8));

    public bool TryRead(ulong address, Span<byte> destination)
    {
        if (!Map.TryTranslate(address, (ulong)destination.Length, out var pointer))
            return false;
        new ReadOnlySpan<byte>(pointer, destination.Length).CopyTo(destination);
        return true;
    }

    public void Dispose() => NativeMemory.AlignedFree(_bytes);

    /// <summary>The result of a task that ran over a live port: it has to have run straight through.</summary>
    internal static T Now<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("a live port never suspends its caller");

    internal static void Now(ValueTask task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("a live port never suspends its caller");
        task.GetAwaiter().GetResult();
    }
}

/// <summary>Counts kicks and calls.</summary>
internal sealed class CountingDoorbells : Doorbells
{
    internal int Kicks { get; private set; }

    internal int Calls { get; private set; }

    internal override void Signal(Doorbell doorbell)
    {
        if (doorbell.IsKick())
            Kicks++;
        else
            Calls++;
    }

    internal override bool Wait(Doorbell doorbell) => false;
}
