namespace DigitalTwin.Sdk.Physics;

/// <summary>
/// Keeps a model in step with an asset: takes inputs and measurements one by one as they come, each with its own time and quality, and
/// tells the states that no sensor measures and how far each sensor is from what a healthy asset would show.
/// </summary>
/// <example>
/// <code>
/// var estimator = new ModelEstimator(pump, observed: [0, 1]);      // flow and head
/// estimator.Input(0, speed, ticks, quality);
/// estimator.Observe(1, head, ticks, quality);
/// var wear = estimator.State(estimator.StateIndex("headLoss"));    // mean and standard deviation
/// </code>
/// </example>
/// <remarks>
/// <para>
/// The filter is predicted to each sample's own time and corrected with that one measurement. Samples of one time belong together and
/// come in any order: they are held until inputs and observed outputs are complete for that time, or a later one comes, or
/// <see cref="Flush"/> is called; then inputs go first and outputs follow in the model's order. So the result does not depend on the order of arrival.
/// </para>
/// <para>
/// When the gate keeps out a measurement that tells nothing of wear, such as a flow that jumped, it is not known yet whether sensor or asset is
/// to blame. Until it is, measurements that depend on it count for less, by as much as they would be off if it were true.
/// </para>
/// <para>
/// A sample older than what the filter has already taken in, and a second one of the same variable and time, is ignored and counted in
/// <see cref="LateSamples"/>. Values are in the model's units (coherent SI). Equal calls give equal bits. No call on the sample path
/// allocates. Not thread-safe.
/// </para>
/// </remarks>
public sealed partial class ModelEstimator : ISaveable, IForkable<ModelEstimator>
{
    private const long None = long.MinValue;

    private readonly IObservationModel _model;
    private readonly ModelEstimatorOptions _options;
    private readonly IEstimateSink? _sink;
    private readonly ExtendedKalmanFilter _filter;
    private readonly bool[] _observed;
    private readonly int[] _observedOutputs;
    private readonly Channel[] _inputs;
    private readonly Channel[] _outputs;

    // Inputs in force; the smoothed ones lag behind by the settling time.
    private readonly double[] _current;
    private readonly double[] _settled;
    private readonly Quality[] _inputQuality;

    // By how much an output without wear was off when the gate last kept it out; 0 once it is accepted.
    private readonly double[] _doubt;
    private readonly ulong _hash;
    private long _pendingTicks = None;
    private long _ticks = None;
    private int _pendingCount;

    /// <summary>Makes an estimator that starts with the first complete set of inputs.</summary>
    /// <param name="model">What is estimated.</param>
    /// <param name="observed">Numbers of the outputs that are measured, each once; at least one.</param>
    /// <param name="options">Usual values if left out.</param>
    /// <param name="sink">Receives each judged measurement; nobody if left out.</param>
    /// <exception cref="ArgumentException">No such output, an output named twice, none at all, or options out of range.</exception>
    public ModelEstimator(IObservationModel model, IReadOnlyList<int> observed, ModelEstimatorOptions? options = null, IEstimateSink? sink = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(observed);
        _model = model;
        _options = options?.Copy() ?? new ModelEstimatorOptions();
        _sink = sink;
        var failures = new List<string>();
        _options.Validate(failures);
        if (failures.Count > 0)
            throw new ArgumentException("Invalid estimator options: " + string.Join(" ", failures), nameof(options));
        _filter = new ExtendedKalmanFilter(model, _options.Filter);
        _filter.JudgeUpTo(_options.InvalidNis);
        _observed = new bool[_filter.OutputCount];
        foreach (var output in observed)
        {
            if (output < 0 || output >= _observed.Length)
                throw new ArgumentException($"The model has outputs 0 to {_observed.Length - 1}, not {output}.", nameof(observed));
            if (_observed[output])
                throw new ArgumentException($"Output {output} is observed twice.", nameof(observed));
            _observed[output] = true;
        }

        if (observed.Count == 0)
            throw new ArgumentException("At least one output must be observed.", nameof(observed));
        _observedOutputs = [.. observed.Order()];
        var inputs = model.Variables.Count(v => v.Causality == Causality.Input);
        _inputs = new Channel[inputs];
        _outputs = new Channel[_observed.Length];
        Array.Fill(_inputs, Channel.Empty);
        Array.Fill(_outputs, Channel.Empty);
        _current = new double[inputs];
        Array.Fill(_current, double.NaN);
        _settled = new double[inputs];
        _inputQuality = new Quality[inputs];
        _doubt = new double[_observed.Length];
        _hash = ComputeHash();
    }

    /// <summary>What is estimated.</summary>
    public IObservationModel Model => _model;

    /// <summary>Whether inputs and a first time are known, so that there is an estimate.</summary>
    public bool IsStarted => _filter.IsInitialized;

    /// <summary>Event time of the estimate in 100 ns ticks, UTC; 0 before the start.</summary>
    public long Ticks => _ticks == None ? 0 : _ticks;

    /// <summary>Samples ignored because the filter was already past their time, or had this variable at this time.</summary>
    public long LateSamples { get; private set; }

