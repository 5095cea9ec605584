using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>One subscriber's queue in one lane, with its filter and its overflow policy.</summary>
internal sealed class LaneSubscriber(ChangeSubscription subscription, ChangeFeedOptions options, TimeProvider timeProvider)
{
    private readonly TwinChangeKind _kinds = options.Kinds;
    private readonly bool _isFiltered = options.Model is not null || options.Path is not null;

    internal FeedRing Ring { get; } = new(options.Capacity);

    internal bool MakesWritersWait => options.Overflow == OverflowPolicy.Wait;

    /// <summary>Queues a change if it is wanted. Caller holds the lane's gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Offer(in TwinChange change)
    {
        if ((change.Kind & _kinds) == 0 || (_isFiltered && !FeedFilter.Wants(options, change)))
            return;
        if (!Ring.TryAdd(change))
            Overflow(change);
        subscription.Wake();
    }

    internal void WaitForRoom()
    {
        if (Ring.HasRoom || subscription.IsClosed || subscription.IsCalledByObserver)
            return;
        var start = timeProvider.GetTimestamp();
        var spin = default(SpinWait);
        while (!Ring.HasRoom && !subscription.IsClosed && timeProvider.GetElapsedTime(start) < options.WaitLimit)
        {
            subscription.Wake();
            spin.SpinOnce();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Overflow(in TwinChange change)
    {
        switch (options.Overflow)
        {
            case OverflowPolicy.DropOldest:
                if (Ring.TryDropOldest())
                    subscription.CountDropped();
                if (!Ring.TryAdd(change))
                    subscription.CountDropped();
                break;
            case OverflowPolicy.Disconnect:
                subscription.CountDropped();
                subscription.CloseForOverflow();
                break;
            default:
                subscription.CountDropped();
                break;
        }
    }
}
