using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What happens to the pump. The twin knows nothing of it; the report and the check compare with it.</summary>
internal static class PumpStory
{
    internal const long Seed = 42;

    /// <summary>Share of the rated head that may be lost before the pump has to be taken out for overhaul.</summary>
    internal const double HeadMargin = 0.10;

    internal static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static TimeSpan Duration { get; } = TimeSpan.FromDays(75);

    /// <summary>The plant sends one message a step.</summary>
    internal static TimeSpan Step { get; } = TimeSpan.FromMinutes(2);

    internal static TimeSpan Onset { get; } = TimeSpan.FromDays(20);

    /// <summary>What the plant sends, under the names it uses in its messages.</summary>
    internal static IReadOnlyList<(string Name, PumpSignal Signal)> Signals { get; } =
    [
        ("flow", PumpSignal.Flow),
        ("head", PumpSignal.Head),
        ("power", PumpSignal.Power),
        ("vibration", PumpSignal.VibrationVelocity),
        ("bearing", PumpSignal.BearingTemperature),
        ("speed", PumpSignal.Speed),
    ];

    /// <summary>A pump that wears from day 20 on, and sensors that are as bad as usual: spikes all the time, a transmitter that fails, one that freezes.</summary>
    internal static PumpPlant CreatePlant() => new PumpPlant(Seed, new PumpPlantOptions { Start = Start })
        .Wear(from: Onset, to: TimeSpan.FromDays(80), headLoss: 0.12, powerRise: 0.05)
        .Spike(PumpSignal.Flow, height: 60, every: TimeSpan.FromHours(12))
        .Spike(PumpSignal.Head, height: 9, every: TimeSpan.FromHours(18))
        .Spike(PumpSignal.Power, height: 8, every: TimeSpan.FromDays(1))
        .Gap(PumpSignal.Head, from: TimeSpan.FromDays(8), until: TimeSpan.FromDays(8.25))
        .Freeze(PumpSignal.Flow, from: TimeSpan.FromDays(12), until: TimeSpan.FromDays(12.5))
        .Freeze(PumpSignal.Head, from: TimeSpan.FromDays(40), until: TimeSpan.FromDays(40.2));
}
