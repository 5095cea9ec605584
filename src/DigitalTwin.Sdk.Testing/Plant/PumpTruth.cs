namespace DigitalTwin.Sdk.Testing;

/// <summary>What is really the matter with a <see cref="PumpPlant"/> now: what no sensor of it shows, to judge a twin by.</summary>
/// <remarks>Fractions are between 0 and 1. Immutable.</remarks>
public readonly record struct PumpTruth
{
    /// <summary>
    /// Head that wear has taken at rated flow and speed, as a fraction of the rated head. At other speeds the loss grows with the square
    /// of the speed; cavitation is not included.
    /// </summary>
    public double HeadDegradation { get; init; }

    /// <summary>Shaft power that wear has added at equal flow and speed, as a fraction of the new pump's.</summary>
    public double PowerRise { get; init; }

    /// <summary>Efficiency that wear has taken at the present flow and speed, as a fraction of the new pump's; 0 at standstill.</summary>
    public double EfficiencyLoss { get; init; }

    /// <summary>How far the bearing is damaged: 0 new, 1 about to fail.</summary>
    public double BearingDamage { get; init; }

    /// <summary>Net positive suction head available less that required, m; at zero the head has dropped by 3 %.</summary>
    public double NpshMargin { get; init; }

    /// <summary>Fraction of the head that cavitation takes now.</summary>
    public double CavitationHeadLoss { get; init; }

    /// <summary>How many times the resistance of the pipework is that of the clean one; 1 when nothing is blocked.</summary>
    public double Blockage { get; init; }

    /// <summary>How far the consumers' valves are open: 1 is the rated flow of a new pump at rated speed.</summary>
    public double Demand { get; init; }

    /// <summary>Mechanical power at the shaft, kW.</summary>
    public double ShaftPower { get; init; }

    /// <summary>Efficiency of the pump now, hydraulic over shaft power; zero at zero flow.</summary>
    public double Efficiency { get; init; }
}
