namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Keeps what the report draws: once an hour what the twin thought, and every sample of the days in which sensors failed.</summary>
internal sealed class Logbook
{
    internal static readonly TimeSpan CloseUpFrom = TimeSpan.FromDays(7.5);
    internal static readonly TimeSpan CloseUpUntil = TimeSpan.FromDays(13);
    private readonly List<EstimatePoint> _estimates = [];
    private readonly List<Sample<double>> _speed = [];
    private readonly List<Sample<double>> _flow = [];
    private readonly List<Sample<double>> _head = [];
    private readonly List<Sample<double>> _power = [];
    private double _deviation;
    private double _residual;
    private double _score;

    private Logbook()
    {
    }

    internal IReadOnlyList<EstimatePoint> Estimates => _estimates;

    internal IReadOnlyList<Sample<double>> Speed => _speed;

    internal IReadOnlyList<Sample<double>> Flow => _flow;

    internal IReadOnlyList<Sample<double>> Head => _head;

    internal IReadOnlyList<Sample<double>> Power => _power;

    /// <summary>Listens in the twin's lane; to be read when the runtime has stopped.</summary>
    internal static Logbook Of(ComposedPump twin)
    {
        var log = new Logbook();
        var builder = twin.Builder;
        twin.Estimate.StandardDeviation("headLoss").Subscribe(s => log._deviation = s.Value);
        twin.Estimate.Residual(twin.Head).Subscribe(s => log._residual = s.Quality.IsUsable ? s.Value : double.NaN);
        twin.Wear.Subscribe(s => log._score = s.Value.Score ?? double.NaN);
        builder.Signal(twin.HeadLoss).Subscribe(log.Estimate);
        builder.Signal(twin.Speed.Reported).Subscribe(log.KeepSpeed);
        builder.Signal(twin.Power).Subscribe(s => Keep(log._power, s, isHourly: true));
        builder.Signal(twin.Flow).Subscribe(s => Keep(log._flow, s, isHourly: false));
        builder.Signal(twin.Head).Subscribe(s => Keep(log._head, s, isHourly: false));
        return log;
    }

    private static bool IsFullHour(long ticks) => ticks % TimeSpan.TicksPerHour == 0;

    private static void Keep(List<Sample<double>> kept, Sample<double> sample, bool isHourly)
    {
        var age = sample.Time - PumpStory.Start;
        if (isHourly ? IsFullHour(sample.Ticks) && sample.Quality.IsUsable : age >= CloseUpFrom && age <= CloseUpUntil)
            kept.Add(sample);
    }

    /// <summary>Once an hour, and while it moves.</summary>
    private void KeepSpeed(Sample<double> speed)
    {
        var hasMoved = _speed.Count > 0 && Math.Abs(speed.Value - _speed[^1].Value) > 4;
        if (speed.Quality.IsUsable && (hasMoved || IsFullHour(speed.Ticks)))
            _speed.Add(speed);
    }

    private void Estimate(Sample<double> headLoss)
    {
        if (IsFullHour(headLoss.Ticks) && headLoss.Quality.IsUsable)
            _estimates.Add(new EstimatePoint(headLoss.Time, headLoss.Value, _deviation, _residual, _score));
    }
}
