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
    ];
}
