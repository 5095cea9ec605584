namespace DigitalTwin.Sdk;

/// <summary>Judges one twin's life-cycle state and entanglement (semantics S4, S5). Works in the twin's lane; each update costs O(1).</summary>
internal sealed class HealthTracker
{
    /// <summary>What is said of a twin that has been removed.</summary>
    internal const string Removed = "the twin has been removed from its graph";
    private static readonly TimeSpan LeadWorthSaying = TimeSpan.FromSeconds(1);
    private readonly Twin _twin;
    private readonly EntanglementOptions _options;
    private readonly Dictionary<string, bool> _sources = new(StringComparer.Ordinal);
    private readonly bool[] _timely;
    private readonly Dictionary<Property, ArrivalWindow> _expected = [];
    private readonly HashSet<int> _readCells;
    private readonly UpTimeWindow _upTime;
    private int _timelyCount;
    private int _updates;
    private int _next;
    private bool _everBound;
    private bool _present = true;
    private long _skewed;
    private long _skew;

    internal HealthTracker(Twin twin, EntanglementOptions options, IReadOnlyCollection<ConnectorBinding> bindings, IEnumerable<string> sources, long now)
    {
        _twin = twin;
        _options = options;
        _timely = new bool[options.Updates];
        foreach (var source in sources)
            _sources[source] = false;
        var read = bindings.Where(b => b.Access.HasFlag(ConnectorAccess.Read)).ToList();
        _readCells = [.. read.Select(b => b.Property.Cell)];
        foreach (var binding in read)
        {
            if (binding.ExpectedPeriod is { } period)
                _expected[binding.Property] = new ArrivalWindow(period, options.Window);
        }

        _upTime = new UpTimeWindow(_expected.Values.Select(e => e.Ticks).Append(options.Window.Ticks).Max(), now);
        Health = new TwinHealth(TwinLifeCycle.Unbound, new DateTimeOffset(now, TimeSpan.Zero), 0, _expected.Count > 0 ? 0 : null, 0, "no source has been heard of yet");
    }

    private enum Ages
    {
        /// <summary>No input has a maximum age.</summary>
        Unknown,

        /// <summary>An input that a connector reads has not been heard of yet, or not since its link came back.</summary>
        Waiting,

        /// <summary>No input is older than it may be.</summary>
        Fresh,

        /// <summary>Some inputs are too old.</summary>
        SomeStale,

        /// <summary>All inputs that can grow stale have.</summary>
        AllStale,
    }

    internal TwinHealth Health { get; private set; }

    /// <summary>Whether it is judged by a clock, which may be wrong, and not by samples alone.</summary>
    internal bool HasClock { get; init; }

    private static (TwinLifeCycle State, string Reason) NotYet => (TwinLifeCycle.Bound, "connected; not enough timely updates yet");

    private bool IsNew => Health.State is TwinLifeCycle.Unbound or TwinLifeCycle.Binding or TwinLifeCycle.Bound;

    /// <summary>Counts one update; retained values are no fresh news and do not count.</summary>
    internal void Observe(PropertyPort port, long eventTicks, long arrivalTicks, Quality quality)
    {
        if (quality.Has(Quality.Retained))
            return;
        var age = arrivalTicks - eventTicks;

        // Where the connector has put its own time in place of a skewed one the age is zero and tells nothing.
        var isSkewed = age < 0 || quality.Has(Quality.ClockSkew);
        _skew = Math.Max(0, -age);
        _skewed += isSkewed ? 1 : 0;
        var timely = !isSkewed && age <= _options.MaxDelay.Ticks;
        if (_updates == _timely.Length)
            _timelyCount -= _timely[_next] ? 1 : 0;
        else
            _updates++;
        _timely[_next] = timely;
        _timelyCount += timely ? 1 : 0;
        _next = (_next + 1) % _timely.Length;
        if (_expected.Count > 0 && _expected.TryGetValue(port.Property, out var expected))
            expected.Note(arrivalTicks);
    }

    internal void SetSource(string source, bool isUp, long now)
    {
        _sources[source] = isUp;
        NoteUpTime(now);
    }

    /// <summary>Notes whether the device is there; true if that is news.</summary>
    internal bool SetPresence(bool isPresent, long now)
    {
        var isNews = _present != isPresent;
        _present = isPresent;
        NoteUpTime(now);
        return isNews;
    }

    /// <summary>Judges anew and announces a change of state through the change feed; false if the twin has been removed, whose end the feed has told already.</summary>
    internal bool Judge(long now)
    {
        try
        {
            if (_twin.Lane.TwinAtOrNull(_twin.Row) is not null)
            {
                JudgePresent(now);
                return true;
            }
        }
        catch (TwinException) when (_twin.Lane.TwinAtOrNull(_twin.Row) is null)
        {
            // Removed while it was being judged.
        }

        Health = Health with { State = TwinLifeCycle.Stopped, Since = new DateTimeOffset(now, TimeSpan.Zero), Reason = Removed };
        return false;
    }

