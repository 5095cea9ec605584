namespace DigitalTwin.Sdk.Physics;

/// <summary>
/// Estimates what no sensor measures: carries a model's state through time and corrects it with each measurement by how far the two
/// may be trusted. Measurements may come at any time, one component at a time, and may be missing.
/// </summary>
/// <remarks>
/// <para>
/// Extended Kalman filter with sequential scalar updates in Joseph form (D. Simon, Optimal State Estimation, 2006, sections 6.1 and 13.2;
/// R. S. Bucy and P. D. Joseph 1968). For a linear model it is the Kalman filter. Each measurement is gated by its normalised innovation
/// squared, NIS = ν²/S (Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001, section 5.4).
/// </para>
/// <para>
/// The time step is always an argument, so sampling may be irregular; zero is allowed. A covariance that lost its positive-definiteness
/// is repaired and counted in <see cref="Repairs"/>, never thrown. Equal calls give equal bits. No call on the sample path allocates.
/// Not thread-safe.
/// </para>
/// </remarks>
public sealed partial class ExtendedKalmanFilter : ISaveable, IForkable<ExtendedKalmanFilter>
{
    private const int MostStates = 16;
    private const double LogTwoPi = 1.8378770664093453;

    private readonly IObservationModel _model;
    private readonly KalmanOptions _options;
    private readonly double _gate;
    private readonly (double Lower, double Upper) _band;
    private double _mostNis;
    private readonly double[] _healthy;
    private readonly double[] _tolerance;
    private readonly int _n;
    private readonly ulong _hash;

    // What is remembered: in Save, Restore and Fork.
    private readonly double[] _mean;
    private readonly double[] _covariance;
    private readonly double[] _inputs;
    private readonly NisWindow[] _nis;
    private readonly long[] _rejectedInRow;
    private double _time;

    // Work space, without meaning between calls.
    private readonly double[] _transition;
    private readonly double[] _noise;
    private readonly double[] _work;
    private readonly double[] _row;
    private readonly double[] _gain;
    private readonly double[] _state;
    private readonly double[] _startVariances;

    /// <summary>Makes a filter that has yet to be initialised.</summary>
    /// <param name="model">What is estimated.</param>
    /// <param name="options">How to treat measurements that do not fit; usual values if left out.</param>
    /// <exception cref="ArgumentException">The model has no state, no output or more than 16 states, or the options are out of range.</exception>
    public ExtendedKalmanFilter(IObservationModel model, KalmanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options?.Copy() ?? new KalmanOptions();
        var failures = new List<string>();
        _options.Validate(failures);
        if (failures.Count > 0)
            throw new ArgumentException("Invalid filter options: " + string.Join(" ", failures), nameof(options));

        _healthy = [.. model.Variables.Where(v => v.Causality == Causality.State).Select(v => v.Healthy ?? double.NaN)];
        _n = _healthy.Length;
        _tolerance = [.. model.Variables.Where(v => v.Causality == Causality.Output).Select(v => v.HealthyTolerance)];
        OutputCount = model.Variables.Count(v => v.Causality == Causality.Output);
        if (_n is 0 or > MostStates || OutputCount == 0)
            throw new ArgumentException($"A filter needs 1 to {MostStates} states and at least one output; the model has {_n} and {OutputCount}.", nameof(model));

        _gate = _options.Gate;
        _band = _options.NisBand;
        JudgeUpTo(_band.Upper);
        _hash = ComputeHash();
        _mean = new double[_n];
        _covariance = new double[_n * _n];
        _inputs = new double[model.Variables.Count(v => v.Causality == Causality.Input)];
        _nis = new NisWindow[OutputCount];
        for (var i = 0; i < OutputCount; i++)
            _nis[i] = new NisWindow(_options.NisWindow);
        _rejectedInRow = new long[OutputCount];
        _transition = new double[_n * _n];
        _noise = new double[_n * _n];
        _work = new double[_n * _n];
        _row = new double[_n];
        _gain = new double[_n];
        _state = new double[_n];
        _startVariances = new double[_n];
    }

    /// <summary>Number of states.</summary>
    public int StateCount => _n;

    /// <summary>Number of outputs, that is of sensors the model knows.</summary>
    public int OutputCount { get; }

    /// <summary>Whether there is a state to go on from.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>Time in s since it was initialised.</summary>
    public double TimeSeconds => _time;

