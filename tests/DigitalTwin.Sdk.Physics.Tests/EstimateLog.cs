namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>Keeps what an estimator reports of one output.</summary>
internal sealed class EstimateLog(int output) : IEstimateSink
{
    public List<OutputEstimate> All { get; } = [];

    public List<(long Ticks, Quality Quality)> Times { get; } = [];

    public OutputEstimate Last => All[^1];

    public void OnEstimate(ModelEstimator estimator, in OutputEstimate estimate)
    {
        if (estimate.Output == output)
            All.Add(estimate);
    }

    public void OnAdvanced(ModelEstimator estimator, Quality quality) => Times.Add((estimator.Ticks, quality));
}
