namespace DigitalTwin.Sdk;

/// <summary>A handle to one property of one twin: where its samples go and where its value is read. Strings are needed once, to get it.</summary>
/// <remarks>
/// A small value that may be copied freely; reading and reporting through it looks nothing up. The default belongs to no twin and
/// every use of it throws. All members are thread-safe.
/// </remarks>
/// <typeparam name="T">Type of the values; numbers are in <see cref="Unit"/>.</typeparam>
public readonly struct Property<T> : IEquatable<Property<T>>
{
    private readonly Lane? _lane;
    private readonly PropertyDefinition _definition;

    internal Property(Lane lane, PropertyDefinition definition, int cell, int row)
    {
        _lane = lane;
        _definition = definition;
        Cell = cell;
        Row = row;
    }

    /// <summary>The twin it belongs to.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, or the twin has been removed.</exception>
    public Twin Twin => Lane.TwinAt(Row);

    /// <summary>What the model says about it.</summary>
    public PropertyDefinition Definition
    {
        get
        {
            _ = Lane;
            return _definition;
        }
    }

    /// <summary>Name, with its component if it has one.</summary>
    public string Name => Definition.Name;

    /// <summary>Unit of its values; null where a unit makes no sense.</summary>
    public UnitOfMeasure? Unit => Definition.Unit;

    internal int Cell { get; }

    internal int Row { get; }

    internal Lane Lane => _lane ?? throw new InvalidOperationException("This property handle is the default value and belongs to no twin; take handles from a twin.");

    /// <summary>The property without its type, for lists of mixed properties.</summary>
    /// <param name="property">The property.</param>
    public static implicit operator Property(Property<T> property) => property.ToProperty();

    /// <summary>Whether both are the same property of the same twin.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator ==(Property<T> left, Property<T> right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator !=(Property<T> left, Property<T> right) => !left.Equals(right);

    /// <summary>The property without its type.</summary>
    public Property ToProperty() => new(Twin, _definition, Cell);

    /// <summary>The reported value with its times and quality; <see cref="Quality.NoData"/> if nothing came yet.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, or the twin has been removed.</exception>
    public Sample<T> Read()
    {
        var cell = Lane.ReadCell(Row, Cell, out var reference);
        return new Sample<T>(ValueSlot.Decode<T>(cell.Bits, reference), cell.Ticks, cell.ArrivalTicks, cell.Quality);
    }

    /// <summary>Reports a sample: the busy path by which values enter the twin's state. Allocates nothing for numbers.</summary>
    /// <remarks>
    /// A number that is not finite becomes Bad with reason ConversionError; one outside the physical range Bad with reason OutOfRange.
    /// An equal value refreshes the times without a new revision. Derived properties follow in the same revision.
    /// </remarks>
    /// <param name="sample">Value, times and quality.</param>
    /// <param name="origin">Where it comes from; null for <see cref="ChangeOrigin.User"/>.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="InvalidOperationException">This is the default value, or the twin has been removed, or the property is derived.</exception>
    public ReportOutcome Report(in Sample<T> sample, ChangeOrigin? origin = null) =>
        Lane.Report(_definition, Cell, Row, in sample, origin ?? ChangeOrigin.User);

    internal ReportOutcome ReportOneOfMany(in Sample<T> sample, ChangeOrigin origin) => Lane.ReportOneOfMany(_definition, Cell, Row, in sample, origin);

    /// <summary>Reports a good value measured now by the graph's clock.</summary>
    /// <param name="value">The value, in the property's unit.</param>
    /// <returns>What became of it.</returns>
    public ReportOutcome Report(T value)
    {
        var now = Lane.Graph.TimeProvider.GetUtcNow().UtcTicks;
        var sample = new Sample<T>(value, now, now, Quality.Good);
        return Lane.Report(_definition, Cell, Row, in sample, ChangeOrigin.User);
    }

    /// <inheritdoc/>
    public bool Equals(Property<T> other) => ReferenceEquals(_lane, other._lane) && Cell == other.Cell;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Property<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_lane, Cell);

    /// <summary>Twin and name, for instance <c>pump-101/flow</c>.</summary>
    public override string ToString() => _lane is null ? "(no property)" : $"{Twin.Id}/{Name}";
}
