namespace DigitalTwin.Sdk.Physics;

/// <summary>Receives each judged measurement of a <see cref="ModelEstimator"/>, on the caller's thread, in event-time order.</summary>
public interface IEstimateSink
{
    /// <summary>A measurement was judged; the estimator's states are those after it. Must not call the estimator's writing members, and must not throw.</summary>
    /// <param name="estimator">The estimator, to read states and validity from.</param>
    /// <param name="estimate">The judgement.</param>
    void OnEstimate(ModelEstimator estimator, in OutputEstimate estimate);
}
