namespace DigitalTwin.Sdk.Physics;

/// <summary>Receives what a <see cref="ModelEstimator"/> finds, on the caller's thread, in event-time order. Must not call its writing members, and must not throw.</summary>
public interface IEstimateSink
{
    /// <summary>A measurement was judged; the estimator's states are those after it.</summary>
    /// <param name="estimator">The estimator, to read states and validity from.</param>
    /// <param name="estimate">The judgement.</param>
    void OnEstimate(ModelEstimator estimator, in OutputEstimate estimate);

    /// <summary>All samples of one time were taken in; the states are those of <see cref="ModelEstimator.Ticks"/>.</summary>
    /// <param name="estimator">The estimator, to read states and validity from.</param>
    /// <param name="quality">
    /// Quality of the states, with <see cref="Quality.Estimated"/>: Good while the model is valid and its inputs are good, Bad if the model
    /// is invalid, else Uncertain.
    /// </param>
    void OnAdvanced(ModelEstimator estimator, Quality quality);
}
