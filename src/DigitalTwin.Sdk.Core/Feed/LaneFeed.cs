using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>Hands a lane's changes to its subscribers' rings. Publishing happens under the lane's gate; the list changes under it too.</summary>
internal sealed class LaneFeed
{
    private LaneSubscriber[] _all = [];
    private Dictionary<int, LaneSubscriber[]> _byRow = [];
    private volatile bool _hasSubscribers;
    private volatile LaneSubscriber[] _waiters = [];

    internal bool HasSubscribers => _hasSubscribers;

    internal bool HasWaiters => _waiters.Length > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Publish(in TwinChange change, int row)
    {
        foreach (var subscriber in _all)
            subscriber.Offer(change);
        if (_byRow.Count > 0 && _byRow.TryGetValue(row, out var some))
        {
            foreach (var subscriber in some)
                subscriber.Offer(change);
        }
    }

    /// <summary>Waits, outside the gate, until every subscriber that makes writers wait has room for one more, or its limit is over.</summary>
    internal void WaitForRoom()
    {
        foreach (var waiter in _waiters)
            waiter.WaitForRoom();
    }

    /// <summary>Adds a subscriber. Caller holds the gate.</summary>
    internal void Add(LaneSubscriber subscriber, int? row)
    {
        if (row is { } r)
            _byRow = new Dictionary<int, LaneSubscriber[]>(_byRow) { [r] = [.. _byRow.GetValueOrDefault(r, []), subscriber] };
        else
            _all = [.. _all, subscriber];
        Changed();
    }

    /// <summary>Removes a subscriber. Caller holds the gate.</summary>
    internal void Remove(LaneSubscriber subscriber, int? row)
    {
        if (row is { } r)
        {
            var rest = Array.FindAll(_byRow.GetValueOrDefault(r, []), s => s != subscriber);
            _byRow = new Dictionary<int, LaneSubscriber[]>(_byRow);
            if (rest.Length == 0)
                _byRow.Remove(r);
            else
                _byRow[r] = rest;
        }
        else
        {
            _all = Array.FindAll(_all, s => s != subscriber);
        }

        Changed();
    }

    private void Changed()
    {
        _hasSubscribers = _all.Length > 0 || _byRow.Count > 0;
        _waiters = [.. _all.Concat(_byRow.Values.SelectMany(s => s)).Where(s => s.MakesWritersWait)];
    }
}