    private void JudgePresent(long now)
    {
        var timeliness = _updates == 0 ? 0 : (double)_timelyCount / _updates;
        double? reliability = _expected.Count == 0 ? null : 1;
        foreach (var expected in _expected.Values)
            reliability = Math.Min(reliability!.Value, expected.Share(now));
        var availability = _upTime.Share(now);
        var (state, reason) = State(timeliness * availability, reliability);
        var changed = state != Health.State;
        var since = changed ? new DateTimeOffset(now, TimeSpan.Zero) : Health.Since;
        Health = new TwinHealth(state, since, timeliness, reliability, availability, reason)
        {
            SkewedUpdates = _skewed,
            ClockSkew = new TimeSpan(_skew),
        };
        if (changed)
            _twin.Announce(TwinChangeKind.LifeCycle, ChangeOrigin.Clock, now, Health);
    }

    private (TwinLifeCycle State, string Reason) State(double punctuality, double? reliability)
    {
        var up = _sources.Values.Count(v => v);
        _everBound |= up == _sources.Count && up > 0;
        if (up == 0 && !_everBound)
            return (TwinLifeCycle.Unbound, "no source has been connected yet");
        if (!_everBound)
            return (TwinLifeCycle.Binding, $"{up} of {_sources.Count} sources connected");
        var ages = JudgeAges();
        var lead = HasClock ? _twin.Graph.ClockLead : TimeSpan.Zero;
        if (ages == Ages.AllStale)
            return (TwinLifeCycle.OutOfSync, lead > LeadWorthSaying ? $"all inputs are stale, and {LeadText(lead)}" : "all inputs are stale");
        if (lead > LeadWorthSaying)
            return (TwinLifeCycle.Degraded, LeadText(lead));
        if (!_present)
            return (TwinLifeCycle.Degraded, "the device has left");
        if (up < _sources.Count)
            return (TwinLifeCycle.Degraded, $"{_sources.Count - up} of {_sources.Count} sources lost: {string.Join(", ", _sources.Where(s => !s.Value).Select(s => s.Key))}");
        if (ages == Ages.SomeStale)
            return (TwinLifeCycle.Degraded, $"stale: {string.Join(", ", _twin.Properties.Where(p => p.Definition.MaxAge is not null && QualityOf(p.Cell).Has(Quality.Stale)).Select(p => p.Name))}");
        if (reliability is null && ages == Ages.Unknown)
            return (TwinLifeCycle.Bound, "connected; neither an expected period nor a maximum age is stated, so silence means nothing");
        if (ages == Ages.Waiting)
            return IsNew ? NotYet : (TwinLifeCycle.Degraded, "no values since the link came back");
        return JudgeEntanglement(punctuality * (reliability ?? 1));
    }

    private static string LeadText(TimeSpan lead) => FormattableString.Invariant(
        $"the twins' time runs {lead.TotalSeconds:F1} s ahead of the machine's clock, which was set back; they agree in about {SteadyTimeProvider.TimeUntilAgreed(lead)}");

    private (TwinLifeCycle State, string Reason) JudgeEntanglement(double entanglement)
    {
        if (entanglement >= _options.EnterAbove)
            return (TwinLifeCycle.Synchronized, "in step with the asset");
        return Health.State switch
        {
            TwinLifeCycle.Synchronized when entanglement >= _options.LeaveBelow => (TwinLifeCycle.Synchronized, Health.Reason),
            _ when IsNew => NotYet,
            _ => (TwinLifeCycle.Degraded, FormattableString.Invariant($"entanglement {entanglement:F2} is too low")),
        };
    }

    private Ages JudgeAges()
    {
        var (layout, map) = _twin.Shape;
        var (isWaiting, fresh, stale) = (false, 0, 0);
        for (var slot = 0; slot < layout.Definitions.Length; slot++)
        {
            var definition = layout.Definitions[slot];
            if (definition.MaxAge is null || definition.IsVirtual || definition.IsDerived)
                continue;
            var quality = QualityOf(map.CellOf(slot));
            if (quality == Quality.NoData)
                isWaiting |= _readCells.Contains(map.CellOf(slot));
            else if (quality.Has(Quality.Stale))
                stale++;
            else if (quality.Has(Quality.CommLoss))
                isWaiting = true;
            else
                fresh++;
        }

        if (stale > 0)
            return fresh > 0 ? Ages.SomeStale : Ages.AllStale;
        if (isWaiting)
            return Ages.Waiting;
        return fresh > 0 ? Ages.Fresh : Ages.Unknown;
    }

    private Quality QualityOf(int cell) => _twin.Lane.ReadCell(_twin.Row, cell, out _).Quality;

    private void NoteUpTime(long now) => _upTime.Note(_present && _sources.Values.All(v => v), now);
}
