namespace DigitalTwin.Sdk.Testing;

/// <summary>The size and surroundings of a <see cref="PumpPlant"/>. Every value has a usable default; the plant copies them.</summary>
public sealed class PumpPlantOptions
{
    /// <summary>When the plant's time begins, UTC.</summary>
    /// <value>Default: 1 January 2026.</value>
    public DateTimeOffset Start { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Flow at the best efficiency point; above zero.</summary>
    /// <value>Default: 250 m³/h.</value>
    public Quantity RatedFlow { get; set; } = 250 * Units.CubicMetrePerHour;

    /// <summary>Head of the new pump at <see cref="RatedFlow"/>; above zero.</summary>
    /// <value>Default: 38 m.</value>
    public Quantity RatedHead { get; set; } = 38 * Units.Metre;

    /// <summary>Speed that the ratings hold for, and at which the plant starts; above zero.</summary>
    /// <value>Default: 1450 rpm.</value>
    public Quantity RatedSpeed { get; set; } = 1450 * Units.RevolutionPerMinute;

    /// <summary>Time the drive takes from standstill to rated speed, and as long back; above zero.</summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan RampTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time constant with which the water in the pipe follows a change; zero or more.</summary>
    /// <value>Default: 4 s. A twin that computes steady operating points does not know it.</value>
    public TimeSpan PipeTimeConstant { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Part of <see cref="RatedHead"/> that lifts the water; the rest overcomes friction. From 0 up to, not including, 1.</summary>
    /// <value>Default: 0.4.</value>
    public double StaticHeadFraction { get; set; } = 0.4;

    /// <summary>How much the demand swings over the day: 0 holds it at the rated point, 1 lets it move between about 0.7 and 1. From 0 to 2.</summary>
    /// <value>Default: 1.</value>
    public double DemandVariation { get; set; } = 1;

    /// <summary>How noisy the sensors are: 0 is exact, 1 is usual for industry, about half a percent. Zero or more.</summary>
    /// <value>Default: 1.</value>
    public double NoiseFactor { get; set; } = 1;

    internal PumpPlantOptions Copy() => (PumpPlantOptions)MemberwiseClone();

    internal void Validate()
    {
        var problems = new List<string>();
        Require(problems, RatedFlow.In(Units.CubicMetrePerHour) is > 0 and < double.PositiveInfinity, $"{nameof(RatedFlow)} must be above zero, not {RatedFlow}.");
        Require(problems, RatedHead.In(Units.Metre) is > 0 and < double.PositiveInfinity, $"{nameof(RatedHead)} must be above zero, not {RatedHead}.");
        Require(problems, RatedSpeed.In(Units.RevolutionPerMinute) is > 0 and < double.PositiveInfinity, $"{nameof(RatedSpeed)} must be above zero, not {RatedSpeed}.");
        Require(problems, RampTime > TimeSpan.Zero, $"{nameof(RampTime)} must be above zero, not {RampTime}.");
        Require(problems, PipeTimeConstant >= TimeSpan.Zero, $"{nameof(PipeTimeConstant)} must not be below zero, but is {PipeTimeConstant}.");
        Require(problems, StaticHeadFraction is >= 0 and < 1, $"{nameof(StaticHeadFraction)} must be from 0 to below 1, not {StaticHeadFraction}.");
        Require(problems, DemandVariation is >= 0 and <= 2, $"{nameof(DemandVariation)} must be from 0 to 2, not {DemandVariation}.");
        Require(problems, NoiseFactor is >= 0 and < double.PositiveInfinity, $"{nameof(NoiseFactor)} must be finite and not below zero, but is {NoiseFactor}.");
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems));
    }

    private static void Require(List<string> problems, bool holds, string problem)
    {
        if (!holds)
            problems.Add(problem);
    }
}
