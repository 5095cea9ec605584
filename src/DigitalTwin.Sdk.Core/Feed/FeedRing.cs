using System.Numerics;

namespace DigitalTwin.Sdk;

/// <summary>A bounded queue between one lane's writer (under the lane's gate) and one subscriber. Neither side takes a lock.</summary>
internal sealed class FeedRing
{
    private readonly TwinChange[] _entries;
    private readonly int _mask;
    private long _head;
    private long _tail;
    private long _cachedHead;

    internal FeedRing(int capacity)
    {
        _entries = new TwinChange[(int)BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _entries.Length - 1;
    }

    internal bool IsEmpty => Volatile.Read(ref _head) == Volatile.Read(ref _tail);

    internal bool HasRoom => Depth <= _mask;

    internal long Depth => Volatile.Read(ref _tail) - Volatile.Read(ref _head);

    /// <summary>Writer: adds an entry unless the ring is full.</summary>
    internal bool TryAdd(in TwinChange change)
    {
        var tail = _tail;
        if (tail - _cachedHead > _mask)
        {
            _cachedHead = Volatile.Read(ref _head);
            if (tail - _cachedHead > _mask)
                return false;
        }

        _entries[tail & _mask] = change;
        Volatile.Write(ref _tail, tail + 1);
        return true;
    }

    /// <summary>Writer: drops the oldest entry; false if the reader has just taken it.</summary>
    internal bool TryDropOldest()
    {
        var head = Volatile.Read(ref _head);
        return head != _tail && Interlocked.CompareExchange(ref _head, head + 1, head) == head;
    }

    /// <summary>Reader: takes up to as many entries as fit the buffer.</summary>
    internal int Take(TwinChange[] buffer)
    {
        while (true)
        {
            var head = Volatile.Read(ref _head);
            var count = (int)Math.Min(Volatile.Read(ref _tail) - head, buffer.Length);
            if (count == 0)
                return 0;
            for (var i = 0; i < count; i++)
                buffer[i] = _entries[(head + i) & _mask];

            // The writer may have dropped some of these and reused their places; then what was copied is void.
            if (Interlocked.CompareExchange(ref _head, head + count, head) == head)
                return count;
        }
    }
}
