using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>One subscriber's queue in one lane, with its filter and its overflow policy.</summary>
internal sealed class LaneSubscriber(ChangeSubscription subscription, WakeSignal signal, ChangeFeedOptions options, TimeProvider timeProvider)
{
    // A reader that is only a ring behind catches up in less time than the shortest pause takes.
    private const int SpinsBeforePause = 100;
    private readonly TwinChangeKind _kinds = options.Kinds;
    private readonly bool _isFiltered = options.Model is not null || options.Path is not null;

    internal FeedRing Ring { get; } = new(options.Capacity);

    internal bool MakesWritersWait => options.Overflow == OverflowPolicy.Wait;

    /// <summary>Queues an event if it is wanted. Caller holds the lane's gate.</summary>
    internal void Offer(in TwinChange change, ref object? boxed)
    {
        if ((change.Kind & _kinds) == 0 || (_isFiltered && !FeedFilter.Wants(options, change)))
            return;
        boxed ??= change;
        if (!Ring.TryAdd(boxed) && (!MakeRoom() || !Ring.TryAdd(boxed)))
            subscription.CountDropped();
        signal.Wake();
    }

    /// <summary>Queues a reported number if it is wanted. Caller holds the lane's gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Offer(
        Lane lane, PropertyDefinition definition, int row, long revision, long oldBits, Quality oldQuality, in Cell value, ChangeOrigin origin)
    {
        if ((TwinChangeKind.Updated & _kinds) == 0 || (_isFiltered && !Wants(lane, definition, row)))
            return;
        if (!Ring.TryAdd(definition, row, revision, oldBits, oldQuality, value, origin))
            OfferToFull(definition, row, revision, oldBits, oldQuality, value, origin);
        signal.Wake();
    }

    /// <summary>Queues reported numbers that are known to fit, as far as they are wanted. Caller holds the lane's gate.</summary>
    internal void Offer(Lane lane, ReadOnlySpan<FeedEntry> entries, ChangeOrigin origin)
    {
        if ((TwinChangeKind.Updated & _kinds) == 0)
            return;
        if (!_isFiltered)
        {
            Ring.Add(entries, origin);
        }
        else
        {
            for (var i = 0; i < entries.Length; i++)
            {
                if (Wants(lane, lane.Feed.DefinitionOf(entries[i].Definition), entries[i].Row))
                    Ring.Add(entries.Slice(i, 1), origin);
            }
        }

        signal.Wake();
    }

    /// <summary>Waits until there is room; false if that took too long or makes no sense, so that the writer goes on and the loss is counted.</summary>
    internal bool WaitForRoom()
    {
        if (subscription.IsClosed || subscription.IsCalledByObserver)
            return false;
        var start = timeProvider.GetTimestamp();
        var spin = default(SpinWait);
        while (!Ring.HasRoom && !subscription.IsClosed && timeProvider.GetElapsedTime(start) < options.WaitLimit)
        {
            signal.Wake();
            spin.SpinOnce(SpinsBeforePause);
        }

        return Ring.HasRoom;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Wants(Lane lane, PropertyDefinition definition, int row) => FeedFilter.Wants(options, lane.TwinEverAt(row), definition);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OfferToFull(
        PropertyDefinition definition, int row, long revision, long oldBits, Quality oldQuality, in Cell value, ChangeOrigin origin)
    {
        if (!MakeRoom() || !Ring.TryAdd(definition, row, revision, oldBits, oldQuality, value, origin))
            subscription.CountDropped();
    }

    /// <summary>Does what the policy says about a full ring; true if there is room now.</summary>
    private bool MakeRoom()
    {
        switch (options.Overflow)
        {
            case OverflowPolicy.DropOldest:
                if (Ring.TryDropOldest())
                    subscription.CountDropped();
                return true;
            case OverflowPolicy.Disconnect:
                subscription.CloseForOverflow();
                return false;
            default:
                return false;
        }
    }
}
