namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Each operator by itself, and several in a row.</summary>
internal static class Pipelines
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    internal static SignalPipeline Cleaning { get; } = new SignalPipeline()
        .InOrder(lateness: TimeSpan.FromSeconds(5), maxAhead: TimeSpan.FromHours(1))
        .RejectOutside(-100, 60)
        .RejectSpikes(window: 7, sigmas: 4, resolution: 0.01)
        .FlagStuck(TimeSpan.FromSeconds(4))
        .Resample(Second, maxGap: TimeSpan.FromSeconds(6));

    internal static SignalPipeline[] All { get; } =
    [
        new SignalPipeline(),
        new SignalPipeline().InOrder(),
        new SignalPipeline().InOrder(lateness: TimeSpan.FromSeconds(3), LateSamples.Flag, capacity: 4),
        new SignalPipeline().InOrder(lateness: TimeSpan.FromHours(1), maxAhead: TimeSpan.FromMinutes(1), capacity: 3),
        new SignalPipeline().RejectOutside(0, double.PositiveInfinity),
        new SignalPipeline().RejectSpikes(window: 5, sigmas: 3),
        new SignalPipeline().RejectSpikes(window: 8, sigmas: 3, action: SpikeAction.ReplaceByMedian),
        new SignalPipeline().Hampel(window: 3, sigmas: 3),
        new SignalPipeline().Hampel(window: 11, sigmas: 2, resolution: 0.1, SpikeAction.Flag),
        new SignalPipeline().Hampel(window: 7, sigmas: 2, action: SpikeAction.Drop),
        new SignalPipeline().RejectFastChanges(1, per: Second),
        new SignalPipeline().FlagStuck(TimeSpan.FromSeconds(2), resolution: 0.1),
        new SignalPipeline().Resample(Second, maxGap: TimeSpan.FromSeconds(6), gaps: GapPolicy.EmitBad),
        new SignalPipeline().Resample(Second, maxGap: TimeSpan.FromSeconds(6), ResampleMethod.Previous),
        new SignalPipeline().Transform("root", Math.Sqrt).TransformSample("later", s => s with { Ticks = s.Ticks + 1 }),
        new SignalPipeline().RejectSentinels([-9999, 50]).FlagSaturated(-5, 25),
        new SignalPipeline().Correct(gain: 2, bias: -1).ConvertUnit(Units.DegreeCelsius, Units.DegreeFahrenheit),
        new SignalPipeline().Ewma(TimeSpan.FromSeconds(5)),
        new SignalPipeline().Ewma(TimeSpan.FromSeconds(5), maxGap: TimeSpan.FromSeconds(2)),
        new SignalPipeline().MedianFilter(window: 5),
        new SignalPipeline().SavitzkyGolay(window: 7, order: 2),
        .. Enum.GetValues<RollingStatistic>().Select(s => new SignalPipeline().Rolling(s, window: 9, minimum: 3)),
        .. Enum.GetValues<RollingStatistic>().Select(s => new SignalPipeline().Rolling(s, TimeSpan.FromSeconds(8), capacity: 10)),
        new SignalPipeline().Deadband(0.5, maxInterval: TimeSpan.FromSeconds(20)),
        new SignalPipeline().SwingingDoor(0.5),
        new SignalPipeline().SwingingDoor(0.5, minInterval: TimeSpan.FromSeconds(2), maxInterval: TimeSpan.FromSeconds(30)),
        .. Enum.GetValues<GapFill>().Where(f => f != GapFill.Model).Select(f => new SignalPipeline().FillGaps(TimeSpan.FromSeconds(2), f, Second, limit: TimeSpan.FromSeconds(8))),
        new SignalPipeline().FillGaps(TimeSpan.FromSeconds(2), GapFill.Hold, Second, limit: TimeSpan.FromSeconds(8), most: 3),
        new SignalPipeline().ReportGaps(TimeSpan.FromSeconds(2)),
        .. Enum.GetValues<ResampleMethod>().Select(m => new SignalPipeline()
            .Resample(3 * Second, maxGap: TimeSpan.FromSeconds(4), m, GapPolicy.EmitBad, origin: new DateTimeOffset(2026, 1, 1, 0, 0, 0, 700, TimeSpan.Zero))),
        .. Enum.GetValues<ResampleMethod>().Skip(2).Select(m => new SignalPipeline()
            .Resample(Second, maxGap: TimeSpan.FromSeconds(4), m, shape: SignalShape.Step)),
        new SignalPipeline().Derivative(per: Second),
        new SignalPipeline().Derivative(per: Second, timeConstant: TimeSpan.FromSeconds(5), maxGap: TimeSpan.FromSeconds(2)),
        new SignalPipeline().Integral(per: TimeSpan.FromHours(1), maxGap: TimeSpan.MaxValue),
        new SignalPipeline().Integral(per: Second, maxGap: TimeSpan.FromSeconds(2), SignalShape.Step),
        new SignalPipeline().TimeInState(20, per: Second, maxGap: TimeSpan.MaxValue, tolerance: 0.4),
        new SignalPipeline().Totalise(rollOver: 21, maxRise: 2, per: Second),
        new SignalPipeline().RollingIntegral(TimeSpan.FromSeconds(8), maxGap: TimeSpan.FromSeconds(2), per: Second, capacity: 10),
        new SignalPipeline().RollingIntegral(TimeSpan.FromSeconds(60), maxGap: TimeSpan.FromSeconds(5), per: Second, SignalShape.Step),
        new SignalPipeline().Derivative(per: Second, timeConstant: TimeSpan.FromSeconds(2)),
        new SignalPipeline().RollingQuantile(0.9, TimeSpan.FromSeconds(8), capacity: 10),
        new SignalPipeline().DetectOversampling(new SideOutput<EffectivePeriod>(), runs: 10),
        new SignalPipeline().ReduceOversampling(runs: 5),
        new SignalPipeline().SubstituteBad(limit: TimeSpan.FromSeconds(5)),
        new SignalPipeline().SubstituteBad(limit: TimeSpan.FromSeconds(5), constant: -1),
        new SignalPipeline().ReportByException(deviation: 0.5, minInterval: Second, maxInterval: TimeSpan.FromSeconds(20)),
        new SignalPipeline().ReportByException(deviation: 0.5, keyFrames: TimeSpan.FromSeconds(10)),
        new SignalPipeline().Deadband(0.5, keyFrames: TimeSpan.FromSeconds(10)),
        new SignalPipeline().SwingingDoor(0.5, keyFrames: TimeSpan.FromSeconds(10)),
        new SignalPipeline().FlagOutside(0, 20),
        new SignalPipeline().TrustSourceTime(maxAhead: Second),
        new SignalPipeline().TrustSourceTime(maxAhead: Second, maxBehind: TimeSpan.FromHours(1)).InOrder(lateness: TimeSpan.FromSeconds(3)),
        new SignalPipeline().UseArrivalTime(),
        new SignalPipeline().ShiftTime(TimeSpan.FromHours(-1)),
        new SignalPipeline().InState(20, tolerance: 0.5),
        new SignalPipeline().FillGapsByModel("curve", TimeSpan.FromSeconds(2), Curve, Second, limit: TimeSpan.FromSeconds(8)),
        Cleaning,
    ];

    // Throws now and then, and is no number now and then.
    private static double Curve(DateTimeOffset time) => time.Second switch
    {
        7 => throw new InvalidOperationException("model"),
        13 => double.NaN,
        var second => second,
    };

    internal static IReadOnlyDictionary<string, Delegate> Functions { get; } = new Dictionary<string, Delegate>
    {
        ["curve"] = (Func<DateTimeOffset, double>)Curve,
        ["root"] = (Func<double, double>)Math.Sqrt,
        ["later"] = (Func<Sample<double>, Sample<double>>)(s => s with { Ticks = s.Ticks + 1 }),
    };
}
