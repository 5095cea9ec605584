using DigitalTwin.Sdk.Physics;

namespace DigitalTwin.Sdk;

/// <summary>Adds estimators to a runtime: models kept in step with the asset by a Kalman filter.</summary>
public static class KalmanTwinRuntimeBuilderExtensions
{
    /// <summary>Keeps a model in step with measured properties, and estimates what no sensor measures.</summary>
    /// <remarks>
    /// <para>
    /// Which property is which variable of the model is told by what it measures: a volume flow is the flow, a length the head, a power the
    /// power. Values are converted into the model's units here. For the formulas see <see cref="ExtendedKalmanFilter"/>.
    /// </para>
    /// <para>
    /// Samples of one event time are taken in together: at once if input and all observed properties have one, else when a sample of a later time comes.
    /// Until the input has a usable value, and while it has none, no residual is usable.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var estimate = builder.AddKalman(model, input: speed, observed: [flow, head]);
    /// var wear = estimate.State("headLoss");
    /// </code>
    /// </example>
    /// <param name="builder">The runtime being composed.</param>
    /// <param name="model">What is estimated, for instance a <see cref="CentrifugalPump"/>. It must have exactly one input.</param>
    /// <param name="input">The property that drives the model, for instance the speed; its reported value counts.</param>
    /// <param name="observed">The measured properties, each another output of the model; at least one. They may belong to several twins, which then share a lane.</param>
    /// <param name="options">Usual values if left out.</param>
    /// <returns>Signals of residuals, innovations and states.</returns>
    /// <exception cref="ArgumentException">A property has no unit, or what it measures fits no variable or more than one; two properties are the same variable; the options are out of range.</exception>
    public static KalmanEstimate AddKalman(
        this TwinRuntimeBuilder builder,
        IObservationModel model,
        Property<double> input,
        IReadOnlyList<Property<double>> observed,
        ModelEstimatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(observed);
        var inputs = model.Variables.Count(v => v.Causality == Causality.Input);
        if (inputs != 1)
            throw new ArgumentException($"The model has {inputs} inputs; this call gives one.", nameof(model));
        _ = Match(model, Causality.Input, input);
        var outputs = new int[observed.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = Match(model, Causality.Output, observed[i]);
            var same = Array.IndexOf(outputs, outputs[i], 0, i);
            if (same >= 0)
                throw new ArgumentException($"Properties '{observed[same]}' and '{observed[i]}' measure the same output of the model.", nameof(observed));
        }

        var estimate = new KalmanEstimate(builder, model, input, observed, outputs, options);
        estimate.Connect(builder, input);
        return estimate;
    }

    private static int Match(IObservationModel model, Causality causality, Property<double> property) => VariableMatch.ByDimension(
        model,
        causality,
        property.ToString(),
        property.Unit ?? throw new ArgumentException($"Property '{property}' has no unit, so it is not known what it measures.", nameof(property)));
}
