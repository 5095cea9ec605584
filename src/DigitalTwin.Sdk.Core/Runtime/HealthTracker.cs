namespace DigitalTwin.Sdk;

/// <summary>Judges one twin's life-cycle state and entanglement (semantics S4, S5). Works in the twin's lane; each update costs O(1).</summary>
internal sealed class HealthTracker
{
    private readonly Twin _twin;
    private readonly EntanglementOptions _options;
    private readonly Dictionary<string, bool> _sources = new(StringComparer.Ordinal);
    private readonly bool[] _timely;
    private readonly Queue<long> _arrivals = new();
    private readonly Queue<(long At, bool IsUp)> _upTime = new();
    private readonly double _expected;
    private readonly long _window;
    private int _timelyCount;
    private int _updates;
    private int _next;
    private bool _everBound;
    private bool _present = true;
    private long _skewed;

    internal HealthTracker(Twin twin, EntanglementOptions options, IReadOnlyCollection<ConnectorBinding> bindings, IEnumerable<string> sources, long now)
    {
        _twin = twin;
        _options = options;
        _timely = new bool[options.Updates];
        foreach (var source in sources)
            _sources[source] = false;
        var periods = bindings.Where(b => b.Access.HasFlag(ConnectorAccess.Read) && b.ExpectedPeriod is not null).Select(b => b.ExpectedPeriod!.Value).ToArray();
        var longest = periods.Length == 0 ? TimeSpan.Zero : periods.Max();
        _window = Math.Max(options.Window.Ticks, 10 * longest.Ticks);
        _expected = periods.Sum(p => (double)_window / p.Ticks);
        Health = new TwinHealth(TwinLifeCycle.Unbound, new DateTimeOffset(now, TimeSpan.Zero), 0, 0, 0, "no source has been heard of yet");
        _upTime.Enqueue((now, false));
    }

    internal TwinHealth Health { get; private set; }

    /// <summary>Updates whose event time lay after their arrival: the source's clock is ahead of ours.</summary>
    internal long SkewedUpdates => Volatile.Read(ref _skewed);

    /// <summary>Counts one update; retained values are no fresh news and do not count.</summary>
    internal void Observe(long eventTicks, long arrivalTicks, Quality quality)
    {
        if (quality.Has(Quality.Retained))
            return;
        var age = arrivalTicks - eventTicks;
        if (age < 0)
            _skewed++;
        var timely = age >= 0 && age <= _options.MaxDelay.Ticks;
        if (_updates == _timely.Length)
            _timelyCount -= _timely[_next] ? 1 : 0;
        else
            _updates++;
        _timely[_next] = timely;
        _timelyCount += timely ? 1 : 0;
        _next = (_next + 1) % _timely.Length;
        _arrivals.Enqueue(arrivalTicks);
        while (_arrivals.Count > 0 && (_arrivals.Peek() <= arrivalTicks - _window || _arrivals.Count > 100_000))
            _arrivals.Dequeue();
    }

    internal void SetSource(string source, bool isUp, long now)
    {
        _sources[source] = isUp;
        NoteUpTime(now);
    }

    internal void SetPresence(bool isPresent, long now)
    {
        _present = isPresent;
        NoteUpTime(now);
    }

    /// <summary>Judges anew and announces a change of state through the change feed.</summary>
    internal void Judge(long now)
    {
        while (_arrivals.Count > 0 && _arrivals.Peek() <= now - _window)
            _arrivals.Dequeue();
        var timeliness = _updates == 0 ? 0 : (double)_timelyCount / _updates;
        var reliability = _expected > 0 ? Math.Min(1, _arrivals.Count / _expected) : _updates > 0 ? 1 : 0;
        var availability = Availability(now);
        var (state, reason) = State(timeliness * reliability * availability);
        var changed = state != Health.State;
        var since = changed ? new DateTimeOffset(now, TimeSpan.Zero) : Health.Since;
        Health = new TwinHealth(state, since, timeliness, reliability, availability, changed ? reason : Health.Reason);
        if (changed)
            _twin.Announce(TwinChangeKind.LifeCycle, ChangeOrigin.Clock, now, Health);
    }

    private (TwinLifeCycle State, string Reason) State(double entanglement)
    {
        var up = _sources.Values.Count(v => v);
        _everBound |= up == _sources.Count && up > 0;
        if (up == 0 && !_everBound)
            return (TwinLifeCycle.Unbound, "no source has been connected yet");
        if (!_everBound)
            return (TwinLifeCycle.Binding, $"{up} of {_sources.Count} sources connected");
        if (AllStale())
            return (TwinLifeCycle.OutOfSync, "all inputs are stale");
        if (!_present)
            return (TwinLifeCycle.Degraded, "the device has left");
        if (up < _sources.Count)
            return (TwinLifeCycle.Degraded, $"{_sources.Count - up} of {_sources.Count} sources lost: {string.Join(", ", _sources.Where(s => !s.Value).Select(s => s.Key))}");
        if (entanglement >= _options.EnterAbove)
            return (TwinLifeCycle.Synchronized, "in step with the asset");
        return Health.State switch
        {
            TwinLifeCycle.Synchronized when entanglement >= _options.LeaveBelow => (TwinLifeCycle.Synchronized, Health.Reason),
            TwinLifeCycle.Unbound or TwinLifeCycle.Binding or TwinLifeCycle.Bound => (TwinLifeCycle.Bound, "connected; not enough timely updates yet"),
            _ => (TwinLifeCycle.Degraded, FormattableString.Invariant($"entanglement {entanglement:F2} is too low")),
        };
    }

    private bool AllStale()
    {
        var any = false;
        foreach (var property in _twin.Properties)
        {
            if (property.Definition.MaxAge is null || property.Definition.IsVirtual)
                continue;
            var quality = _twin.Lane.ReadCell(_twin.Row, property.Cell, out _).Quality;
            if (quality == Quality.NoData)
                continue;
            any = true;
            if (!quality.Has(Quality.Stale))
                return false;
        }

        return any;
    }

    private void NoteUpTime(long now) => _upTime.Enqueue((now, _present && _sources.Values.All(v => v)));

    private double Availability(long now)
    {
        var from = now - _window;
        while (_upTime.Count > 1 && _upTime.ElementAt(1).At <= from)
            _upTime.Dequeue();
        var up = 0L;
        var covered = 0L;
        (long At, bool IsUp)? last = null;
        foreach (var entry in _upTime)
        {
            if (last is { } l)
                Add(l, entry.At);
            last = entry;
        }

        if (last is { } end)
            Add(end, now);
        return covered == 0 ? (last?.IsUp == true ? 1 : 0) : (double)up / covered;

        void Add((long At, bool IsUp) span, long until)
        {
            var length = Math.Max(0, until - Math.Max(span.At, from));
            covered += length;
            up += span.IsUp ? length : 0;
        }
    }
}
