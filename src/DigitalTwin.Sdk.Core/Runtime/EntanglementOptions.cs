namespace DigitalTwin.Sdk;

/// <summary>How a twin's entanglement with its asset (ODTE, semantics S5) is computed and judged.</summary>
public sealed class EntanglementOptions
{
    /// <summary>How old an update may be on arrival to count as timely.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many updates timeliness looks back on.</summary>
    /// <value>100 by default; 1 to 10,000.</value>
    public int Updates { get; set; } = 100;

    /// <summary>The window in which updates are counted for reliability and up-time for availability. For a property of which less than ten updates are expected in it, it is stretched to ten.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often health is judged.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Entanglement at which a twin counts as synchronized.</summary>
    /// <value>0.7 by default; 0 to 1, not below <see cref="LeaveBelow"/>.</value>
    public double EnterAbove { get; set; } = 0.7;

    /// <summary>Entanglement below which a synchronized twin counts as degraded.</summary>
    /// <value>0.5 by default; 0 to 1.</value>
    public double LeaveBelow { get; set; } = 0.5;

    internal EntanglementOptions Copy() => (EntanglementOptions)MemberwiseClone();

    internal IEnumerable<string> Validate()
    {
        if (MaxDelay <= TimeSpan.Zero || Window <= TimeSpan.Zero || Period <= TimeSpan.Zero)
            yield return "Entanglement: MaxDelay, Window and Period must be above zero.";
        if (Updates is < 1 or > 10_000)
            yield return $"Entanglement: Updates must be 1 to 10,000, not {Updates}.";
        if (!(LeaveBelow >= 0 && LeaveBelow <= EnterAbove && EnterAbove <= 1))
            yield return FormattableString.Invariant($"Entanglement: 0 <= LeaveBelow <= EnterAbove <= 1 must hold, not {LeaveBelow} and {EnterAbove}.");
    }
}
