namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What a <see cref="SignalAudit"/> calls a gap, frozen, or an outlier.</summary>
public sealed class SignalAuditOptions
{
    /// <summary>How often a sample is expected.</summary>
    /// <value>Null by default: the median interval between samples is taken. Else above zero.</value>
    public TimeSpan? Period { get; set; }

    /// <summary>From how many periods without a Good sample on it is a gap.</summary>
    /// <value>1.5 by default; above 1.</value>
    public double GapFactor { get; set; } = 1.5;

    /// <summary>Smallest step of the sensor, in the unit of the property: values that differ by no more count as the same.</summary>
    /// <value>0 by default; finite, at least 0.</value>
    public double Resolution { get; set; }

    /// <summary>How far a sample's event time may be after its arrival. One further ahead is counted and else left out: all that follow it would look late.</summary>
    /// <value>1 minute by default; at least zero.</value>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a value must stay the same to be called frozen; at least ten samples of it are needed too, and no silence as long between them.</summary>
    /// <value>1 minute by default; above zero.</value>
    public TimeSpan FrozenAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many Good samples an outlier is compared with; see <see cref="CleaningExtensions.RejectSpikes"/>.</summary>
    /// <value>15 by default; 3 to 4096.</value>
    public int OutlierWindow { get; set; } = 15;

    /// <summary>How many standard deviations off makes an outlier.</summary>
    /// <value>5 by default; finite, above 0.</value>
    public double OutlierSigmas { get; set; } = 5;

    internal SignalAuditOptions Checked()
    {
        if (Period is { } period)
            Demand.Require(period > TimeSpan.Zero, period, nameof(Period), "must be above zero");
        Demand.Require(GapFactor > 1 && double.IsFinite(GapFactor), GapFactor, nameof(GapFactor), "must be a finite number above 1");
        Demand.Require(MaxAhead >= TimeSpan.Zero, MaxAhead, nameof(MaxAhead), "must be at least zero");
        Demand.Require(FrozenAfter > TimeSpan.Zero, FrozenAfter, nameof(FrozenAfter), "must be above zero");
        return (SignalAuditOptions)MemberwiseClone();
    }
}
