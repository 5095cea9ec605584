namespace DigitalTwin.Sdk;

/// <summary>What may be said about a property beyond its name, type and unit.</summary>
public sealed class PropertyOptions
{
    /// <summary>What the sensor can output, in the property's unit; a value outside becomes Bad with reason OutOfRange.</summary>
    /// <value>Null by default: not checked.</value>
    public ValueRange? PhysicalRange { get; set; }

    /// <summary>Where the asset should run, in the property's unit; a value outside keeps its quality.</summary>
    /// <value>Null by default: not stated.</value>
    public ValueRange? OperatingRange { get; set; }

    /// <summary>Age of the event time at which the value becomes Uncertain with reason Stale, and Bad at three times it.</summary>
    /// <value>Null by default: never stale.</value>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>What happens to a sample that is not newer than the current value.</summary>
    /// <value><see cref="LatePolicy.HistoryOnly"/> by default.</value>
    public LatePolicy LatePolicy { get; set; }

    /// <summary>Numbers that differ by no more than this are equal: times are refreshed, but there is no new revision and no event.</summary>
    /// <value>0 by default.</value>
    public double Tolerance { get; set; }

    /// <summary>Whether it is a set-point, so that a desired value may be stored.</summary>
    /// <value>False by default.</value>
    public bool IsWritable { get; set; }

    /// <summary>Whether no sensor stands behind it, but a model or a formula.</summary>
    /// <value>False by default.</value>
    public bool IsVirtual { get; set; }

    /// <summary>Whether its value may not be removed once there.</summary>
    /// <value>False by default.</value>
    public bool IsRequired { get; set; }

    internal void Validate(string name, Type valueType)
    {
        if ((PhysicalRange ?? OperatingRange) is not null && !ValueSlot.IsNumeric(valueType))
            throw new ArgumentException($"Property '{name}': a range needs a numeric type, not {valueType.Name}.");
        if (PhysicalRange is { } physical && OperatingRange is { } operating && (operating.Min < physical.Min || operating.Max > physical.Max))
            throw new ArgumentException($"Property '{name}': the operating range {operating} must lie inside the physical range {physical}.");
        if (MaxAge is { } age && age <= TimeSpan.Zero)
            throw new ArgumentException($"Property '{name}': the maximum age must be above zero, not {age}.");
        if (!(Tolerance >= 0) || double.IsPositiveInfinity(Tolerance))
            throw new ArgumentException($"Property '{name}': the tolerance must be a finite number of at least zero, not {Tolerance}.");
        if (!Enum.IsDefined(LatePolicy))
            throw new ArgumentException($"Property '{name}': unknown late policy {(int)LatePolicy}.");
    }
}
