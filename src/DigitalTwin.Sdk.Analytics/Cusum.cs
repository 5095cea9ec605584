namespace DigitalTwin.Sdk.Analytics;

/// <summary>
/// Finds small lasting shifts that no single sample shows, by summing what exceeds a drift allowance on either side:
/// <c>new Cusum(drift: 0.5, threshold: 5)</c>.
/// </summary>
/// <remarks>
/// <para>
/// Two-sided cumulative sum chart (Page 1954, Biometrika 41, 100-115): with z the sample in sigmas, S+ = max(0, S+ + z - k),
/// S- = max(0, S- - z - k), alarm when S > h. With drift k = 0.5 and threshold h = 5 a false alarm comes on average once in 465 samples of
/// independent normal noise, and a shift by one sigma is found after 10.4 samples (Montgomery, Introduction to Statistical Quality
/// Control, table 9.3). Choose k as half the shift, in sigmas, that matters, and a larger h for rarer false alarms.
/// </para>
/// <para>
/// The score is the larger sum, in sigmas. Sums start after the warm-up. A gap changes nothing: the sums go on with the next
/// sample. See <see cref="IDetector"/> for samples that cannot be used.
/// </para>
/// </remarks>
public sealed class Cusum : IDetector
{
    private const string Kind = "cusum";
    private const double ClearAtShare = 0.5;
    private const double CapShare = 2;

    private readonly double _drift;
    private readonly double _threshold;
    private readonly WarmUp _warmUp;
    private readonly InputScale _scale;
    private readonly AfterAlarm _afterAlarm;
    private readonly Dictionary<string, double> _parameters;

    private CusumState _state;

    /// <summary>Makes a chart.</summary>
    /// <param name="drift">Allowance k in sigmas, at least 0: what is exceeded by less counts as noise. 0.5 by default.</param>
    /// <param name="threshold">Decision interval h in sigmas, above 0. 5 by default.</param>
    /// <param name="warmUp">How long to look on before summing; none by default.</param>
    /// <param name="scale">In which scale the input comes; in sigmas by default.</param>
    /// <param name="afterAlarm">What to do once the threshold is passed; hold the alarm by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException">
    /// The scale is to be learned in a warm-up of fewer than 2 samples or of none.
    /// </exception>
    public Cusum(
        double drift = 0.5,
        double threshold = 5,
        WarmUp warmUp = default,
        InputScale scale = InputScale.Sigmas,
        AfterAlarm afterAlarm = AfterAlarm.Hold)
    {
        if (!(drift >= 0 && double.IsFinite(drift)))
            throw new ArgumentOutOfRangeException(nameof(drift), drift, "The drift must be a finite number, at least 0.");
        if (!(threshold > 0 && double.IsFinite(threshold)))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be a finite number above 0.");
        if (!Enum.IsDefined(scale))
            throw new ArgumentOutOfRangeException(nameof(scale));
        if (!Enum.IsDefined(afterAlarm))
            throw new ArgumentOutOfRangeException(nameof(afterAlarm));
        if (scale == InputScale.LearnedInWarmUp && warmUp.SampleCount < 2 && warmUp.Duration == TimeSpan.Zero)
            throw new ArgumentException("To learn the scale takes a warm-up of at least 2 samples.", nameof(warmUp));

        _drift = drift;
        _threshold = threshold;
        _warmUp = warmUp;
        _scale = scale;
        _afterAlarm = afterAlarm;
        _parameters = new Dictionary<string, double>
        {
            ["drift"] = drift,
            ["threshold"] = threshold,
            ["warmUpSamples"] = warmUp.SampleCount,
            ["warmUpSeconds"] = warmUp.Duration.TotalSeconds,
            ["scale"] = (int)scale,
            ["afterAlarm"] = (int)afterAlarm,
        };
        Reset();
    }

    /// <inheritdoc />
    public AnomalyScore Update(in Sample<double> sample)
    {
        if (!sample.Quality.IsUsable || sample.Quality.Has(Quality.Spike) || !double.IsFinite(sample.Value) || sample.Ticks <= _state.LastTicks)
            return NoScore();

        if (_state.IsWarmingUp)
        {
            _state.IsWarmingUp = StillWarmingUp(sample);
            if (_state.IsWarmingUp)
                Learn(sample);
        }

        _state.LastTicks = sample.Ticks;
        return _state.IsWarmingUp ? NoScore() : Sum((sample.Value - _state.Mean) / _state.Sigma);
    }

    /// <summary>Forgets everything, for instance after maintenance has changed what is usual; the warm-up begins again.</summary>
    public void Reset() =>
        _state = new CusumState { IsWarmingUp = true, Sigma = 1, FirstTicks = long.MinValue, LastTicks = long.MinValue };

    /// <inheritdoc />
    public void Save(DetectorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state.Write(state.Write(Kind, _parameters, CusumState.Length));
    }

    /// <inheritdoc />
    public void Restore(DetectorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = CusumState.Read(state.Read(Kind, _parameters, CusumState.Length));
    }

    private bool StillWarmingUp(in Sample<double> sample)
    {
        if (_state.Count == 0)
            _state.FirstTicks = sample.Ticks;

        var isLongEnough = _state.Count >= _warmUp.SampleCount && sample.Ticks - _state.FirstTicks >= _warmUp.Duration.Ticks;
        if (!isLongEnough || _scale == InputScale.Sigmas)
            return !isLongEnough;

        // Without a spread there is no scale: a signal that has not moved yet goes on warming up.
        var sigma = _state.Count < 2 ? 0 : Math.Sqrt(_state.SquareSum / (_state.Count - 1));
        if (!(sigma > 0 && double.IsFinite(sigma)))
            return true;
        _state.Mean = _state.RunningMean;
        _state.Sigma = sigma;
        return false;
    }

    // Welford 1962, Technometrics 4, 419-420.
    private void Learn(in Sample<double> sample)
    {
        _state.Count++;
        var before = sample.Value - _state.RunningMean;
        _state.RunningMean += before / _state.Count;
        _state.SquareSum += before * (sample.Value - _state.RunningMean);
    }

    private AnomalyScore Sum(double z)
    {
        _state.Up = Grow(_state.Up, z);
        _state.Down = Grow(_state.Down, -z);
        var direction = (_state.Up, _state.Down) switch
        {
            (0, 0) => ShiftDirection.None,
            var (up, down) => up >= down ? ShiftDirection.Up : ShiftDirection.Down,
        };
        var score = Math.Max(_state.Up, _state.Down);
        _state.IsActive = score > (_state.IsActive ? ClearAtShare * _threshold : _threshold);

        var result = new AnomalyScore(score, _threshold, direction, _state.IsActive, IsWarmingUp: false);
        if (_afterAlarm == AfterAlarm.Restart)
        {
            _state.IsActive = false;
            _state.Up = _state.Up > _threshold ? 0 : _state.Up;
            _state.Down = _state.Down > _threshold ? 0 : _state.Down;
        }

        return result;
    }

    private double Grow(double sum, double z)
    {
        var grown = Math.Max(0, sum + z - _drift);
        return _afterAlarm == AfterAlarm.Hold ? Math.Min(grown, CapShare * _threshold) : grown;
    }

    private AnomalyScore NoScore() => new(null, _threshold, ShiftDirection.None, _state.IsActive, _state.IsWarmingUp);
}
