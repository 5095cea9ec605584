namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A list that loses items at its front without moving the others, and grows to what it needs.</summary>
internal struct Ring<T>()
    where T : unmanaged
{
    private T[] _items = new T[16];
    private int _head;

    internal int Count { get; private set; }

    internal readonly ref T this[int place] => ref _items[(_head + place) & (_items.Length - 1)];

    internal void Insert(int place, in T item)
    {
        if (Count == _items.Length)
            Grow();
        Count++;
        for (var i = Count - 1; i > place; i--)
            this[i] = this[i - 1];
        this[place] = item;
    }

    internal void RemoveFirst()
    {
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
    }

    internal void RemoveAt(int place)
    {
        for (var i = place; i < Count - 1; i++)
            this[i] = this[i + 1];
        Count--;
    }

    internal readonly void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
            writer.Write(this[i]);
    }

    internal void Restore(StateReader reader)
    {
        (_head, Count) = (0, 0);
        for (var left = reader.ReadIndex(int.MaxValue); left > 0; left--)
            Insert(Count, reader.Read<T>());
    }

    private void Grow()
    {
        var items = new T[_items.Length * 2];
        for (var i = 0; i < Count; i++)
            items[i] = this[i];
        (_items, _head) = (items, 0);
    }
}