    /// <summary>Measurements passed over because an input was missing or not usable.</summary>
    public long WithoutInput { get; private set; }

    /// <summary>Measurements kept out by the gate.</summary>
    public long Rejected => _filter.Rejected;

    /// <summary>How often a run of rejections ended in believing the sensor.</summary>
    public long Resets => _filter.Resets;

    /// <summary>How often a covariance had to be repaired.</summary>
    public long Repairs => _filter.Repairs;

    /// <summary>Sum of the log-likelihoods of the accepted measurements; see <see cref="ExtendedKalmanFilter.LogLikelihood"/>.</summary>
    public double LogLikelihood => _filter.LogLikelihood;

    /// <summary>Whether the model may be relied on: the worst over the observed outputs.</summary>
    public ModelValidity Validity
    {
        get
        {
            var worst = ModelValidity.Valid;
            var unknown = false;
            foreach (var output in _observedOutputs)
            {
                var consistency = _filter.Consistency(output);
                unknown |= consistency == FilterConsistency.Unknown;
                if (consistency == FilterConsistency.Overconfident)
                {
                    var validity = _filter.MeanNis(output) > _options.InvalidNis ? ModelValidity.Invalid : ModelValidity.Degrading;
                    worst = validity > worst ? validity : worst;
                }
            }

            return unknown && worst == ModelValidity.Valid ? ModelValidity.Unknown : worst;
        }
    }

    /// <summary>Number of a state by its name in the model.</summary>
    /// <param name="name">For instance <c>headLoss</c>.</param>
    /// <exception cref="ArgumentException">The model has no such state; the message lists those it has.</exception>
    public int StateIndex(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var states = _model.Variables.Where(v => v.Causality == Causality.State).Select(v => v.Name).ToList();
        var index = states.IndexOf(name);
        return index >= 0 ? index : throw new ArgumentException($"The model has no state '{name}'; it has {string.Join(", ", states)}.", nameof(name));
    }

    /// <summary>The estimate of one state.</summary>
    /// <param name="state">Number of the state, from 0; see <see cref="StateIndex"/>.</param>
    public StateEstimate State(int state) => new(_filter.Mean(state), _filter.StandardDeviation(state));

    /// <summary>Mean NIS of one output over the window; 1 if model and noise are right, NaN before its first measurement.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    public double MeanNis(int output) => _filter.MeanNis(output);

    /// <summary>Whether one output's innovations are as large as the filter claims.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    public FilterConsistency Consistency(int output) => _filter.Consistency(output);

    /// <summary>What a healthy asset should read now.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    /// <exception cref="InvalidOperationException">Not started.</exception>
    public KalmanReading ExpectHealthy(int output) => _filter.ExpectHealthy(output);

    /// <inheritdoc/>
    public ModelState Save()
    {
        var filter = _filter.Save();
        var writer = new StateWriter(OwnPayloadCount + (filter.Payload.Length / 8));
        writer.Write(_pendingTicks);
        writer.Write(_ticks);
        writer.Write(LateSamples);
        writer.Write(WithoutInput);
        writer.Write(_current);
        writer.Write(_settled);
        writer.Write(_doubt);
        foreach (var quality in _inputQuality)
            writer.Write((long)(uint)quality);
        foreach (var channel in _inputs)
            channel.Write(ref writer);
        foreach (var channel in _outputs)
            channel.Write(ref writer);
        writer.WriteBytes(filter.Payload.Span);
        return new ModelState(PayloadVersion, _hash, _filter.TimeSeconds, writer.Written);
    }

    /// <inheritdoc/>
    public void Restore(ModelState state)
    {
        var filter = _filter.Save();
        var reader = new StateReader(state, PayloadVersion, _hash, OwnPayloadCount + (filter.Payload.Length / 8));
        _pendingTicks = reader.ReadInt64();
        _ticks = reader.ReadInt64();
        LateSamples = reader.ReadInt64();
        WithoutInput = reader.ReadInt64();
        reader.Read(_current);
        reader.Read(_settled);
        reader.Read(_doubt);
        for (var i = 0; i < _inputQuality.Length; i++)
            _inputQuality[i] = (Quality)(uint)reader.ReadInt64();
        _pendingCount = 0; // Only what is held for the pending time is still marked so.
        for (var i = 0; i < _inputs.Length; i++)
            _pendingCount += (_inputs[i] = Channel.Read(ref reader)).IsPending ? 1 : 0;
        for (var i = 0; i < _outputs.Length; i++)
            _pendingCount += (_outputs[i] = Channel.Read(ref reader)).IsPending ? 1 : 0;
        _filter.Restore(filter with { TimeSeconds = state.TimeSeconds, Payload = state.Payload[(8 * OwnPayloadCount)..] });
    }

    /// <summary>An independent copy as of now, without the sink: what it estimates reaches nobody but its owner.</summary>
    public ModelEstimator Fork()
    {
        var fork = new ModelEstimator(_model, _observedOutputs, _options);
        fork.Restore(Save());
        return fork;
    }
}
