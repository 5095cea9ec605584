namespace DigitalTwin.Sdk.Physics;

/// <content>Taking in measurements, and what they are expected to be.</content>
public sealed partial class ExtendedKalmanFilter
{
    /// <summary>What a sensor should read now.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    /// <exception cref="InvalidOperationException">Not initialised.</exception>
    public KalmanReading Expect(int output)
    {
        RequireInitialized();
        RequireOutput(output);
        return Read(output, _mean, _inputs, out _);
    }

    /// <summary>What a sensor should read now if the asset were healthy: the states that tell wear at their healthy values, the others as estimated.</summary>
    /// <remarks>
    /// The variance leaves out the uncertainty of wear, which plays no part in this reading, and takes in
    /// <see cref="ModelVariable.HealthyTolerance"/>.
    /// </remarks>
    /// <param name="output">Number of the output, from 0.</param>
    /// <exception cref="InvalidOperationException">Not initialised.</exception>
    public KalmanReading ExpectHealthy(int output)
    {
        RequireInitialized();
        RequireOutput(output);
        for (var i = 0; i < _n; i++)
            _state[i] = double.IsNaN(_healthy[i]) ? _mean[i] : _healthy[i];
        Array.Clear(_row);
        var value = _model.Observe(output, _inputs, _state, _row, out var noise);
        for (var i = 0; i < _n; i++)
        {
            if (!double.IsNaN(_healthy[i]))
                _row[i] = 0;
        }

        return new KalmanReading(value, Spread() + noise + (_tolerance[output] * _tolerance[output]));
    }

    /// <summary>Whether a sensor's reading depends on wear now.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    internal bool ObservesHealth(int output)
    {
        Array.Clear(_row);
        _model.Observe(output, _inputs, _mean, _row, out _);
        return RowObservesHealth();
    }

    /// <summary>How much the expected reading of one output would move per unit by which another's is believed to be off.</summary>
    /// <param name="output">The output that would move.</param>
    /// <param name="other">The output that is off.</param>
    internal double Leverage(int output, int other)
    {
        Array.Clear(_row);
        _model.Observe(other, _inputs, _mean, _row, out _);
        var spread = Spread();
        Array.Clear(_row);
        _model.Observe(output, _inputs, _mean, _row, out _);
        return spread > 0 ? CovarianceMatrix.Dot(_row, _gain) / spread : 0;
    }

    /// <summary>What a sensor would read in the estimated state under other inputs; tells how much a measurement depends on them.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    /// <param name="inputs">One number per input.</param>
    internal double ExpectUnder(int output, ReadOnlySpan<double> inputs)
    {
        Array.Clear(_row);
        return _model.Observe(output, inputs, _mean, _row, out _);
    }

    /// <summary>Corrects the estimate with one measurement, taken at the time to which the filter was last predicted.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    /// <param name="value">The measurement in the output's unit; one that is not finite, or so far off that its square is not, counts as missing.</param>
    /// <param name="quality">Its quality: unusable counts as missing, uncertain is trusted less.</param>
    /// <param name="additionalVariance">Variance added to the sensor's noise for this one measurement, zero or above.</param>
    /// <returns>What was expected and what was done.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output, or the variance is below zero or not finite.</exception>
    /// <exception cref="InvalidOperationException">Not initialised.</exception>
    public KalmanUpdate Update(int output, double value, Quality quality, double additionalVariance = 0)
    {
        RequireInitialized();
        RequireOutput(output);
        if (!(additionalVariance >= 0) || !double.IsFinite(additionalVariance))
            throw new ArgumentOutOfRangeException(nameof(additionalVariance), additionalVariance, "The variance must be finite and not below zero.");
        if (!quality.IsUsable || !double.IsFinite(value))
            return default;

        var expected = Read(output, _mean, _inputs, out var noise);
        var sensor = noise + additionalVariance;
        if (quality.IsUncertain)
            sensor *= _options.UncertainVarianceFactor;
        var variance = expected.Variance - noise + sensor;
        if (!double.IsFinite(expected.Value) || !(variance > 0) || !double.IsFinite(variance))
            return new KalmanUpdate(KalmanOutcome.Unobservable, 0, 0, 0, 0);

        var innovation = value - expected.Value;
        var nis = innovation * innovation / variance;
        if (!double.IsFinite(nis))
            return default;
        var outcome = KalmanOutcome.Accepted;
        _nis[output].Add(Math.Min(nis, _mostNis));
        if (nis > _gate)
        {
            Rejected++;
            if (++_rejectedInRow[output] < _options.RejectionsBeforeReset)
                return new KalmanUpdate(KalmanOutcome.Rejected, expected.Value, innovation, variance, nis);
            Rejected--;
            Resets++;
            outcome = KalmanOutcome.AcceptedAfterReset;
            LoosenObservedStates();
        }

        _rejectedInRow[output] = 0;
        Correct(innovation, sensor);
        return new KalmanUpdate(outcome, expected.Value, innovation, variance, nis);
    }

    /// <summary>
    /// Lets the mean NIS come to this threshold and beyond. One measurement counts for no more than the gate, so that a single outlier does
    /// not decide; but for no less than twice the threshold, so that measurements of which half are far off pass it, however narrow the gate.
    /// </summary>
    internal void JudgeUpTo(double threshold) => _mostNis = Math.Max(Math.Max(_mostNis, _gate), 2 * threshold);

    private bool RowObservesHealth()
    {
        for (var i = 0; i < _n; i++)
        {
            if (_row[i] != 0 && !double.IsNaN(_healthy[i]))
                return true;
        }

        return false;
    }

    private void RequireOutput(int output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, OutputCount);
    }

    /// <summary>Leaves the sensitivities in <c>_row</c>.</summary>
    private KalmanReading Read(int output, ReadOnlySpan<double> state, ReadOnlySpan<double> inputs, out double noise)
    {
        Array.Clear(_row);
        var value = _model.Observe(output, inputs, state, _row, out noise);
        return new KalmanReading(value, Spread() + noise);
    }

    /// <summary>h' P h, and P h in <c>_gain</c>.</summary>
    private double Spread()
    {
        for (var i = 0; i < _n; i++)
            _gain[i] = CovarianceMatrix.Dot(_covariance.AsSpan(i * _n, _n), _row);
        return Math.Max(0, CovarianceMatrix.Dot(_row, _gain));
    }

    private void Correct(double innovation, double sensorVariance)
    {
        var variance = Spread() + sensorVariance;
        if (!(variance > 0))
            return;
        for (var i = 0; i < _n; i++)
        {
            _gain[i] /= variance;
            _state[i] = _mean[i] + (_gain[i] * innovation);
        }

        if (!AllFinite(_state))
        {
            Restart();
            return;
        }

        _state.CopyTo(_mean, 0);
        CovarianceMatrix.Joseph(_covariance, _gain, _row, sensorVariance, _noise, _work, _n);
        RepairIfNeeded();
        LogLikelihood -= 0.5 * (LogTwoPi + Math.Log(variance) + (innovation * innovation / variance));
        Accepted++;
    }

    /// <summary>
    /// A sensor that keeps disagreeing is believed: the wear it observes becomes as uncertain as at the start, or, if it observes none,
    /// all that it observes. The other states keep what other sensors told of them.
    /// </summary>
    private void LoosenObservedStates()
    {
        ReadStartVariances();
        var observesHealth = RowObservesHealth();
        for (var i = 0; i < _n; i++)
        {
            if (_row[i] != 0 && (!observesHealth || !double.IsNaN(_healthy[i])))
                CovarianceMatrix.Loosen(_covariance, i, _startVariances[i], _n);
        }
    }
}
