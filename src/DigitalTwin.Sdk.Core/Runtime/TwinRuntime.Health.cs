namespace DigitalTwin.Sdk;

/// <content>What is known of connectors and devices, and what follows for the twins.</content>
public sealed partial class TwinRuntime
{
    /// <summary>Notes of presence of which only the last of many counted, because they came faster than they could be worked off.</summary>
    internal long CoalescedPresence => _hosts.Sum(h => h.CoalescedPresence);

    internal IEnumerable<(Twin Twin, TwinHealth Health)> Healths() =>
        _slots.Values.Where(s => s.Health is not null && s.Twin.Lane.TwinAtOrNull(s.Twin.Row) is not null).Select(s => (s.Twin, s.Health!.Health));

    internal void ConnectorChanged(ConnectorHost host, ConnectorState before, ConnectorState after, string reason)
    {
        RuntimeLog.ConnectorState(_logger, host.Connector.Name, after, reason);
        var isUp = after == ConnectorState.Connected;
        var wasUp = before == ConnectorState.Connected;
        foreach (var twins in host.Connector.Bindings.GroupBy(b => b.Property.Twin))
        {
            var slot = _slots[twins.Key];
            slot.Worker.PostAction(() =>
            {
                slot.Health?.SetSource(host.Connector.Name, isUp, slot.Now);
                if (wasUp && !isUp)
                    MarkLost(twins, slot, host.Origin);
                slot.Health?.Judge(slot.Now);
            });
        }
    }

    /// <summary>A lost link is there again.</summary>
    internal void GapEnded(LinkGap gap)
    {
        RuntimeLog.LinkGap(_logger, gap.Connector, gap.Last, gap.Until, gap.Reason);
        _linkGaps.Publish(gap);
    }

    /// <summary>Makes the way for what a connector says of a device's presence; null if the twin has no lane.</summary>
    internal PresenceNotes? Presence(ConnectorHost host, Twin twin)
    {
        if (!_slots.TryGetValue(twin, out var slot))
            return null;
        var bindings = host.Connector.Bindings.Where(b => ReferenceEquals(b.Property.Twin, twin)).ToList();
        return new PresenceNotes(slot, isPresent =>
        {
            var isNews = slot.Health?.SetPresence(isPresent, slot.Now) == true;
            if (!isPresent)
                MarkLost(bindings, slot, host.Origin);
            if (isNews)
                slot.Health!.Judge(slot.Now);
        });
    }

    private void StartJudging()
    {
        var now = _options.Clock == RuntimeClock.Samples ? 0 : TimeProvider.GetUtcNow().UtcTicks;
        foreach (var bindings in _hosts.SelectMany(h => h.Connector.Bindings).GroupBy(b => b.Property.Twin).OrderBy(g => g.Key.Id, StringComparer.Ordinal))
        {
            var sources = _hosts.Where(h => h.Connector.Bindings.Any(b => ReferenceEquals(b.Property.Twin, bindings.Key))).Select(h => h.Connector.Name);
            var slot = _slots[bindings.Key];
            slot.Health = new HealthTracker(bindings.Key, _options.Entanglement, [.. bindings], sources, now) { HasClock = _options.Clock == RuntimeClock.TimeProvider };
            JudgePeriodically(slot, now);
        }
    }

    private void JudgePeriodically(TwinSlot slot, long now)
    {
        var period = _options.Entanglement.Period.Ticks;
        if (_options.Clock == RuntimeClock.Samples)
            slot.WhenFirstHeard = ScheduleAfter;
        else
            ScheduleAfter(now);

        void ScheduleAfter(long time) => slot.Clock.Schedule(((time / period) + 1) * period, Judge);

        void Judge()
        {
            if (!slot.Health!.Judge(slot.Now))
                return;
            ScheduleAfter(slot.Now);
        }
    }

    private void MarkLost(IEnumerable<ConnectorBinding> bindings, TwinSlot slot, ChangeOrigin origin)
    {
        foreach (var binding in bindings.Where(b => b.Access.HasFlag(ConnectorAccess.Read)))
            Port(binding.Property).MarkLost(slot.Now, origin);
    }

    private void AnnounceStop(TwinSlot slot)
    {
        if (Graph.TryGet(slot.Twin.Id, out var twin) && ReferenceEquals(twin, slot.Twin))
        {
            var now = new DateTimeOffset(Graph.Now, TimeSpan.Zero);
            twin.Announce(TwinChangeKind.LifeCycle, ChangeOrigin.User, now.UtcTicks, slot.Health!.Health with { State = TwinLifeCycle.Stopped, Since = now, Reason = "the runtime has stopped" });
        }
    }
}
