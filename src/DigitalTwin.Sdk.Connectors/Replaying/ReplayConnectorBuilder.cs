namespace DigitalTwin.Sdk.Connectors;

/// <summary>Says what the columns of a recorded file are and how fast it plays. Not thread-safe; used while composing only.</summary>
public sealed class ReplayConnectorBuilder
{
    internal ReplayConnectorBuilder()
    {
    }

    internal List<ReplayColumn> Columns { get; } = [];

    internal List<string> Problems { get; } = [];

    internal string? TimeColumn { get; private set; }

    internal string? TimeFormat { get; private set; }

    internal TimeSpan UtcOffset { get; private set; }

    internal char Comma { get; private set; } = ',';

    internal double? Pace { get; private set; } = 1;

    internal bool IsShifted { get; private set; }

    /// <summary>What stands between the cells; a comma unless said.</summary>
    /// <param name="separator">Such as ';' or a tab; neither a quote nor a line break.</param>
    /// <exception cref="ArgumentException">It is one of those.</exception>
    public ReplayConnectorBuilder Separator(char separator)
    {
        if (separator is '"' or '\r' or '\n')
            throw new ArgumentException("It must be neither a quote nor a line break.", nameof(separator));
        Comma = separator;
        return this;
    }

    /// <summary>The column with the event times: ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970.</summary>
    /// <param name="column">Its heading.</param>
    /// <param name="format">How times are written, if in another way: a format of <see cref="DateTime.ParseExact(string, string, IFormatProvider)"/>, such as <c>dd.MM.yyyy HH:mm:ss</c>.</param>
    /// <param name="utcOffset">How far the recorder's clock is ahead of UTC, for times that do not say so themselves; 0 by default, at most 14 hours.</param>
    /// <exception cref="ArgumentException">The heading is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset is outside its range.</exception>
    public ReplayConnectorBuilder Time(string column, string? format = null, TimeSpan utcOffset = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        if (utcOffset.Duration() > TimeSpan.FromHours(14))
            throw new ArgumentOutOfRangeException(nameof(utcOffset), utcOffset, "It must be at most 14 hours.");
        (TimeColumn, TimeFormat, UtcOffset) = (column, format, utcOffset);
        return this;
    }

    /// <summary>Reads a property from a column of numbers. An empty cell is no sample; one that is no finite number makes the property Bad with reason ConversionError.</summary>
    /// <param name="column">Its heading.</param>
    /// <param name="property">The property.</param>
    /// <param name="unit">The unit of the numbers; null (the default) for that of the property.</param>
    /// <exception cref="ArgumentException">The heading is empty.</exception>
    public ReplayConnectorBuilder Read(string column, Property<double> property, UnitOfMeasure? unit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        var where = $"column '{column}' for '{property}'";
        if (Columns.Any(c => c.Property.Equals(property)))
            Problems.Add($"{where}: the property is read from two columns.");
        var conversion = unit is null ? UnitConversion.Identity : UnitCheck.Conversion(unit, property.Unit, typeof(double), where, Problems);
        Columns.Add(new ReplayColumn(column, property, conversion));
        return this;
    }

    /// <summary>How many times as fast as it was recorded it plays; 1 unless said.</summary>
    /// <param name="times">Above 0; infinity for as fast as the runtime takes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public ReplayConnectorBuilder Speed(double times)
    {
        if (!(times > 0))
            throw new ArgumentOutOfRangeException(nameof(times), times, "It must be above 0.");
        Pace = double.IsInfinity(times) ? null : times;
        return this;
    }

    /// <summary>Moves all times by the same, so that the first row is when the runtime starts. Unless said, samples keep the times at which they were recorded.</summary>
    public ReplayConnectorBuilder ShiftToNow()
    {
        IsShifted = true;
        return this;
    }
}
