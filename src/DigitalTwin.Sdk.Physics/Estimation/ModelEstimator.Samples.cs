namespace DigitalTwin.Sdk.Physics;

/// <content>Taking in samples.</content>
public sealed partial class ModelEstimator
{
    private const int PayloadVersion = 1;

    /// <summary>A difference that has another explanation than wear is to stay below half a sigma, the drift a CUSUM usually allows.</summary>
    private const double DoubtFactor = 2;

    private int OwnPayloadCount => 4 + (3 * _inputs.Length) + _outputs.Length + (Channel.SavedCount * (_inputs.Length + _outputs.Length));

    /// <summary>Takes in a sample of an input, such as the speed.</summary>
    /// <remarks>The value holds until the next one. While its quality is not usable, measurements are passed over.</remarks>
    /// <param name="input">Number of the input, from 0.</param>
    /// <param name="value">In the model's unit.</param>
    /// <param name="ticks">Event time in 100 ns ticks, UTC.</param>
    /// <param name="quality">Its quality; a value that is not finite counts as bad.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    public void Input(int input, double value, long ticks, Quality quality)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(input);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(input, _inputs.Length);
        Offer(_inputs, input, value, ticks, quality);
    }

    /// <summary>Takes in a sample of a measured output.</summary>
    /// <param name="output">Number of the output, from 0; one of those observed.</param>
    /// <param name="value">In the model's unit.</param>
    /// <param name="ticks">Event time in 100 ns ticks, UTC.</param>
    /// <param name="quality">Its quality; a value that is not finite counts as bad.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output, or it is not observed.</exception>
    public void Observe(int output, double value, long ticks, Quality quality)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, _outputs.Length);
        if (!_observed[output])
            throw new ArgumentOutOfRangeException(nameof(output), output, "This output is not among those observed.");
        Offer(_outputs, output, value, ticks, quality);
    }

    /// <summary>Takes in what is held for its time to become complete; call it when no more will come for that time.</summary>
    public void Flush()
    {
        if (_pendingTicks != None)
            ProcessPending();
    }

    private void Offer(Channel[] channels, int index, double value, long ticks, Quality quality)
    {
        if ((_ticks != None && ticks < _ticks) || ticks <= channels[index].LastTicks)
        {
            LateSamples++;
            return;
        }

        if (!double.IsFinite(value))
            quality = quality.WorstWith(Quality.Bad | Quality.ConversionError);
        if (_pendingTicks != None && ticks > _pendingTicks)
            ProcessPending();
        if (_pendingTicks != None && ticks < _pendingTicks)
        {
            // Newer than the filter but older than what is held: by itself, before the others.
            channels[index] = new Channel(value, ticks, quality, IsPending: true);
            Process(ticks);
            return;
        }

        _pendingTicks = ticks;
        channels[index] = new Channel(value, ticks, quality, IsPending: true);
        if (++_pendingCount == _inputs.Length + _observedOutputs.Length)
            ProcessPending();
    }

    private void ProcessPending()
    {
        var ticks = _pendingTicks;
        _pendingTicks = None;
        _pendingCount = 0;
        Process(ticks);
    }

    /// <summary>Takes in what is held for one time: inputs first, then outputs in the model's order.</summary>
    private void Process(long ticks)
    {
        Settle(ticks);
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (!_inputs[i].IsPending || _inputs[i].LastTicks != ticks)
                continue;
            Take(i, _inputs[i].Value, _inputs[i].Quality);
            _inputs[i] = _inputs[i] with { IsPending = false };
        }

        var ready = Advance(ticks);
        foreach (var i in _observedOutputs)
        {
            if (!_outputs[i].IsPending || _outputs[i].LastTicks != ticks)
                continue;
            var held = _outputs[i];
            _outputs[i] = held with { IsPending = false };
            Judge(i, held.Value, ticks, held.Quality, ready);
        }

        if (_filter.IsInitialized)
            _sink?.OnAdvanced(this, StateQuality());
    }

    /// <summary>Lets the settled inputs follow those in force up to now, by a first-order lag (implicit Euler: the same bits on every machine).</summary>
    private void Settle(long ticks)
    {
        if (_ticks == None)
            return;
        var lag = _options.InputSettling.TotalSeconds;
        var passed = Seconds(_ticks, ticks);
        var share = lag > 0 ? passed / (lag + passed) : 1;
        for (var i = 0; i < _current.Length; i++)
            _settled[i] += share * (_current[i] - _settled[i]);
    }

    private void Take(int input, double value, Quality quality)
    {
        _inputQuality[input] = quality;
        if (!quality.IsUsable)
            return;
        if (double.IsNaN(_current[input]))
            _settled[input] = value;
        _current[input] = value;
    }

    /// <summary>Brings the filter to a time.</summary>
    /// <returns>Whether measurements of that time can be judged: every input is known and usable.</returns>
    private bool Advance(long ticks)
    {
        var usable = true;
        for (var i = 0; i < _current.Length; i++)
        {
            if (double.IsNaN(_current[i]))
                return false;
            usable &= _inputQuality[i].IsUsable;
        }

        if (!_filter.IsInitialized)
            _filter.Initialize(_current);
        else
            _filter.Predict(Seconds(_ticks, ticks), _current);
        _ticks = ticks;
        return usable;
    }

    private void Judge(int output, double value, long ticks, Quality quality, bool ready)
    {
        foreach (var input in _inputQuality)
            quality = quality.WorstWith(input);
        if (!ready && quality.Level != QualityLevel.NoData)
            quality = quality.WorstWith(Quality.Bad);
        if (!ready)
            WithoutInput++;
        if (!ready || !quality.IsUsable)
        {
            Emit(Nothing(output, ticks, quality, KalmanOutcome.Missing));
            return;
        }

        var additional = SettlingVariance(output) + DoubtVariance(output);
        var healthy = _filter.ExpectHealthy(output);
        if (!double.IsFinite(additional) || !double.IsFinite(healthy.Value))
        {
            Emit(Nothing(output, ticks, quality, KalmanOutcome.Unobservable));
            return;
        }

        var update = _filter.Update(output, value, quality, additional);
        var variance = (healthy.Variance + additional) * (quality.IsUncertain ? _options.Filter.UncertainVarianceFactor : 1);
        if (update.Outcome is KalmanOutcome.Missing or KalmanOutcome.Unobservable || !(variance > 0))
        {
            Emit(Nothing(output, ticks, quality, update.Outcome));
            return;
        }

        _doubt[output] = update.Outcome == KalmanOutcome.Rejected && !_filter.ObservesHealth(output) ? update.Innovation : 0;
        if (update.Outcome == KalmanOutcome.Rejected)
            quality = quality.WorstWith(Quality.Uncertain | Quality.Spike);
        Emit(new OutputEstimate(
            output,
            ticks,
            quality | Quality.Estimated,
            value,
            update.Expected,
            healthy.Value,
            (value - healthy.Value) / Math.Sqrt(variance),
            update.NormalizedInnovation,
            update.Outcome));
    }

    private Quality StateQuality()
    {
        var quality = Validity switch
        {
            ModelValidity.Valid => Quality.Good,
            ModelValidity.Invalid => Quality.Bad,
            _ => Quality.Uncertain,
        };
        var inputs = Quality.Good;
        foreach (var input in _inputQuality)
            inputs = inputs.WorstWith(input);

        // Without a usable input the states are still foretold, only not corrected.
        if (!inputs.IsUsable)
            inputs = Quality.Uncertain | inputs.Reasons;
        return quality.WorstWith(inputs) | Quality.Estimated;
    }

    private double SettlingVariance(int output)
    {
        if (_settled.AsSpan().SequenceEqual(_current))
            return 0;
        var difference = DoubtFactor * (_filter.ExpectUnder(output, _settled) - _filter.ExpectUnder(output, _current));
        return difference * difference;
    }

    private double DoubtVariance(int output)
    {
        var sum = 0.0;
        foreach (var other in _observedOutputs)
        {
            if (other == output || _doubt[other] == 0)
                continue;
            var shift = DoubtFactor * _filter.Leverage(output, other) * _doubt[other];
            sum += shift * shift;
        }

        return sum;
    }

    private static OutputEstimate Nothing(int output, long ticks, Quality quality, KalmanOutcome outcome) => new(
        output, ticks, quality.WorstWith(Quality.Bad | Quality.Estimated), double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, outcome);

    private void Emit(in OutputEstimate estimate) => _sink?.OnEstimate(this, estimate);

    private static double Seconds(long from, long to) => (to - from) / (double)TimeSpan.TicksPerSecond;

    private ulong ComputeHash()
    {
        var hash = new Fingerprint(nameof(ModelEstimator));
        hash.Add(_filter.ModelFingerprint);
        foreach (var output in _observedOutputs)
            hash.Add((ulong)output);
        hash.Add((ulong)_options.InputSettling.Ticks);
        hash.Add(_options.InvalidNis);
        return hash.Value;
    }
}
