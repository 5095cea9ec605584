namespace DigitalTwin.Sdk;

/// <summary>A lane's deadlines: values that grow stale, and functions that behaviours have scheduled. Served in order of time, before anything later.</summary>
internal sealed class LaneTimers(LaneWorker worker)
{
    private readonly PriorityQueue<Action, (long Due, long Sequence)> _scheduled = new();
    private readonly PriorityQueue<TwinSlot, (long Due, string Id)> _stale = new(Comparer<(long Due, string Id)>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : string.CompareOrdinal(a.Id, b.Id)));

    private long _sequence;

    internal void Add(long due, Action callback) => _scheduled.Enqueue(callback, (due, _sequence++));

    /// <summary>Watches a twin until none of its values can grow stale any more.</summary>
    internal void Watch(TwinSlot slot)
    {
        var due = slot.Twin.Lane.NextStale(slot.Twin.Row);
        if (due == long.MaxValue || slot.IsWatched)
            return;
        slot.IsWatched = true;
        _stale.Enqueue(slot, (due, slot.Twin.Id));
    }

    /// <summary>Serves every deadline up to a moment, each at its own time.</summary>
    internal void RunUntil(long now)
    {
        while (true)
        {
            var stale = _stale.TryPeek(out var slot, out var staleKey) ? staleKey.Due : long.MaxValue;
            var scheduled = _scheduled.TryPeek(out var callback, out var key) ? key.Due : long.MaxValue;
            if (Math.Min(stale, scheduled) > now)
                return;
            if (stale <= scheduled)
            {
                _stale.Dequeue();
                Expire(slot!, stale);
            }
            else
            {
                _scheduled.Dequeue();
                worker.SetNow(scheduled);
                worker.Guarded(callback!);
            }
        }
    }

    private void Expire(TwinSlot slot, long due)
    {
        slot.IsWatched = false;
        var lane = slot.Twin.Lane;
        var next = lane.NextStale(slot.Twin.Row);
        if (next <= due)
        {
            worker.SetNow(due);
            lane.ExpireRow(slot.Twin.Row, due);
        }

        Watch(slot);
    }
}
