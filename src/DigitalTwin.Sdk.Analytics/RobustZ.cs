namespace DigitalTwin.Sdk.Analytics;

/// <summary>
/// Finds samples far from what was usual lately, by median and median absolute deviation, which a few wild values do not disturb:
/// <c>new RobustZ(window: 101, threshold: 4)</c>.
/// </summary>
/// <remarks>
/// <para>
/// Score = |x - m| / (1.4826 * max(MAD, resolution)), with m the median of the last <c>window</c> usable samples before x and MAD the
/// median of their distances from m: the modified z-score of Iglewicz and Hoaglin (1993, How to Detect and Handle Outliers, with
/// 1 / 1.4826 = 0.6745). Above the threshold the anomaly is active; it clears when the score has fallen to half of it. While it is
/// active no sample enters the window, so the anomaly does not become the new usual; call <see cref="Reset"/> if it is.
/// </para>
/// <para>
/// Warms up until the window is full, or longer if told so. A gap changes nothing. See <see cref="IDetector"/> for samples that
/// cannot be used.
/// </para>
/// </remarks>
public sealed class RobustZ : IDetector
{
    private const string Kind = "robust-z";
    private const double SigmaPerDeviation = 1.4826;
    private const double ClearAtShare = 0.5;
    private const int HeaderLength = 8;

    private readonly int _capacity;
    private readonly double _threshold;
    private readonly double _resolution;
    private readonly WarmUp _warmUp;
    private readonly Dictionary<string, double> _parameters;

    private SortedWindow _window;
    private long _firstTicks;
    private long _lastTicks;
    private long _count;
    private bool _isActive;
    private bool _isWarmingUp;

    /// <summary>Makes a detector.</summary>
    /// <param name="window">How many samples tell what is usual, 5 to 4096.</param>
    /// <param name="threshold">From how many sigmas on a sample is an anomaly, above 0; 3.5 by default, as Iglewicz and Hoaglin
    /// advise.</param>
    /// <param name="resolution">
    /// Smallest MAD to reckon with, in the unit of the signal, at least 0: give the sensor's resolution. With 0 (the default) a signal that
    /// stood exactly still has an infinite score when it moves.
    /// </param>
    /// <param name="warmUp">How long to look on at least; until the window is full by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RobustZ(int window, double threshold = 3.5, double resolution = 0, WarmUp warmUp = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, 4096);
        if (!(threshold > 0 && double.IsFinite(threshold)))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be a finite number above 0.");
        if (!(resolution >= 0 && double.IsFinite(resolution)))
            throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "The resolution must be a finite number, at least 0.");

        _capacity = window;
        _threshold = threshold;
        _resolution = resolution;
        _warmUp = warmUp;
        _window = new SortedWindow(window);
        _parameters = new Dictionary<string, double>
        {
            ["window"] = window,
            ["threshold"] = threshold,
            ["resolution"] = resolution,
            ["warmUpSamples"] = warmUp.SampleCount,
            ["warmUpSeconds"] = warmUp.Duration.TotalSeconds,
        };
        Reset();
    }

    /// <inheritdoc />
    public AnomalyScore Update(in Sample<double> sample)
    {
        if (!sample.Quality.IsUsable || sample.Quality.Has(Quality.Spike) || !double.IsFinite(sample.Value) || sample.Ticks <= _lastTicks)
            return NoScore();

        if (_count == 0)
            _firstTicks = sample.Ticks;
        _lastTicks = sample.Ticks;
        _isWarmingUp = _isWarmingUp
            && !(_window.IsFull && _count >= _warmUp.SampleCount && sample.Ticks - _firstTicks >= _warmUp.Duration.Ticks);
        _count++;
        if (_isWarmingUp)
        {
            _window.Add(sample.Value);
            return NoScore();
        }

        var median = _window.Median();
        var distance = Math.Abs(sample.Value - median);
        var sigma = SigmaPerDeviation * Math.Max(_window.MedianDistance(median), _resolution);
        var score = distance == 0 ? 0 : distance / sigma;
        _isActive = score > (_isActive ? ClearAtShare * _threshold : _threshold);
        if (!_isActive)
            _window.Add(sample.Value);

        var direction = sample.Value > median ? ShiftDirection.Up : sample.Value < median ? ShiftDirection.Down : ShiftDirection.None;
        return new AnomalyScore(score, _threshold, direction, _isActive, IsWarmingUp: false);
    }

    /// <summary>Forgets everything, for instance after maintenance has changed what is usual; the warm-up begins again.</summary>
    public void Reset()
    {
        _window.Clear();
        (_firstTicks, _lastTicks, _count) = (long.MinValue, long.MinValue, 0);
        (_isActive, _isWarmingUp) = (false, true);
    }

    /// <inheritdoc />
    public void Save(DetectorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var values = state.Write(Kind, _parameters, HeaderLength + _capacity);
        TicksAsNumbers.Write(_firstTicks, values[0..2]);
        TicksAsNumbers.Write(_lastTicks, values[2..4]);
        values[4] = _count;
        values[5] = _isActive ? 1 : 0;
        values[6] = _isWarmingUp ? 1 : 0;
        values[7] = _window.Count;
        values[HeaderLength..].Clear();
        _window.CopyTo(values[HeaderLength..]);
    }

    /// <inheritdoc />
    public void Restore(DetectorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var values = state.Read(Kind, _parameters, HeaderLength + _capacity);
        _firstTicks = TicksAsNumbers.Read(values[0..2]);
        _lastTicks = TicksAsNumbers.Read(values[2..4]);
        _count = (long)values[4];
        _isActive = values[5] != 0;
        _isWarmingUp = values[6] != 0;
        _window.Clear();
        foreach (var value in values.Slice(HeaderLength, (int)values[7]))
            _window.Add(value);
    }

    private AnomalyScore NoScore() => new(null, _threshold, ShiftDirection.None, _isActive, _isWarmingUp);
}
