namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Judges how good the data of one signal are, before anything is built on them: coverage, gaps, order, duplicates, frozen values,
/// outliers, delays, and the period at which the source really speaks.
/// <code>
/// var audit = new SignalAudit();
/// audit.Add(record);                      // columns of a record, or sample by sample on a live signal
/// Console.WriteLine(audit.Report());
/// </code>
/// </summary>
/// <remarks>
/// Takes samples in the order in which they come, late ones included, and changes none. The same samples give the same report, one by
/// one or in blocks of any size. Some 100 kB of memory, whatever the length of the record; nothing is allocated per sample. Intervals
/// are sorted into bins 3 % wide, so an irregular signal's period and gaps are known to within that. Not thread-safe.
/// </remarks>
public sealed class SignalAudit
{
    private const int FewestFrozen = 10;
    private const int MostGaps = 10;
    private readonly SignalAuditOptions _options;
    private readonly IntervalHistogram _intervals = new();
    private readonly IntervalHistogram _betweenGood = new();
    private readonly IntervalHistogram _changes = new();
    private readonly SignalProcessor _outliers;
    private readonly RecentTimes _recent = new();
    private readonly (long From, long To)[] _gaps = new (long, long)[MostGaps];
    private AuditCounts _counts;
    private long _first;
    private long _newest;
    private long _lastGood;
    private bool _hasGood;
    private bool _hasAny;
    private long _runStart;
    private long _runEnd;
    private long _runSamples;
    private double _runLow = double.NaN;
    private double _runHigh = double.NaN;
    private double _last = double.NaN;

    /// <summary>Starts without samples.</summary>
    /// <param name="options">What counts as what; null for the defaults. Later changes of it have no effect.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public SignalAudit(SignalAuditOptions? options = null)
    {
        _options = (options ?? new SignalAuditOptions()).Checked();
        _outliers = new SignalPipeline().RejectSpikes(_options.OutlierWindow, _options.OutlierSigmas, _options.Resolution).Start(new Nowhere());
    }

    /// <summary>Takes a sample into account.</summary>
    /// <param name="sample">The sample.</param>
    public void Add(in Sample<double> sample)
    {
        CountQuality(sample);
        if (sample.Ticks - sample.ArrivalTicks > _options.MaxAhead.Ticks)
            return;
        if (!_hasAny)
            (_hasAny, _first, _newest) = (true, sample.Ticks, sample.Ticks);
        else if (!Advance(sample))
            return;
        _recent.Add(sample.Ticks, sample.Value);
        if (sample.Quality.IsGood && double.IsFinite(sample.Value))
            TakeGood(sample.Ticks);
        if (!sample.Quality.IsUsable || !double.IsFinite(sample.Value))
            return;
        _outliers.Push(sample);
        CountValue(sample);
    }

    /// <summary>Takes a run of samples into account.</summary>
    /// <param name="block">The samples, in the order in which they came.</param>
    public void Add(SampleBlock block)
    {
        for (var i = 0; i < block.Length; i++)
            Add(block[i]);
    }

    /// <summary>Takes a record into account.</summary>
    /// <param name="record">The samples, in the order in which they came.</param>
    public void Add(SampleColumns record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Add(record.Block);
    }

    /// <summary>What is known so far. More samples may follow.</summary>
    public SignalAuditReport Report()
    {
        var counts = _counts;
        CountFrozen(ref counts);
        var period = _options.Period?.Ticks ?? _intervals.Median();
        var limit = (long)Math.Min(long.MaxValue / 2, period * _options.GapFactor);
        var (gaps, gapTicks) = period == 0 ? default : _betweenGood.LongerThan(limit);
        var span = _newest - _first;

        // Since the last Good sample, or all the time.
        var open = (From: _hasGood ? _lastGood : _first, To: _newest);
        if (period > 0 && open.To - open.From > limit)
            (gaps, gapTicks) = (gaps + 1, gapTicks + (open.To - open.From));
        var longest = _gaps.Append(open).Where(g => period > 0 && g.To - g.From > limit).OrderByDescending(g => g.To - g.From).ThenBy(g => g.From).Take(MostGaps);
        return new SignalAuditReport(counts)
        {
            Outliers = _outliers.Statistics[0].Flagged,
            From = new DateTimeOffset(_first, TimeSpan.Zero),
            To = new DateTimeOffset(_newest, TimeSpan.Zero),
            Period = new TimeSpan(period),
            EffectivePeriod = new TimeSpan(_changes.Mode()),
            Gaps = gaps,
            LongestGaps = [.. longest.Select(g => new SignalGap(new DateTimeOffset(g.From, TimeSpan.Zero), new DateTimeOffset(g.To, TimeSpan.Zero)))],
            Coverage = span == 0 ? double.NaN : !_hasGood ? 0 : Math.Clamp(1 - ((double)(gapTicks - (gaps * period)) / span), 0, 1),
        };
    }

