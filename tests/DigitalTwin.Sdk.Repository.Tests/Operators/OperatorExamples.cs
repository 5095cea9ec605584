using DigitalTwin.Sdk.Pipeline;
using static DigitalTwin.Sdk.Repository.Tests.Operators.ExampleSignals;

namespace DigitalTwin.Sdk.Repository.Tests.Operators;

/// <summary>Every operator of the pipeline on a signal that shows what it does. A test holds this list against the public operators.</summary>
internal static class OperatorExamples
{
    internal static IReadOnlyList<OperatorExample> All { get; } =
    [
        new("InOrder", "raw.InOrder(lateness: TimeSpan.FromSeconds(3))", Disordered, p => p.InOrder(lateness: TimeSpan.FromSeconds(3))),
        new("RejectOutside", "raw.RejectOutside(min: 30, max: 70)", Wave, p => p.RejectOutside(min: 30, max: 70)),
        new("RejectSpikes", "raw.RejectSpikes(window: 15, sigmas: 4)", Spiky, p => p.RejectSpikes(window: 15, sigmas: 4)),
        new("Hampel", "raw.Hampel(window: 11, sigmas: 3)", Spiky, p => p.Hampel(window: 11, sigmas: 3)),
        new("RejectFastChanges", "raw.RejectFastChanges(maxChange: 15, per: TimeSpan.FromSeconds(1))", Stepped, p => p.RejectFastChanges(maxChange: 15, per: TimeSpan.FromSeconds(1))),
        new("FlagStuck", "raw.FlagStuck(after: TimeSpan.FromSeconds(10))", Frozen, p => p.FlagStuck(after: TimeSpan.FromSeconds(10))),
        new("RejectSentinels", "raw.RejectSentinels([-99])", WithSentinels, p => p.RejectSentinels([-99])),
        new("FlagSaturated", "raw.FlagSaturated(low: 0, high: 70)", Saturated, p => p.FlagSaturated(low: 0, high: 70)),
        new("Correct", "raw.Correct(gain: 0.8, bias: -5)", Wave, p => p.Correct(gain: 0.8, bias: -5)),
        new("ConvertUnit", "raw.ConvertUnit(Units.DegreeFahrenheit, Units.DegreeCelsius)", Wave, p => p.ConvertUnit(Units.DegreeFahrenheit, Units.DegreeCelsius)),
        new("Transform", "raw.Transform(\"half\", v => v / 2)", Wave, p => p.Transform("half", v => v / 2)),
        new("TransformSample", "raw.TransformSample(\"earlier\", s => s with { Ticks = s.Ticks - TimeSpan.TicksPerSecond })", Wave, p => p.TransformSample("earlier", s => s with { Ticks = s.Ticks - TimeSpan.TicksPerSecond })),
        new("Ewma", "raw.Ewma(timeConstant: TimeSpan.FromSeconds(5))", Spiky, p => p.Ewma(timeConstant: TimeSpan.FromSeconds(5))),
        new("MedianFilter", "raw.MedianFilter(window: 7)", Spiky, p => p.MedianFilter(window: 7)),
        new("SavitzkyGolay", "raw.SavitzkyGolay(window: 11, order: 2)", Wave, p => p.SavitzkyGolay(window: 11, order: 2)),
        new("Rolling", "raw.Rolling(RollingStatistic.Mean, window: TimeSpan.FromSeconds(15))", Wave, p => p.Rolling(RollingStatistic.Mean, window: TimeSpan.FromSeconds(15))),
        new("Resample", "raw.Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(6))", Uneven, p => p.Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(6))),
        new("Deadband", "raw.Deadband(width: 5)", Wave, p => p.Deadband(width: 5)),
        new("SwingingDoor", "raw.SwingingDoor(deviation: 4)", Wave, p => p.SwingingDoor(deviation: 4)),
        new("TrustSourceTime", "raw.TrustSourceTime(maxAhead: TimeSpan.FromSeconds(5))", Skewed, p => p.TrustSourceTime(maxAhead: TimeSpan.FromSeconds(5))),
        new("UseArrivalTime", "raw.UseArrivalTime()", Skewed, p => p.UseArrivalTime()),
        new("ShiftTime", "raw.ShiftTime(TimeSpan.FromSeconds(-10))", Wave, p => p.ShiftTime(TimeSpan.FromSeconds(-10))),
        new("FlagOutside", "raw.FlagOutside(min: 30, max: 70)", Wave, p => p.FlagOutside(min: 30, max: 70)),
        new("SubstituteBad", "raw.SubstituteBad(limit: TimeSpan.FromSeconds(4))", WithBad, p => p.SubstituteBad(limit: TimeSpan.FromSeconds(4))),
        new("FillGaps", "raw.FillGaps(longerThan: TimeSpan.FromSeconds(3), GapFill.Linear, every: TimeSpan.FromSeconds(1), limit: TimeSpan.FromSeconds(60))", Uneven, p => p.FillGaps(longerThan: TimeSpan.FromSeconds(3), GapFill.Linear, every: TimeSpan.FromSeconds(1), limit: TimeSpan.FromSeconds(60))),
        new("FillGapsByModel", "raw.FillGapsByModel(longerThan: TimeSpan.FromSeconds(3), Usual, every: TimeSpan.FromSeconds(1), limit: TimeSpan.FromSeconds(60))", Uneven, p => p.FillGapsByModel("usual", longerThan: TimeSpan.FromSeconds(3), Usual, every: TimeSpan.FromSeconds(1), limit: TimeSpan.FromSeconds(60))),
        new("ReportGaps", "raw.ReportGaps(longerThan: TimeSpan.FromSeconds(3))", DisorderedWithGap, p => p.ReportGaps(longerThan: TimeSpan.FromSeconds(3))),
        new("DetectOversampling", "raw.DetectOversampling(periods: null, runs: 5)", RepeatedAndLate, p => p.DetectOversampling(periods: null, runs: 5)),
        new("ReduceOversampling", "raw.ReduceOversampling(runs: 5)", Repeated, p => p.ReduceOversampling(runs: 5)),
        new("Derivative", "raw.Derivative(per: TimeSpan.FromSeconds(10), timeConstant: TimeSpan.FromSeconds(3))", Wave, p => p.Derivative(per: TimeSpan.FromSeconds(10), timeConstant: TimeSpan.FromSeconds(3))),
        new("Integral", "raw.Integral(per: TimeSpan.FromMinutes(1), maxGap: TimeSpan.FromSeconds(10))", Wave, p => p.Integral(per: TimeSpan.FromMinutes(1), maxGap: TimeSpan.FromSeconds(10))),
        new("TimeInState", "raw.TimeInState(0.8, per: TimeSpan.FromMinutes(1), maxGap: TimeSpan.FromSeconds(10))", States, p => p.TimeInState(0.8, per: TimeSpan.FromMinutes(1), maxGap: TimeSpan.FromSeconds(10))),
        new("InState", "raw.InState(0.8)", States, p => p.InState(0.8)),
        new("Totalise", "raw.Totalise(rollOver: 100, maxRise: 10, per: TimeSpan.FromSeconds(1))", Counter, p => p.Totalise(rollOver: 100, maxRise: 10, per: TimeSpan.FromSeconds(1))),
        new("RollingIntegral", "raw.RollingIntegral(window: TimeSpan.FromSeconds(10), maxGap: TimeSpan.FromSeconds(5), per: TimeSpan.FromSeconds(10))", Wave, p => p.RollingIntegral(window: TimeSpan.FromSeconds(10), maxGap: TimeSpan.FromSeconds(5), per: TimeSpan.FromSeconds(10))),
        new("RollingQuantile", "raw.RollingQuantile(0.9, window: TimeSpan.FromSeconds(20))", Spiky, p => p.RollingQuantile(0.9, window: TimeSpan.FromSeconds(20))),
        new("ReportByException", "raw.ReportByException(deviation: 5)", Wave, p => p.ReportByException(deviation: 5)),
    ];

    // Clocks that run ahead for a while.
    private static Sample<double>[] Skewed =>
        [.. Wave.Select((s, i) => i is >= 40 and < 60 ? s with { Ticks = s.Ticks + (20 * TimeSpan.TicksPerSecond) } : s)];

    private static Sample<double>[] WithBad =>
        [.. Wave.Select((s, i) => i is (>= 20 and < 24) or (>= 50 and < 62) ? s with { Value = 0, Quality = Quality.Bad | Quality.SourceFlagged } : s)];

    // Samples that come too late or twice are left out.
    private static Sample<double>[] DisorderedWithGap => [.. Disordered.Where((_, i) => i is < 30 or > 40)];

    // Every value four times.
    private static Sample<double>[] Repeated => [.. Wave.Select((s, i) => s with { Value = Wave[i - (i % 4)].Value })];

    private static Sample<double>[] RepeatedAndLate => [.. Repeated, Repeated[^5]];

    private static Sample<double>[] States => [.. Wave.Select((s, i) => s with { Value = i % 40 < 25 ? 0.2 : 0.8 })];

    // Rolls over at 100.
    private static Sample<double>[] Counter => [.. Wave.Select((s, i) => s with { Value = i * 2.5 % 100 })];

    private static double Usual(DateTimeOffset time) => 50 + (20 * Math.Sin((time - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds / 12));
}