    /// <summary>Sum over the accepted measurements of the logarithm of their probability density, -½(ln 2π + ln S + ν²/S): the larger, the better model and noise fit.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Measurements taken into the estimate, resets included.</summary>
    public long Accepted { get; private set; }

    /// <summary>Measurements kept out by the gate.</summary>
    public long Rejected { get; private set; }

    /// <summary>How often a run of rejections ended in believing the sensor.</summary>
    public long Resets { get; private set; }

    /// <summary>How often a covariance that was no longer positive-definite, or a state that was not finite, had to be repaired; above zero, model or noise are to be looked at.</summary>
    public long Repairs { get; private set; }

    internal ulong ModelFingerprint => _hash;

    /// <summary>Starts from the model's own start state.</summary>
    /// <param name="inputs">One finite number per input.</param>
    /// <exception cref="ArgumentException">Wrong number of inputs, or one is not finite.</exception>
    public void Initialize(ReadOnlySpan<double> inputs)
    {
        RequireInputs(inputs);
        Clear(inputs);
        _model.Start(inputs, _mean, _covariance);
        Symmetrize();
    }

    /// <summary>Starts from a given state.</summary>
    /// <param name="inputs">One finite number per input.</param>
    /// <param name="mean">One number per state.</param>
    /// <param name="covariance">n×n, row-major; its symmetric part is taken.</param>
    /// <exception cref="ArgumentException">Wrong lengths, an input or state that is not finite, or a covariance that is not positive-semidefinite.</exception>
    public void Initialize(ReadOnlySpan<double> inputs, ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        RequireInputs(inputs);
        if (mean.Length != _n || !AllFinite(mean))
            throw new ArgumentException($"The mean needs {_n} finite numbers.", nameof(mean));
        if (covariance.Length != _n * _n || !CovarianceMatrix.IsPositiveSemidefinite(covariance, _work, _n))
            throw new ArgumentException($"The covariance must be {_n}×{_n} and positive-semidefinite.", nameof(covariance));
        Clear(inputs);
        mean.CopyTo(_mean);
        covariance.CopyTo(_covariance);
        Symmetrize();
    }

    /// <summary>Goes on by a time step, as the model tells.</summary>
    /// <param name="dtSeconds">Time step in s; finite and not below zero.</param>
    /// <param name="inputs">One finite number per input, as of the end of the step.</param>
    /// <exception cref="ArgumentException">The step or an input is not finite, the step is below zero, or the number of inputs is wrong.</exception>
    /// <exception cref="InvalidOperationException">Not initialised.</exception>
    public void Predict(double dtSeconds, ReadOnlySpan<double> inputs)
    {
        RequireInitialized();
        RequireInputs(inputs);
        if (!double.IsFinite(dtSeconds) || dtSeconds < 0)
            throw new ArgumentException($"The time step must be finite and not below zero, not {dtSeconds}.", nameof(dtSeconds));
        Array.Clear(_transition);
        Array.Clear(_noise);
        for (var i = 0; i < _n; i++)
            _transition[(i * _n) + i] = 1;
        _mean.CopyTo(_state, 0);
        _model.Predict(dtSeconds, _inputs, inputs, _state, _transition, _noise);
        inputs.CopyTo(_inputs);
        _time += dtSeconds;
        if (!AllFinite(_state))
        {
            Restart();
            return;
        }

        _state.CopyTo(_mean, 0);
        CovarianceMatrix.Propagate(_covariance, _transition, _noise, _work, _n);
        RepairIfNeeded();
    }

