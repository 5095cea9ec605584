namespace DigitalTwin.Sdk.Physics;

/// <summary>What a running estimator tells: residuals, innovations, expected readings and states as signals. Made by <c>builder.AddKalman</c>.</summary>
/// <remarks>
/// Signals are asked for while the runtime is composed. Each sample has the event time of the measurement behind it, the latest arrival time of
/// what went into it, and a quality with <see cref="Quality.Estimated"/>; a sample that is not usable has the value NaN and quality Bad. A
/// measurement that the gate kept out gives Uncertain with <see cref="Quality.Spike"/>. <see cref="Validity"/> may be read from any
/// thread, <see cref="Estimator"/> only in the twin's lane.
/// </remarks>
public sealed class KalmanEstimate
{
    private readonly IReadOnlyList<Property<double>> _observed;
    private readonly ModelVariable[] _states;
    private readonly OutputChannel[] _outputs;
    private readonly SignalSource<double>[] _means;
    private readonly SignalSource<double>[] _deviations;
    private readonly UnitConversion _inputConversion;
    private long _arrivalTicks = long.MinValue;
    private int _validity;

    internal KalmanEstimate(
        TwinRuntimeBuilder builder,
        IObservationModel model,
        Property<double> input,
        IReadOnlyList<Property<double>> observed,
        int[] outputs,
        ModelEstimatorOptions? options)
    {
        Estimator = new ModelEstimator(model, outputs, options, new Sink(this));
        _observed = [.. observed];
        Twin[] twins = [.. observed.Select(p => p.Twin).Append(input.Twin).Distinct()];
        _inputConversion = input.Unit!.ConversionTo(model.Variables.First(v => v.Causality == Causality.Input).Unit); // The unit was matched before.
        ModelVariable[] variables = [.. model.Variables.Where(v => v.Causality == Causality.Output)];
        _outputs = [.. observed.Select((p, i) => new OutputChannel(builder, p, outputs[i], variables[outputs[i]].Unit, twins))];
        _states = [.. model.Variables.Where(v => v.Causality == Causality.State)];
        _means = [.. _states.Select(s => builder.CreateSignal<double>($"{s.Name} (estimate)", twins))];
        _deviations = [.. _states.Select(s => builder.CreateSignal<double>($"{s.Name} (standard deviation)", twins))];
    }

    /// <summary>The estimator itself, for counters, saving and forking; only to be touched in the twin's lane, or while the runtime stands still.</summary>
    public ModelEstimator Estimator { get; }

    /// <summary>Whether the model may be relied on, as of the last sample. From any thread.</summary>
    public ModelValidity Validity => (ModelValidity)Volatile.Read(ref _validity);

    /// <summary>Measured minus what a healthy asset should read, in standard deviations of that difference: drifts away from zero as the asset wears.</summary>
    /// <param name="property">One of the observed properties.</param>
    /// <exception cref="ArgumentException">The property is not observed.</exception>
    public Signal<double> Residual(Property<double> property) => Find(property).Residual.Signal;

    /// <summary>Measured minus what the filter expected, wear included, in standard deviations: stays around zero as long as the filter follows.</summary>
    /// <param name="property">One of the observed properties.</param>
    /// <exception cref="ArgumentException">The property is not observed.</exception>
    public Signal<double> Innovation(Property<double> property) => Find(property).Innovation.Signal;

    /// <summary>What a healthy asset should read, in the property's unit.</summary>
    /// <param name="property">One of the observed properties.</param>
    /// <exception cref="ArgumentException">The property is not observed.</exception>
    public Signal<double> Healthy(Property<double> property) => Find(property).Healthy.Signal;

    /// <summary>What the filter expects, wear included, in the property's unit.</summary>
    /// <param name="property">One of the observed properties.</param>
    /// <exception cref="ArgumentException">The property is not observed.</exception>
    public Signal<double> Expected(Property<double> property) => Find(property).Expected.Signal;

