namespace DigitalTwin.Sdk;

/// <summary>
/// The time of a lane and its deadlines: values that grow stale, and functions that behaviours have scheduled. Served in order of time,
/// before anything later.
/// </summary>
/// <remarks>
/// By the runtime's clock all lanes of a worker share one of these, as they all live in the same present. In a replay each lane (a twin,
/// or twins that behaviours join) has its own, which moves with that lane's samples and at barriers only: whose samples share a worker
/// depends on how many workers there are, and no result may.
/// </remarks>
internal sealed class LaneClock(LaneWorker worker, long startTicks)
{
    /// <summary>How long after a failure the values of a twin are aged again.</summary>
    private static readonly long RetryTicks = TimeSpan.FromSeconds(1).Ticks;
    private readonly PriorityQueue<Action, (long Due, long Sequence)> _scheduled = new();
    private readonly PriorityQueue<TwinSlot, (long Due, string Id)> _stale = new(Comparer<(long Due, string Id)>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : string.CompareOrdinal(a.Id, b.Id)));

    private long _sequence;
    private long _lastArrival;

    /// <summary>Lane time: arrival of what is being worked on, or the deadline being served. 100 ns UTC.</summary>
    internal long Now { get; private set; } = startTicks;

    internal LaneWorker Worker { get; } = worker;

    internal void Schedule(long due, Action callback) => _scheduled.Enqueue(callback, (due, _sequence++));

    /// <summary>Watches a twin until none of its values can grow stale any more. To be called whenever one that can has been stored: its deadline may be the earliest.</summary>
    internal void Watch(TwinSlot slot) => Watch(slot, notBefore: 0);

    private void Watch(TwinSlot slot, long notBefore)
    {
        var due = Math.Max(notBefore, slot.Twin.Lane.NextStale(slot.Twin.Row));
        if (due >= slot.WatchedDue)
            return;
        slot.WatchedDue = due;
        _stale.Enqueue(slot, (due, slot.Twin.Id));
    }

    /// <summary>The arrival time of a sample whose turn has come: not before that of the sample before it.</summary>
    internal long Admit(long arrivalTicks) => _lastArrival = Math.Max(_lastArrival, arrivalTicks);

    /// <summary>Serves every deadline up to a moment, each at its own time, and moves on to it. What was scheduled for a time that has passed is served too.</summary>
    internal void AdvanceTo(long to)
    {
        var now = Math.Max(Now, to);
        while (true)
        {
            var stale = _stale.TryPeek(out var slot, out var staleKey) ? staleKey.Due : long.MaxValue;
            var scheduled = _scheduled.TryPeek(out var callback, out var key) ? key.Due : long.MaxValue;
            if (Math.Min(stale, scheduled) > now)
                break;
            if (stale <= scheduled)
            {
                _stale.Dequeue();
                Expire(slot!, stale);
            }
            else
            {
                _scheduled.Dequeue();
                SetNow(scheduled);
                Worker.Guarded(callback!);
            }
        }

        SetNow(now);
    }

    private void SetNow(long now) => Now = Math.Max(Now, now);

    private void Expire(TwinSlot slot, long due)
    {
        // An entry that an earlier one has replaced.
        if (slot.WatchedDue != due)
            return;
        slot.WatchedDue = long.MaxValue;
        var lane = slot.Twin.Lane;
        var retryAt = 0L;
        if (lane.NextStale(slot.Twin.Row) <= due)
        {
            SetNow(due);
            try
            {
                lane.ExpireRow(slot.Twin.Row, due);
            }
            catch (Exception e)
            {
                // Users' code runs on the way (a formula, an equality, a clock). The other twins' deadlines are served all the same, and this one's again.
                Worker.NoteFailure("The ageing of the values", slot.Twin.Id, e);
                retryAt = due + RetryTicks;
            }
        }

        Watch(slot, retryAt);
    }
}
