namespace Virtspec.Exploration.States;

/// <summary>A list that grows without copying what it holds, and whose beginning can be given back.</summary>
internal sealed class ChunkedList<T>
    where T : unmanaged
{
    private const int Shift = 14;
    private const int Mask = (1 << Shift) - 1;
    private T[]?[] _chunks = new T[]?[16];
    private int _released;

    internal int Count { get; private set; }

    internal ref T this[int index] => ref _chunks[index >> Shift]![index & Mask];

    internal void Add(in T item)
    {
        var chunk = Count >> Shift;
        if ((Count & Mask) == 0)
        {
            if (chunk == _chunks.Length)
                Array.Resize(ref _chunks, chunk * 2);
            _chunks[chunk] = new T[1 << Shift];
        }

        _chunks[chunk]![Count++ & Mask] = item;
    }

    /// <summary>Gives back memory of items before <paramref name="index"/>; they must not be asked for again.</summary>
    internal void Release(int index)
    {
        for (; _released < index >> Shift; _released++)
            _chunks[_released] = null;
    }
}