    /// <summary>The estimate of one state, in the model's unit, once per event time.</summary>
    /// <remarks>Quality is Good while the model is valid, Uncertain while it is not known yet or degrading, Bad when it is invalid.</remarks>
    /// <param name="name">Name of the state in the model, for instance <c>headLoss</c>.</param>
    /// <exception cref="ArgumentException">The model has no such state; the message lists those it has.</exception>
    public Signal<double> State(string name) => _means[Estimator.StateIndex(name)].Signal;

    /// <summary>How uncertain the estimate of one state is: its standard deviation, in the model's unit, once per event time.</summary>
    /// <param name="name">Name of the state in the model, for instance <c>headLoss</c>.</param>
    /// <exception cref="ArgumentException">The model has no such state; the message lists those it has.</exception>
    public Signal<double> StandardDeviation(string name) => _deviations[Estimator.StateIndex(name)].Signal;

    internal void Connect(TwinRuntimeBuilder builder, Property<double> input)
    {
        builder.Signal(input).Subscribe(sample =>
        {
            _arrivalTicks = Math.Max(_arrivalTicks, sample.ArrivalTicks);
            Estimator.Input(0, _inputConversion.Apply(sample.Value), sample.Ticks, sample.Quality);
        });
        for (var i = 0; i < _outputs.Length; i++)
        {
            var output = _outputs[i];
            builder.Signal(_observed[i]).Subscribe(sample =>
            {
                _arrivalTicks = Math.Max(_arrivalTicks, sample.ArrivalTicks);
                Estimator.Observe(output.Number, output.ToModel.Apply(sample.Value), sample.Ticks, sample.Quality);
            });
        }
    }

    private OutputChannel Find(Property<double> property)
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            if (_observed[i] == property)
                return _outputs[i];
        }

        throw new ArgumentException($"Property '{property}' is not among those observed: {string.Join(", ", _observed)}.", nameof(property));
    }

    private void Publish(in OutputEstimate estimate)
    {
        foreach (var output in _outputs)
        {
            if (output.Number != estimate.Output)
                continue;
            var sample = new Sample<double>(estimate.Residual, estimate.Ticks, _arrivalTicks, estimate.Quality);
            output.Residual.Publish(sample);
            output.Innovation.Publish(sample.WithValue(estimate.Innovation));
            output.Healthy.Publish(sample.WithValue(output.FromModel.Apply(estimate.Healthy)));
            output.Expected.Publish(sample.WithValue(output.FromModel.Apply(estimate.Expected)));
        }
    }

    private void PublishStates(Quality quality)
    {
        Volatile.Write(ref _validity, (int)Estimator.Validity);
        for (var i = 0; i < _means.Length; i++)
        {
            var state = Estimator.State(i);
            var sample = new Sample<double>(state.Mean, Estimator.Ticks, _arrivalTicks, quality);
            _means[i].Publish(sample);
            _deviations[i].Publish(sample.WithValue(state.StandardDeviation));
        }
    }

    private sealed class Sink(KalmanEstimate owner) : IEstimateSink
    {
        public void OnEstimate(ModelEstimator estimator, in OutputEstimate estimate) => owner.Publish(estimate);

        public void OnAdvanced(ModelEstimator estimator, Quality quality) => owner.PublishStates(quality);
    }

    private sealed class OutputChannel(TwinRuntimeBuilder builder, Property<double> property, int number, UnitOfMeasure unit, Twin[] twins)
    {
        public int Number { get; } = number;

        public UnitConversion ToModel { get; } = property.Unit!.ConversionTo(unit); // The unit was matched before.

        public UnitConversion FromModel { get; } = unit.ConversionTo(property.Unit!);

        public SignalSource<double> Residual { get; } = builder.CreateSignal<double>($"{property} (residual)", twins);

        public SignalSource<double> Innovation { get; } = builder.CreateSignal<double>($"{property} (innovation)", twins);

        public SignalSource<double> Healthy { get; } = builder.CreateSignal<double>($"{property} (healthy)", twins);

        public SignalSource<double> Expected { get; } = builder.CreateSignal<double>($"{property} (expected)", twins);
    }
}
