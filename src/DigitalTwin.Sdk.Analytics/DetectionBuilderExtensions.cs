using System.Numerics;
using DigitalTwin.Sdk.Analytics;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk;

/// <summary>Lets a runtime look for anomalies in its signals.</summary>
public static class DetectionBuilderExtensions
{
    /// <summary>
    /// Runs a detector over a signal: <c>builder.DetectAnomalies(estimate.Residual(head), new Cusum(drift: 0.5, threshold: 5))</c>.
    /// </summary>
    /// <remarks>
    /// The detector runs in the lane of the signal's twins. Each sample gives one score with its times and quality; where the input
    /// is Bad there is no score and the anomaly stays as it was. A detector that throws costs one sample, which is then Bad |
    /// <see cref="Quality.ComputationError"/>. Every finding is logged with its score, raised as a warning and cleared as information.
    /// </remarks>
    /// <param name="builder">The runtime being composed.</param>
    /// <param name="signal">What to look at, in the scale that the detector expects.</param>
    /// <param name="detector">The detector; from now on this signal's, not to be used elsewhere.</param>
    /// <param name="report">Gets each finding with its evidence, in the lane; must not block. Null to only log.</param>
    /// <returns>The scores, for instance to act upon: <c>wear.Select(a => a.IsActive ? 1200.0 : 1450.0)</c>.</returns>
    public static Signal<AnomalyScore> DetectAnomalies(
        this TwinRuntimeBuilder builder, Signal<double> signal, IDetector detector, Action<Finding>? report = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(detector);

        // Asked for at the first finding: the host may set the factory after this call.
        var logger = new Lazy<ILogger>(() => builder.LoggerFactory.CreateLogger("DigitalTwin.Sdk.Analytics"));
        var scores = builder.CreateSignal<AnomalyScore>(signal.Name + " anomaly", signal.Twins);
        var monitor = new AnomalyMonitor(signal.Name, detector, finding =>
        {
            Log(logger.Value, finding);
            report?.Invoke(finding);
        });
        signal.Subscribe(sample => scores.Publish(Score(monitor, sample, logger)));
        return scores.Signal;
    }

    private static Sample<AnomalyScore> Score(AnomalyMonitor monitor, in Sample<double> sample, Lazy<ILogger> logger)
    {
        var failures = monitor.Errors;
        var score = monitor.Update(sample);
        var quality = double.IsFinite(sample.Value) ? sample.Quality : sample.Quality.WorstWith(Quality.Bad | Quality.ConversionError);
        if (monitor.Errors != failures)
        {
            // At 1, 2, 4, 8, ... failures, so that one failing a thousand times a second does not fill the disk.
            if (BitOperations.IsPow2(monitor.Errors))
                AnalyticsLog.Failed(logger.Value, monitor.Signal, monitor.Errors, monitor.LastError);
            if (score.Score is null)
                quality = quality.WorstWith(Quality.Bad | Quality.ComputationError);
        }

        return new Sample<AnomalyScore>(score, sample.Ticks, sample.ArrivalTicks, quality);
    }

    private static void Log(ILogger logger, Finding finding)
    {
        var score = finding.Score;
        if (finding.Kind == FindingKind.Raised)
            AnalyticsLog.Raised(logger, finding.Signal, finding.Time, score.Score, score.Threshold, score.Direction);
        else
            AnalyticsLog.Cleared(logger, finding.Signal, finding.Time, score.Score);
    }
}