    /// <summary>Goes on by a linear step given as matrices, past the model: x = F x, P = F P F' + Q.</summary>
    /// <param name="dtSeconds">Time step in s that the matrices stand for; finite and not below zero.</param>
    /// <param name="transition">F, n×n, row-major, finite.</param>
    /// <param name="processNoise">Q of this step, n×n, row-major, finite; its symmetric part is taken.</param>
    /// <exception cref="ArgumentException">A matrix has the wrong length or a number in it is not finite, or the step is not finite or below zero.</exception>
    /// <exception cref="InvalidOperationException">Not initialised.</exception>
    public void Predict(double dtSeconds, ReadOnlySpan<double> transition, ReadOnlySpan<double> processNoise)
    {
        RequireInitialized();
        if (!double.IsFinite(dtSeconds) || dtSeconds < 0)
            throw new ArgumentException($"The time step must be finite and not below zero, not {dtSeconds}.", nameof(dtSeconds));
        if (transition.Length != _n * _n || !AllFinite(transition))
            throw new ArgumentException($"The transition needs {_n}×{_n} finite numbers.", nameof(transition));
        if (processNoise.Length != _n * _n || !AllFinite(processNoise))
            throw new ArgumentException($"The process noise needs {_n}×{_n} finite numbers.", nameof(processNoise));
        for (var i = 0; i < _n; i++)
            _state[i] = CovarianceMatrix.Dot(transition.Slice(i * _n, _n), _mean);
        _state.CopyTo(_mean, 0);
        _time += dtSeconds;
        CovarianceMatrix.Propagate(_covariance, transition, processNoise, _work, _n);
        RepairIfNeeded();
    }

    /// <summary>The estimate of one state.</summary>
    /// <param name="state">Number of the state, from 0.</param>
    public double Mean(int state) => _mean[state];

    /// <summary>One element of the covariance of the estimate.</summary>
    /// <param name="row">Number of a state, from 0.</param>
    /// <param name="column">Number of a state, from 0.</param>
    public double Covariance(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _n);
        return _covariance[(row * _n) + column];
    }

    /// <summary>The standard deviation of the estimate of one state.</summary>
    /// <param name="state">Number of the state, from 0.</param>
    public double StandardDeviation(int state) => Math.Sqrt(Covariance(state, state));

    /// <summary>Mean NIS of one sensor over the window; 1 if the filter is right, NaN before its first measurement.</summary>
    /// <remarks>
    /// A rejected measurement counts for no more than the value of the gate, so that one spike does not spoil a whole window but a run of
    /// them shows; where the gate is so narrow that a run would not show either, for no more than twice the upper limit of the band.
    /// </remarks>
    /// <param name="output">Number of the output, from 0.</param>
    public double MeanNis(int output) => _nis[output].Mean;

    /// <summary>Whether one sensor's innovations are as large as the filter claims.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    public FilterConsistency Consistency(int output) => _nis[output].Judge(_band.Lower, _band.Upper);

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                return false;
        }

        return true;
    }

    private void RequireInitialized()
    {
        if (!IsInitialized)
            throw new InvalidOperationException("Initialize the filter first.");
    }

    private void RequireInputs(ReadOnlySpan<double> inputs)
    {
        if (inputs.Length != _inputs.Length || !AllFinite(inputs))
            throw new ArgumentException($"The model needs {_inputs.Length} finite inputs.", nameof(inputs));
    }

    private void Clear(ReadOnlySpan<double> inputs)
    {
        inputs.CopyTo(_inputs);
        Array.Clear(_mean);
        Array.Clear(_covariance);
        Array.Clear(_rejectedInRow);
        foreach (var window in _nis)
            window.Clear();
        _time = 0;
        LogLikelihood = 0;
        Accepted = Rejected = Resets = Repairs = 0;
        IsInitialized = true;
    }

    private void Symmetrize()
    {
        for (var i = 0; i < _n; i++)
        {
            for (var j = i + 1; j < _n; j++)
            {
                var value = 0.5 * (_covariance[(i * _n) + j] + _covariance[(j * _n) + i]);
                _covariance[(i * _n) + j] = value;
                _covariance[(j * _n) + i] = value;
            }
        }
    }

    private void RepairIfNeeded()
    {
        if (CovarianceMatrix.IsPositiveSemidefinite(_covariance, _work, _n))
            return;
        ReadStartVariances();
        CovarianceMatrix.Repair(_covariance, _startVariances, _n);
        Repairs++;
    }

    /// <summary>A state that is not finite cannot be corrected: begin anew, and count it.</summary>
    private void Restart()
    {
        Array.Clear(_mean);
        Array.Clear(_covariance);
        _model.Start(_inputs, _mean, _covariance);
        Symmetrize();
        Repairs++;
    }

    private void ReadStartVariances()
    {
        Array.Clear(_noise);
        _model.Start(_inputs, _state, _noise);
        for (var i = 0; i < _n; i++)
            _startVariances[i] = _noise[(i * _n) + i];
    }
}