    /// <summary>Moves on to a newer sample; false for one that is not newer, which is counted here.</summary>
    private bool Advance(in Sample<double> sample)
    {
        if (sample.Ticks <= _newest)
        {
            if (!_recent.TryFind(sample.Ticks, out var known))
            {
                CountLate(sample.Ticks);
            }
            else if (known.Equals(sample.Value))
            {
                _counts.Duplicates++;
            }
            else
            {
                _counts.Conflicts++;
                CountLate(sample.Ticks);
            }

            return false;
        }

        _intervals.Add(sample.Ticks - _newest);
        _newest = sample.Ticks;
        return true;
    }

    private void CountLate(long ticks)
    {
        if (ticks == _newest)
            return;
        _counts.Late++;
        _counts.MostLateTicks = Math.Max(_counts.MostLateTicks, _newest - ticks);
    }

    /// <summary>A gap is where no Good sample is, from the first sample on.</summary>
    private void TakeGood(long ticks)
    {
        var from = _hasGood ? _lastGood : _first;
        (_hasGood, _lastGood) = (true, ticks);
        if (ticks == from)
            return;
        _betweenGood.Add(ticks - from);
        KeepGap(from, ticks);
    }

    private void KeepGap(long from, long to)
    {
        var shortest = 0;
        for (var i = 1; i < _gaps.Length; i++)
        {
            if (_gaps[i].To - _gaps[i].From < _gaps[shortest].To - _gaps[shortest].From)
                shortest = i;
        }

        if (to - from > _gaps[shortest].To - _gaps[shortest].From)
            _gaps[shortest] = (from, to);
    }

    private void CountQuality(in Sample<double> sample)
    {
        _counts.Samples++;
        if (sample.Quality.IsGood)
            _counts.Good++;
        else if (sample.Quality.IsUsable)
            _counts.Uncertain++;
        else if (sample.Quality == Quality.NoData)
            _counts.NoData++;
        else
            _counts.Bad++;
        if (!double.IsFinite(sample.Value) && sample.Quality != Quality.NoData)
            _counts.NotFinite++;
        var delay = sample.ArrivalTicks - sample.Ticks;
        _counts.Ahead += delay < 0 ? 1 : 0;
        _counts.DelaySum += delay;
        _counts.LeastDelay = _counts.Samples == 1 ? delay : Math.Min(_counts.LeastDelay, delay);
        _counts.MostDelay = _counts.Samples == 1 ? delay : Math.Max(_counts.MostDelay, delay);
    }

    private void CountValue(in Sample<double> sample)
    {
        var value = sample.Value;
        _counts.Add(value);
        var step = Math.Abs(value - _last);
        if (step > _options.Resolution)
            _counts.SmallestStep = double.IsNaN(_counts.SmallestStep) ? step : Math.Min(_counts.SmallestStep, step);
        _last = value;

        // The run goes on while all its values fit into one step of the sensor; a silence says nothing of it.
        var (low, high) = (Math.Min(_runLow, value), Math.Max(_runHigh, value));
        if (_runSamples > 0 && high - low <= _options.Resolution && sample.Ticks - _runEnd < _options.FrozenAfter.Ticks)
        {
            (_runLow, _runHigh, _runEnd) = (low, high, sample.Ticks);
            _runSamples++;
            return;
        }

        if (_runSamples > 0 && !(high - low <= _options.Resolution))
            _changes.Add(sample.Ticks - _runStart);
        CountFrozen(ref _counts);
        (_runLow, _runHigh, _runStart, _runEnd, _runSamples) = (value, value, sample.Ticks, sample.Ticks, 1);
    }

    private void CountFrozen(ref AuditCounts counts)
    {
        if (_runSamples < FewestFrozen || _runEnd - _runStart < _options.FrozenAfter.Ticks)
            return;
        counts.FrozenRuns++;
        counts.FrozenTicks += _runEnd - _runStart;
    }

    private sealed class Nowhere : ISampleSink
    {
        public void OnSample(in Sample<double> sample)
        {
        }

        public void OnBlock(SampleBlock block)
        {
        }
    }
}
