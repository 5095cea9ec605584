namespace DigitalTwin.Sdk.Analytics;

/// <summary>Runs a detector over a signal and reports a <see cref="Finding"/> with its evidence each time the anomaly comes or
/// goes.</summary>
/// <remarks>
/// Allocates only when there is something to report. What the detector or the report throws is caught and counted, and costs one sample.
/// Used by one thread at a time; the counters may be read from any.
/// </remarks>
public sealed class AnomalyMonitor
{
    private readonly IDetector _detector;
    private readonly Action<Finding> _report;
    private readonly DetectorState _before = new();
    private readonly EvidenceInput[] _inputs;
    private int _next;
    private int _count;
    private AnomalyScore _last;
    private long _errors;
    private Exception? _lastError;

    /// <summary>Makes a monitor.</summary>
    /// <param name="signal">The name of the signal, for the findings.</param>
    /// <param name="detector">The detector; from now on the monitor's.</param>
    /// <param name="report">Gets each finding, on the thread that calls <see cref="Update"/>.</param>
    /// <param name="evidenceSamples">How many of the newest inputs a finding shows, 1 to 100,000; 64 by default.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of inputs is outside its range.</exception>
    public AnomalyMonitor(string signal, IDetector detector, Action<Finding> report, int evidenceSamples = 64)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(signal);
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentOutOfRangeException.ThrowIfLessThan(evidenceSamples, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(evidenceSamples, 100_000);

        Signal = signal;
        _detector = detector;
        _report = report;
        _inputs = new EvidenceInput[evidenceSamples];
        _detector.Save(_before);
    }

    /// <summary>The name of the signal.</summary>
    public string Signal { get; }

    /// <summary>Exceptions thrown by the detector or by the report, and caught.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>The newest exception caught; null if there was none.</summary>
    public Exception? LastError => Volatile.Read(ref _lastError);

    /// <summary>Gives the next sample to the detector, and reports if the anomaly comes or goes with it.</summary>
    /// <param name="sample">The sample.</param>
    /// <returns>What the detector says; if it throws, no score and the state as it was.</returns>
    public AnomalyScore Update(in Sample<double> sample)
    {
        _inputs[_next] = new EvidenceInput(sample.Time, sample.Value, sample.Quality);
        _next = _next + 1 == _inputs.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _inputs.Length);

        var wasActive = _last.IsActive;
        try
        {
            _detector.Save(_before);
            _last = _detector.Update(sample);
            if (_last.IsActive != wasActive)
                _report(FindingOf(sample));
        }
        catch (Exception error)
        {
            _errors++;
            Volatile.Write(ref _lastError, error);
            if (_last.IsActive == wasActive)
                _last = _last with { Score = null, Direction = ShiftDirection.None };
        }

        return _last;
    }

    private Finding FindingOf(in Sample<double> sample)
    {
        var inputs = new EvidenceInput[_count];
        var oldest = _count < _inputs.Length ? 0 : _next;
        for (var i = 0; i < _count; i++)
            inputs[i] = _inputs[(oldest + i) % _inputs.Length];

        var evidence = new Evidence(inputs, _before.Copy(), _last.Threshold);
        return new Finding(_last.IsActive ? FindingKind.Raised : FindingKind.Cleared, Signal, sample.Time, _last, evidence);
    }
}
